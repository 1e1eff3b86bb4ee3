/**
 * The rule `no-data`: a source has fallen silent. It is decided when every partition carries the feed's same idle mark,
 * and its instant is that mark's time; no watermark is asked, since a group whose only source is silent has none that
 * moves. It ends when every partition carries a mark of the feed that is not idle.
 *
 *     partition 0   ... idle T ........ live U            open at T: the last partition to carry the mark decides,
 *     partition 1   ......... idle T ............ live U  whichever it is; ended at the latest of the first live marks
 *
 * For each feed and partition the last 16 such marks are kept; what is older was decided upon, or is of a mark that some
 * partition never got. A mark that is written again (an append repeated after a crash) is the same silence: of each feed
 * the last 16 instants that were decided upon are known.
 */
import type { Episode } from '../../detection/episode.ts';
import type { Finding } from '../../detection/finding.ts';
import { atLeast } from '../../detection/finding.ts';
import { expectedSpikeAt, type Rule, ruleFor } from '../../detection/rule-set.ts';
import type { Alert } from '../../model/alert.ts';
import type { FeedState } from '../../model/interaction.ts';
import type { Pulse } from '../../model/pulse.ts';
import { MINUTE_MS } from '../../windows/pane.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';
import { toAlert } from './alert.ts';
import { incidentId } from './incident-id.ts';
import type { Progress } from './progress.ts';
import type { RadarConfiguration } from './radar-configuration.ts';

const MOST_MARKS = 16;
const MOST_DECIDED = 16;

type KeptMark = readonly [offset: number, state: FeedState, atMs: number];
type PackedSilence = readonly [
  marks: readonly (readonly [partition: number, newestOffset: number, marks: readonly KeptMark[]])[],
  open: readonly [incident: string, openedAtMs: number] | null,
  decided: readonly number[],
];

interface FeedMarks {
  readonly source: string;
  /** By partition, the oldest first; and the newest offset seen there, by which a repeated one is known. */
  readonly partitions: Map<number, { newestOffset: number; marks: KeptMark[] }>;
  open: { readonly incident: string; readonly openedAtMs: number } | null;
  /** Instants of the idle marks that were decided upon, the newest last. */
  readonly decided: number[];
}

export class Silences {
  private readonly feeds = new Map<string, FeedMarks>();
  private readonly dirty = new Set<string>();
  private alerts: Alert[] = [];

  static async load(rows: RowReader): Promise<Silences> {
    const silences = new Silences();
    for (const { key, bytes } of await rows.scan('silences')) {
      const [marks, open, decided] = unpackRow<PackedSilence>(bytes);
      silences.feeds.set(key, {
        source: sourceOf(key),
        partitions: new Map(
          marks.map(([partition, newestOffset, kept]) => [partition, { newestOffset, marks: [...kept] }]),
        ),
        open: open === null ? null : { incident: open[0], openedAtMs: open[1] },
        decided: [...decided],
      });
    }
    return silences;
  }

  /** Takes in the marks of a pulse, and decides what they decide. */
  receive(
    { partition, feedChanges }: Pulse,
    partitions: number,
    configuration: RadarConfiguration,
    progress: Progress,
  ): void {
    for (const { source, worker, state, lowWatermarkMs, offset } of feedChanges) {
      const key = `${source}\n${worker}`;
      const feed = this.feeds.get(key) ?? { source, partitions: new Map(), open: null, decided: [] };
      this.feeds.set(key, feed);
      const known = feed.partitions.get(partition) ?? { newestOffset: -1, marks: [] };
      feed.partitions.set(partition, known);
      if (offset <= known.newestOffset) continue;
      known.newestOffset = offset;
      known.marks.push([offset, state, lowWatermarkMs]);
      if (known.marks.length > MOST_MARKS) known.marks.shift();
      this.dirty.add(key);
      if (feed.partitions.size === partitions) this.decide(key, feed, configuration, progress);
    }
  }

  takeAlerts(): readonly Alert[] {
    const { alerts } = this;
    this.alerts = [];
    return alerts;
  }

  collect(changes: CollectedChanges): void {
    for (const key of this.dirty) {
      const { partitions, open, decided } = this.feeds.get(key) as FeedMarks;
      const packed: PackedSilence = [
        [...partitions].map(([partition, { newestOffset, marks }]) => [partition, newestOffset, marks] as const),
        open === null ? null : [open.incident, open.openedAtMs],
        decided,
      ];
      changes.puts.push({ family: 'silences', key, bytes: packRow(packed) });
    }
    this.dirty.clear();
  }

  private decide(key: string, feed: FeedMarks, configuration: RadarConfiguration, progress: Progress): void {
    const { group, rules } = configuration;
    const rule = ruleFor(rules, 'no-data', group);
    for (;;) {
      if (feed.open === null) {
        const atMs = commonIdleMs(feed);
        if (atMs === null) return;
        const offsets = dropThrough(feed, ([, state, markMs]) => state === 'idle' && markMs === atMs);
        feed.decided.push(atMs);
        if (feed.decided.length > MOST_DECIDED) feed.decided.shift();
        if (rule === null || expectedSpikeAt(rule, atMs) !== null) continue;
        feed.open = { incident: incidentId(group, group, 'no-data', key, atMs), openedAtMs: atMs };
        this.tell({ feed, rule, state: 'opened', atMs, offsets, configuration, progress });
      } else {
        const firsts = [...feed.partitions.values()].map(({ marks }) => marks.find(([, state]) => state !== 'idle'));
        if (firsts.some((mark) => mark === undefined)) return;
        const atMs = Math.max(...firsts.map((mark) => (mark as KeptMark)[2]));
        const offsets = dropThrough(feed, ([, state]) => state !== 'idle');
        if (rule !== null) this.tell({ feed, rule, state: 'resolved', atMs, offsets, configuration, progress });
        feed.open = null;
      }
    }
  }

  private tell({ feed, rule, state, atMs, offsets, configuration, progress }: Telling): void {
    const { incident, openedAtMs } = feed.open as NonNullable<FeedMarks['open']>;
    const partitions = feed.partitions.size;
    const silent = state === 'opened' ? partitions : 0;
    const finding: Finding = {
      conditions: [atLeast('partitionsWithoutSource', silent, partitions)],
      isMet: state === 'opened',
      isCalm: state === 'resolved',
      severity: 'warning',
      windowMs: MINUTE_MS,
      observed: silent,
      size: silent,
      expected: () => ({ value: 0, low: 0, high: 0 }),
      tailProbability: 1,
      people: 0,
    };
    const episode: Episode = {
      class: 'no-data',
      incident,
      claim: null,
      openedAtMs,
      resolvedAtMs: state === 'resolved' ? atMs : null,
      severity: 'warning',
      notices: state === 'opened' ? 0 : 1,
      calmSinceMs: null,
      peak: silent,
      told: silent,
      toldAtMs: atMs,
      joined: [],
    };
    const reason = state === 'opened' ? 'opened' : 'heard-again';
    // It concerns every brand of the group, so it stands under the group; keys of single brands do not see it.
    const brand = { id: configuration.group, name: feed.source, isOwn: true, market: null };
    const about = { configuration, brand, rule, finding, episode, isOneOfSeveral: false };
    const alert = toAlert({ ...about, state, reason, atMs, posts: [], progress });
    // How far the other partitions' steps have got meanwhile is a matter of the interleaving, so it is left out.
    const completeness = { watermarkMs: atMs, idleSources: silent > 0 ? [feed.source] : [], late: 0, deadLettered: 0 };
    this.alerts.push({ ...alert, completeness, logPosition: offsets });
  }
}

interface Telling {
  readonly feed: FeedMarks;
  readonly rule: Rule;
  readonly state: 'opened' | 'resolved';
  readonly atMs: number;
  /** Of the deciding mark in each partition. */
  readonly offsets: readonly number[];
  readonly configuration: RadarConfiguration;
  readonly progress: Progress;
}

/** The earliest time of an undecided idle mark that every partition carries; `null`: there is none. */
function commonIdleMs({ partitions, decided }: FeedMarks): number | null {
  const [first, ...others] = [...partitions.values()].map(
    ({ marks }) => new Set(marks.flatMap(([, state, atMs]) => (state === 'idle' ? [atMs] : []))),
  );
  const common = [...(first ?? [])].filter(
    (atMs) => !decided.includes(atMs) && others.every((times) => times.has(atMs)),
  );
  return common.length === 0 ? null : Math.min(...common);
}

/** Lets go of the marks up to the first of this kind in each partition; gives the offsets of these, by partition. */
function dropThrough({ partitions }: FeedMarks, isIt: (mark: KeptMark) => boolean): readonly number[] {
  return [...partitions]
    .sort(([a], [b]) => a - b)
    .map(([, known]) => {
      const at = known.marks.findIndex(isIt);
      const [offset] = known.marks[at] as KeptMark;
      known.marks.splice(0, at + 1);
      return offset;
    });
}

function sourceOf(key: string): string {
  return key.slice(0, key.indexOf('\n'));
}

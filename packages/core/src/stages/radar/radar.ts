/**
 * Radar: the stage that sees the whole group. It merges the partitions' pulses, finishes panes when every watermark
 * has passed them, keeps the ladder, and decides.
 *
 *     pulse -> slots by (partition, brand, pane), larger version wins     (idempotent, commutative: law 3)
 *     every partition's watermark past the pane's end -> final: ladder, baselines
 *     every 10 s of event time -> decisions, from final panes and the partitions' last steps up to then
 *
 * Driven like tally: load, fold, publish (alerts, and the configuration before the first decision by it), changes.
 */

import { SLOW_WINDOW_MS } from '../../detection/count-series.ts';
import type { RuleClass } from '../../detection/rule-set.ts';
import type { Alert } from '../../model/alert.ts';
import type { ErasedPerson, PeopleSlot, Pulse } from '../../model/pulse.ts';
import type { LiveFacts } from '../../reading/live-views.ts';
import { COUNTER_LADDER, PEOPLE_LADDER } from '../../windows/ladder.ts';
import { floorTo, PANE_MS } from '../../windows/pane.ts';
import { checkFoldVersion, HEAD_ROW } from '../fold-version.ts';
import { loadRows } from '../load-rows.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import { noChanges } from '../row-table.ts';
import type { RowAddress, RowReader, StateChanges } from '../state-changes.ts';
import { isFinal as areCutsFinal, CutSlots } from './cut-slots.ts';
import { type Attention, Detector } from './detector.ts';
import { Erasures } from './erasures.ts';
import { Gaps, gapsAfter, type PackedGaps } from './gaps.ts';
import { Incidents, withoutPerson } from './incidents.ts';
import { LadderRows, type PackedBlocks } from './ladder-rows.ts';
import { isClosed, LateSlots } from './late-slots.ts';
import { OpenPanes, type PackedPanes } from './open-panes.ts';
import { type PackedProgress, Progress } from './progress.ts';
import type { RadarConfiguration } from './radar-configuration.ts';
import { radarFamilies } from './radar-families.ts';
import { RangeRowsInMemory } from './range-rows-in-memory.ts';
import { Silences } from './silences.ts';
import type { WindowCounts } from './window-counts.ts';

export interface RadarOptions {
  /** Of the interactions topic: nothing is final before all of them have spoken. */
  readonly partitions: number;
  readonly configuration: RadarConfiguration;
  /** Of a fold that begins with nothing: whether pulses had passed their retention before it; default no. */
  readonly beginsLate?: boolean;
  /** Told of each instant of the grid after it was decided upon; for who looks on, as a backtest does. */
  readonly onDecided?: (
    atMs: number,
    attentionOf: (brand: string) => Attention | null,
    countsOf: (brand: string, name: RuleClass, windowMs: number) => WindowCounts | null,
  ) => void;
}

/** The configuration by which radar decides from `fromMs` on; written before it does. */
export interface ConfigurationRecord {
  readonly digest: string;
  readonly text: string;
  readonly fromMs: number;
}

export interface RadarPublication {
  readonly configuration: ConfigurationRecord | null;
  readonly alerts: readonly Alert[];
}

/** This fold's layout of rows; another one cannot go on from its state. */
export const RADAR_FOLD_VERSION = 10;
export const RADAR_HEAD = HEAD_ROW;

export type PackedRadarHead = readonly [
  version: number,
  finalUntilMs: number | null,
  nextDecisionMs: number | null,
  newestMs: number | null,
  configurationDigest: string,
  repeats: number,
  progress: PackedProgress,
  panes: PackedPanes,
  blocks: PackedBlocks,
  lateHours: readonly number[],
  cutHours: readonly [readonly number[], readonly number[]],
  gaps: PackedGaps,
  beginsLate: boolean,
];

interface RadarParts {
  readonly progress: Progress;
  readonly panes: OpenPanes;
  readonly ladder: LadderRows;
  readonly late: LateSlots;
  readonly cuts: CutSlots;
  readonly detector: Detector;
  readonly incidents: Incidents;
  readonly erasures: Erasures;
  readonly silences: Silences;
  readonly gaps: Gaps;
  readonly beginsLate: boolean;
  /** Panes that end at or before it are final. */
  finalUntilMs: number | null;
  nextDecisionMs: number | null;
  newestMs: number | null;
  configurationDigest: string;
  /** Slots that repeated what was summed already: a crash, another cut, a replay. */
  repeats: number;
}

export class Radar {
  private readonly options: RadarOptions;
  private readonly parts: RadarParts;
  private newConfiguration: ConfigurationRecord | null = null;
  private touched = new Map<string, PeopleSlot[]>();

  private constructor(options: RadarOptions, parts: RadarParts) {
    this.options = options;
    this.parts = parts;
  }

  static async load(rows: RowReader, options: RadarOptions): Promise<Radar> {
    const [bytes] = await rows.read(RADAR_HEAD.family, [RADAR_HEAD.key]);
    if (bytes === undefined) return new Radar(options, emptyParts(options));
    return new Radar(options, await loadParts(rows, unpackRow<PackedRadarHead>(bytes)));
  }

  get watermarkMs(): number | null {
    return this.parts.finalUntilMs;
  }

  /** Every family in which there are rows, as of the last `changes`. */
  families(): readonly string[] {
    const { panes, ladder, late, cuts } = this.parts;
    const expiring = { panes: panes.pack(), blocks: ladder.pack(), lateHours: late.pack(), cutHours: cuts.pack() };
    return [RADAR_HEAD.family, ...radarFamilies(expiring)];
  }

  /** What live views are made of: all that is folded by now, and what of it came since the last call. */
  liveFacts(rows: RowReader): LiveFacts {
    const { panes, late, progress, gaps, finalUntilMs, newestMs } = this.parts;
    const { touched } = this;
    this.touched = new Map();
    return {
      head: {
        watermarkMs: finalUntilMs,
        newestMs,
        openPanes: panes.paneStarts,
        crowds: panes.crowdStarts,
        lateHours: late.pack(),
        gaps: gaps.all,
      },
      rows: new RangeRowsInMemory(this.parts, rows),
      isComplete: progress.idleSources.length === 0 && !progress.isCatchingUp(finalUntilMs),
      touched,
    };
  }

  async fold(pulses: readonly Pulse[], rows: RowReader): Promise<void> {
    for (const pulse of pulses) {
      if (!this.enter(pulse)) continue;
      await this.merge(pulse, rows);
      this.parts.progress.receive(pulse);
      this.parts.silences.receive(pulse, this.options.partitions, this.options.configuration, this.parts.progress);
      for (const person of pulse.erased) this.erase(person);
      await this.advance(rows);
    }
    const { finalUntilMs, late, cuts, ladder } = this.parts;
    if (finalUntilMs === null) return;
    await cuts.close(rows, finalUntilMs);
    for (const closed of await late.close(rows, finalUntilMs)) {
      const { brand, hourMs } = closed;
      const counterRungs = COUNTER_LADDER.slice(2);
      const peopleRungs = PEOPLE_LADDER.slice(1);
      const missing: RowAddress[] = [];
      ladder.missingCounters(brand, hourMs, counterRungs, missing);
      for (const { kind } of closed.people) ladder.missingPeople(brand, kind, hourMs, peopleRungs, missing);
      await loadRows(missing, rows, (address, bytes) => ladder.provide(address, bytes));
      for (const counters of closed.counters) ladder.addCounters(brand, hourMs, counters, counterRungs);
      for (const { kind, set } of closed.people) ladder.addPeople(brand, kind, hourMs, set, peopleRungs);
    }
    ladder.expire(finalUntilMs);
  }

  /** What is to be on the log before the commit. */
  publish(): RadarPublication {
    const configuration = this.newConfiguration;
    this.newConfiguration = null;
    const alerts = [...this.parts.silences.takeAlerts(), ...this.parts.detector.takeAlerts()];
    const { incidents, erasures, nextDecisionMs } = this.parts;
    for (const alert of alerts) incidents.add(erasures.all.reduce(withoutPerson, alert));
    if (nextDecisionMs !== null) erasures.expire(nextDecisionMs);
    return { configuration, alerts };
  }

  /** To be called after `publish`: the incidents of the commit are those of the published alerts. */
  changes(): StateChanges {
    const { progress, panes, ladder, late, cuts, detector, incidents, erasures, silences } = this.parts;
    const changes = noChanges();
    for (const part of [progress, panes, ladder, late, cuts, detector, incidents, erasures, silences])
      part.collect(changes);
    changes.puts.push({ ...RADAR_HEAD, bytes: packRow(this.packHead()) });
    return changes;
  }

  /** Rows that have not been used lately may go: all changes are committed. */
  settled(): void {
    const { ladder, late, cuts } = this.parts;
    for (const part of [ladder, late, cuts]) part.forget();
  }

  /** What is remembered of this person's words goes now; alerts that speak of the time before come without them. */
  private erase(person: ErasedPerson): void {
    const { erasures, progress, incidents } = this.parts;
    progress.erase(person);
    if (erasures.add(person)) incidents.erase(person);
  }

  /** Takes notice of the pulse's generation; false: there is a newer one, and what this one says was replaced (law 5). */
  private enter(pulse: Pulse): boolean {
    const { progress, panes, gaps, finalUntilMs } = this.parts;
    const generation = progress.enter(pulse);
    if (generation === 'older') {
      this.parts.repeats += pulse.onTime.length;
      return false;
    }
    if (generation === 'newer') panes.forgetTotals(pulse.partition);
    if (progress.learnsOfPassed(pulse)) gaps.add(gapsAfter(pulse.completeFromMs as number, finalUntilMs));
    return true;
  }

  private async merge(pulse: Pulse, rows: RowReader): Promise<void> {
    const { panes, late, cuts, finalUntilMs } = this.parts;
    const { partition } = pulse;
    if (pulse.newestMs !== null && (this.parts.newestMs === null || pulse.newestMs > this.parts.newestMs)) {
      this.parts.newestMs = pulse.newestMs;
    }
    for (const { brand } of pulse.onTime) this.touch(brand);
    for (const { brand } of pulse.late) this.touch(brand);
    const isFinal = (startMs: number) => finalUntilMs !== null && startMs + PANE_MS <= finalUntilMs;
    for (const slot of pulse.onTime) {
      if (isFinal(slot.startMs)) this.parts.repeats += 1;
      else panes.merge(partition, pulse, slot);
    }
    const isOpen = (slot: { readonly startMs: number }) => !isClosed(slot.startMs, finalUntilMs);
    const lateSlots = pulse.late.filter(isOpen);
    // An hour that is final stands there as one sum: what is said of it again would be added to it.
    const cutSlots = pulse.cuts.filter((slot) => !areCutsFinal(slot.hourMs, finalUntilMs));
    const latePeople = pulse.people.filter((slot) => slot.level !== 'pane' && isOpen(slot));
    const addresses = [
      ...[...lateSlots, ...latePeople].map((slot) => late.addressOf(slot.brand, slot.startMs)),
      ...cutSlots.map((slot) => cuts.addressOf(slot)),
    ].filter((address) => !(address.family.startsWith('late:') ? late : cuts).isLoaded(address));
    await loadRows(addresses, rows, (address, bytes) => {
      (address.family.startsWith('late:') ? late : cuts).provide(address, bytes);
    });
    for (const slot of lateSlots) late.merge(partition, pulse, slot);
    for (const slot of latePeople) {
      late.addPeople(slot);
      this.touch(slot.brand).push(slot);
    }
    for (const slot of cutSlots) cuts.merge(partition, pulse, slot);
    for (const slot of pulse.people) {
      if (slot.level !== 'pane' || isFinal(slot.startMs)) continue;
      panes.addPeople(slot);
      this.touch(slot.brand).push(slot);
    }
  }

  private touch(brand: string): PeopleSlot[] {
    const people = this.touched.get(brand) ?? [];
    this.touched.set(brand, people);
    return people;
  }

  /** Finishes what every watermark has passed, and decides at each instant of the grid up to there. */
  private async advance(rows: RowReader): Promise<void> {
    const { parts, options } = this;
    const leastMs = parts.progress.leastWatermarkMs(options.partitions);
    if (leastMs === null) return;
    const untilMs = floorTo(leastMs, PANE_MS);
    if (parts.finalUntilMs !== null && untilMs <= parts.finalUntilMs) return;
    const nextDecisionMs = parts.nextDecisionMs ?? (await this.begin(rows));
    if (nextDecisionMs === null) return;
    const ending = parts.panes.paneStarts.filter((startMs) => startMs + PANE_MS <= untilMs);
    let next = 0;
    for (let atMs = nextDecisionMs; atMs <= untilMs; atMs += PANE_MS) {
      this.adoptConfiguration(atMs);
      const first = next;
      while (next < ending.length && (ending[next] as number) + PANE_MS <= atMs) next += 1;
      if (next > first) await this.finish(ending.slice(first, next), rows);
      parts.progress.advance(atMs);
      parts.detector.decide(atMs, options.configuration, parts);
      options.onDecided?.(
        atMs,
        (brand) => parts.detector.attentionOf(brand, atMs),
        (brand, name, windowMs) => parts.detector.countsOf(brand, name, { atMs, windowMs, panes: parts.panes }),
      );
      parts.panes.forgetPeople(atMs - SLOW_WINDOW_MS);
      parts.nextDecisionMs = atMs + PANE_MS;
    }
    parts.finalUntilMs = untilMs;
  }

  /**
   * The grid begins behind the first instant that every partition had reached, which is a matter of their logs, not of
   * how much of them has been read by now. What lies before it is summed, and nothing is decided by it.
   */
  private async begin(rows: RowReader): Promise<number | null> {
    const { parts, options } = this;
    const firstMs = parts.progress.firstCommonStepMs;
    if (firstMs === null) return null;
    if (parts.beginsLate) parts.gaps.add([{ fromMs: null, toMs: firstMs }]);
    parts.detector.watchAll(options.configuration, firstMs);
    await this.finish(
      parts.panes.paneStarts.filter((startMs) => startMs + PANE_MS <= firstMs),
      rows,
    );
    parts.progress.advance(firstMs);
    return firstMs + PANE_MS;
  }

  /** Adds finished panes to the ladder, once, and to what decisions look at. */
  private async finish(paneStarts: readonly number[], rows: RowReader): Promise<void> {
    const { panes, ladder, detector } = this.parts;
    for (const startMs of paneStarts) {
      const finished = panes.finish(startMs);
      const missing: RowAddress[] = [];
      for (const { brand } of finished) ladder.missingCounters(brand, startMs, COUNTER_LADDER, missing);
      for (const [brand, crowd] of panes.crowdsOf(startMs)) {
        for (const kind of crowd.keys()) ladder.missingPeople(brand, kind, startMs, PEOPLE_LADDER, missing);
      }
      await loadRows(missing, rows, (address, bytes) => ladder.provide(address, bytes));
      for (const { brand, counters } of finished) {
        ladder.addCounters(brand, startMs, counters);
        detector.addPane(brand, startMs, counters, this.options.configuration);
      }
      for (const [brand, crowd] of panes.crowdsOf(startMs)) {
        for (const [kind, people] of crowd) ladder.addPeople(brand, kind, startMs, people);
      }
    }
  }

  /** A changed configuration holds from this instant of the grid on, and says so on the log first. */
  private adoptConfiguration(atMs: number): void {
    const { configuration } = this.options;
    if (this.parts.configurationDigest === configuration.digest) return;
    this.parts.configurationDigest = configuration.digest;
    this.parts.detector.watchAll(configuration, atMs - PANE_MS);
    this.newConfiguration = { digest: configuration.digest, text: configuration.text, fromMs: atMs };
  }

  private packHead(): PackedRadarHead {
    const { parts } = this;
    return [
      RADAR_FOLD_VERSION,
      parts.finalUntilMs,
      parts.nextDecisionMs,
      parts.newestMs,
      parts.configurationDigest,
      parts.repeats,
      parts.progress.pack(),
      parts.panes.pack(),
      parts.ladder.pack(),
      parts.late.pack(),
      parts.cuts.pack(),
      parts.gaps.pack(),
      parts.beginsLate,
    ];
  }
}

function emptyParts({ beginsLate = false }: RadarOptions): RadarParts {
  return {
    progress: new Progress(),
    panes: OpenPanes.empty(),
    ladder: new LadderRows([[], []]),
    late: new LateSlots([]),
    cuts: new CutSlots([[], []]),
    detector: new Detector(),
    incidents: new Incidents(),
    erasures: new Erasures(),
    silences: new Silences(),
    gaps: new Gaps([]),
    beginsLate,
    finalUntilMs: null,
    nextDecisionMs: null,
    newestMs: null,
    configurationDigest: '',
    repeats: 0,
  };
}

async function loadParts(rows: RowReader, head: PackedRadarHead): Promise<RadarParts> {
  const [version, finalUntilMs, nextDecisionMs, newestMs, configurationDigest, repeats] = head;
  checkFoldVersion('radar', version, RADAR_FOLD_VERSION);
  return {
    progress: await Progress.load(rows, head[6]),
    panes: await OpenPanes.load(rows, head[7]),
    ladder: new LadderRows(head[8]),
    late: new LateSlots(head[9]),
    cuts: new CutSlots(head[10]),
    detector: await Detector.load(rows),
    incidents: await Incidents.load(rows),
    erasures: await Erasures.load(rows),
    silences: await Silences.load(rows),
    gaps: new Gaps(head[11]),
    beginsLate: head[12],
    finalUntilMs,
    nextDecisionMs,
    newestMs,
    configurationDigest,
    repeats,
  };
}

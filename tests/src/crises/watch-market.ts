/**
 * Lets a simulated market run through the stages that run live, in memory: ingest's step, tally, pulses as they stand on
 * the log, radar. What is left out is what stores and carries; that it changes nothing is shown elsewhere
 * (tests/src/engines, tests/src/simulation).
 */
import { createIngester } from '@grapevine/connectors/ingest/ingester.ts';
import type { RawEntry } from '@grapevine/connectors/ingest/raw-entry.ts';
import type { SentimentScorer } from '@grapevine/core/edge/judgement.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { LogEntry, Mark } from '@grapevine/core/model/interaction.ts';
import { Radar } from '@grapevine/core/stages/radar/radar.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import { DAY_MS, floorTo, PANE_MS } from '@grapevine/core/windows/pane.ts';
import { radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';
import { replayAuthorKey, surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import type { LongMarket } from '@grapevine/testkit/long-market/long-market.ts';
import type { SimulatedInteraction } from '@grapevine/testkit/market-interaction.ts';
import { MemoryRows } from '../memory-rows.ts';
import { configurationOf } from '../replayed/replay-into.ts';

export interface WatchOptions {
  readonly market: LongMarket;
  /** The grapevine.yaml to watch by. */
  readonly configuration: string;
  /** Of the interactions topic, default 1: the cheapest. The same is decided; tables that a partition bounds hold more. */
  readonly partitions?: number;
  /** What is watched in place of each interaction: with another label, say. */
  readonly asSeen?: (interaction: SimulatedInteraction) => SimulatedInteraction;
  /** Told of each interaction as it happened. */
  readonly onInteraction?: (interaction: SimulatedInteraction) => void;
}

const BATCH_MS = 600_000;
/** Rows are costly to write, and how often that is done changes no alert. */
const COMMIT_MS = DAY_MS;
const DELAY_MS = 5_000;

/** The alerts of the whole run, in the order in which they were decided. */
export async function watchMarket(options: WatchOptions): Promise<readonly Alert[]> {
  const { market, asSeen = (interaction) => interaction, onInteraction } = options;
  const stages = await MarketStages.open(options);
  const outages = market.plan.filter((event) => event.kind === 'outage');
  const turns = outages
    .flatMap(({ platform, startMs, durationMs }) => [
      { atMs: startMs, platform, state: 'idle' as const },
      { atMs: startMs + durationMs, platform, state: 'live' as const },
    ])
    .sort((a, b) => a.atMs - b.atMs);
  for (const platform of new Set(outages.map((outage) => outage.platform))) {
    stages.mark({ source: platform, state: 'live', holds: false, lowWatermarkMs: market.startMs });
  }
  let batch: SimulatedInteraction[] = [];
  let batchEndMs = market.startMs + BATCH_MS;
  const flush = async () => {
    stages.take(batch);
    batch = [];
    while (turns[0] !== undefined && turns[0].atMs < batchEndMs) {
      const { platform, state, atMs } = turns.shift() as (typeof turns)[number];
      stages.mark({ source: platform, state, holds: false, lowWatermarkMs: atMs });
    }
    await stages.fold();
    if (batchEndMs % COMMIT_MS === 0) stages.commit();
  };
  for (const interaction of market.interactions) {
    onInteraction?.(interaction);
    while (Date.parse(interaction.at) >= batchEndMs) {
      await flush();
      batchEndMs += BATCH_MS;
    }
    batch.push(asSeen(interaction));
  }
  await flush();
  stages.mark({ source: 'market', state: 'done', holds: true, lowWatermarkMs: market.endMs });
  await stages.fold();
  return stages.alerts;
}

/** The market says the same things again and again. */
function remembering(scorer: SentimentScorer): SentimentScorer {
  const scores = new Map<string, ReturnType<SentimentScorer['score']>>();
  return {
    ...scorer,
    score(text, lang) {
      const name = `${lang} ${text}`;
      const known = scores.get(name) ?? scorer.score(text, lang);
      scores.set(name, known);
      return known;
    },
  };
}

/** All partitions' tallies and the one radar, with their rows in memory. */
class MarketStages {
  readonly alerts: Alert[] = [];
  private readonly ingest;
  private readonly tallies: readonly { readonly tally: Tally; readonly rows: MemoryRows }[];
  private readonly radar: Radar;
  private readonly radarRows: MemoryRows;
  private readonly logs: { entries: LogEntry[]; nextOffset: number }[];
  private markedMs = 0;

  private constructor(
    ingest: ReturnType<typeof createIngester>,
    tallies: readonly { readonly tally: Tally; readonly rows: MemoryRows }[],
    radar: Radar,
    radarRows: MemoryRows,
  ) {
    this.ingest = ingest;
    this.tallies = tallies;
    this.radar = radar;
    this.radarRows = radarRows;
    this.logs = tallies.map(() => ({ entries: [], nextOffset: 0 }));
  }

  static async open({ market, configuration: text, partitions = 1 }: WatchOptions): Promise<MarketStages> {
    const configuration = configurationOf(text);
    const surroundings = surroundingsOf(configuration, replayAuthorKey(configuration.group));
    const scorer = remembering(surroundings.scorer);
    const ingest = createIngester({ surroundings: { ...surroundings, scorer }, partitions, nowMs: () => market.endMs });
    const tallies = [];
    for (let partition = 0; partition < partitions; partition++) {
      const rows = new MemoryRows();
      tallies.push({ rows, tally: await Tally.load(rows, { partition, groups: [configuration.group] }) });
    }
    const radarRows = new MemoryRows();
    const radar = await Radar.load(radarRows, { partitions, configuration: radarConfigurationOf(configuration) });
    return new MarketStages(ingest, tallies, radar, radarRows);
  }

  /** Interactions in ascending event time, each new ten seconds with its marks. */
  take(interactions: readonly SimulatedInteraction[]): void {
    const entries = interactions.map(
      (value, line): RawEntry => ({
        kind: 'value',
        value,
        original: null,
        origin: { kind: 'file', file: 'market', line },
      }),
    );
    for (const outcome of this.ingest(entries).outcomes) {
      if (outcome.kind !== 'accepted') throw new Error(`the market brought ${JSON.stringify(outcome)}`);
      for (const { partition, record } of outcome.records) this.logs[partition]?.entries.push(record);
      const lowWatermarkMs = outcome.atMs - DELAY_MS;
      if (floorTo(lowWatermarkMs, PANE_MS) <= this.markedMs) continue;
      this.markedMs = floorTo(lowWatermarkMs, PANE_MS);
      this.mark({ source: 'market', state: 'live', holds: true, lowWatermarkMs });
    }
  }

  mark(mark: Pick<Mark, 'source' | 'state' | 'holds' | 'lowWatermarkMs'>): void {
    for (const { entries } of this.logs) entries.push({ ...mark, type: 'mark', worker: 'simulator', cursor: '' });
  }

  /** Folds all that was taken through both stages. */
  async fold(): Promise<void> {
    const pulses = [];
    for (const [partition, { tally, rows }] of this.tallies.entries()) {
      const log = this.logs[partition] as (typeof this.logs)[number];
      const inputs = log.entries.map((entry, index) => ({ offset: log.nextOffset + index, entry }));
      log.nextOffset += inputs.length;
      log.entries = [];
      await tally.fold(inputs, ({ entry }) => entry, rows);
      for (const published of tally.publish(log.nextOffset).values()) {
        pulses.push(...published);
      }
    }
    await this.radar.fold(pulses, this.radarRows);
    this.alerts.push(...this.radar.publish().alerts);
  }

  /** Writes what changed to the rows, so that what is not needed may leave memory. */
  commit(): void {
    for (const [partition, { tally, rows }] of this.tallies.entries()) {
      rows.apply(tally.changes((this.logs[partition] as (typeof this.logs)[number]).nextOffset));
      tally.settled();
    }
    this.radarRows.apply(this.radar.changes());
    this.radar.settled();
  }
}

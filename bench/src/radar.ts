/**
 * Radar under a live load, without log, store and clock: every 50 ms of event time the tallies' pulses are read, folded,
 * their live counters refreshed, and four times a second its rows made. JSON on standard output, in ms of CPU for each
 * such turn: in the middle, at the 99th percentile, and at the turns in which a step ends.
 *
 *   npm run bench -- radar [--rate 10000] [--seconds 45] [--seed 1]
 */
import { parseArgs } from 'node:util';
import { createIngester } from '@grapevine/connectors/ingest/ingester.ts';
import type { RawEntry } from '@grapevine/connectors/ingest/raw-entry.ts';
import type { LogEntry, Mark } from '@grapevine/core/model/interaction.ts';
import { LiveViews } from '@grapevine/core/reading/live-views.ts';
import { Radar } from '@grapevine/core/stages/radar/radar.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import { floorTo, PANE_MS } from '@grapevine/core/windows/pane.ts';
import { decodePulse, encodePulse } from '@grapevine/engine/records/pulse-codec.ts';
import { INTERACTION_PARTITIONS } from '@grapevine/engine/runtime/topics.ts';
import { liveMarketsOf, radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';
import { replayAuthorKey, surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import { standardLoad } from '@grapevine/testkit/standard-load.ts';
import { quantile, rounded } from './measuring/cost.ts';
import { STANDARD_BRANDS, START_MS, standardConfiguration } from './measuring/load-file.ts';
import { printReport } from './measuring/report.ts';
import { RowsInMemory } from './measuring/rows-in-memory.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '45' },
    seed: { type: 'string', default: '1' },
  },
});
const TURN_MS = 50;
const TURNS_A_COMMIT = 5;
const WARM_UP_MS = 10_000;
const MARK_MS = 1000;
const DELAY_MS = 5000;
const PARTS = ['read', 'fold', 'rows', 'views'] as const;

/** What each part of a turn has cost, in ms of CPU. */
type Turn = Readonly<Record<(typeof PARTS)[number], number>> & { readonly endsAStep: boolean };

class PartitionTally {
  private readonly rows: RowsInMemory;
  private readonly tally: Tally;
  private next = 0;

  private constructor(tally: Tally, rows: RowsInMemory) {
    this.tally = tally;
    this.rows = rows;
  }

  static async load(partition: number): Promise<PartitionTally> {
    const rows = new RowsInMemory();
    return new PartitionTally(await Tally.load(rows, { partition, groups: ['main'] }), rows);
  }

  /** The bytes of the pulses of what came in. */
  async turn(log: readonly LogEntry[], commits: boolean): Promise<readonly Uint8Array[]> {
    const inputs = log.map((entry, index) => ({ offset: this.next + index, entry }));
    await this.tally.fold(inputs, ({ entry }) => entry, this.rows);
    this.next += log.length;
    const pulses = [...this.tally.publish(this.next).values()].flat().map(encodePulse);
    if (!commits) return pulses;
    this.rows.apply(this.tally.changes(this.next));
    this.tally.settled();
    return pulses;
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const configuration = standardConfiguration();
const radarConfiguration = radarConfigurationOf(configuration);
const surroundings = surroundingsOf(configuration, replayAuthorKey('main'));
const ingest = createIngester({ surroundings, partitions: INTERACTION_PARTITIONS, nowMs: Date.now });
const [rate, seconds, seed] = [Number(values.rate), Number(values.seconds), Number(values.seed)];
const load = standardLoad({
  seed,
  events: rate * seconds,
  startMs: START_MS,
  brands: STANDARD_BRANDS,
  eventsPerSecond: rate,
  withText: false,
});
const tallies = await Promise.all(
  Array.from({ length: INTERACTION_PARTITIONS }, (_, partition) => PartitionTally.load(partition)),
);
const rows = new RowsInMemory();
const radar = await Radar.load(rows, { partitions: INTERACTION_PARTITIONS, configuration: radarConfiguration });
const brands = radarConfiguration.brands.map(({ id }) => id);
const live = new LiveViews(brands, liveMarketsOf(configuration));

/** What is ingested in one turn, by partition, with a mark a second. */
function logsOfTurn(turn: number): readonly (readonly LogEntry[])[] {
  const logs: LogEntry[][] = tallies.map(() => []);
  const entries: RawEntry[] = [];
  for (let nth = 0; nth < (rate * TURN_MS) / 1000; nth++) {
    const line = turn * rate + nth;
    entries.push({
      kind: 'value',
      value: load.next().value,
      original: null,
      origin: { kind: 'file', file: 'load', line },
    });
  }
  for (const outcome of ingest(entries).outcomes) {
    if (outcome.kind !== 'accepted') continue;
    for (const { partition, record } of outcome.records) logs[partition]?.push(record);
  }
  if ((turn * TURN_MS) % MARK_MS !== 0) return logs;
  const lowWatermarkMs = START_MS + turn * TURN_MS - DELAY_MS;
  const mark: Mark = {
    type: 'mark',
    source: 'file',
    worker: 'bench',
    state: 'live',
    holds: true,
    cursor: '',
    lowWatermarkMs,
  };
  for (const log of logs) log.push(mark);
  return logs;
}

async function turnOf(turn: number): Promise<Turn> {
  const logs = logsOfTurn(turn);
  const pulses: Uint8Array[] = [];
  for (const [partition, tally] of tallies.entries()) {
    pulses.push(...(await tally.turn(logs[partition] ?? [], turn % 20 === partition)));
  }
  const beforeMs = radar.watermarkMs;
  const clock = [cpuMs()];
  const read = pulses.map(decodePulse);
  clock.push(cpuMs());
  await radar.fold(read, rows);
  radar.publish();
  clock.push(cpuMs());
  if (turn % TURNS_A_COMMIT === 0) {
    rows.apply(radar.changes());
    radar.settled();
  }
  clock.push(cpuMs());
  await live.refresh(radar.liveFacts(rows));
  clock.push(cpuMs());
  const cost = (part: number) => (clock[part + 1] as number) - (clock[part] as number);
  const endsAStep = beforeMs !== null && radar.watermarkMs !== null && floorTo(radar.watermarkMs, PANE_MS) > beforeMs;
  return { read: cost(0), fold: cost(1), rows: cost(2), views: cost(3), endsAStep };
}

const turns: Turn[] = [];
for (let turn = 0; turn * TURN_MS < seconds * 1000; turn++) {
  const cost = await turnOf(turn);
  if (turn * TURN_MS >= WARM_UP_MS) turns.push(cost);
}
const sums = turns.map((turn) => PARTS.reduce((sum, part) => sum + turn[part], 0));
const steps = sums.filter((_, nth) => turns[nth]?.endsAStep === true);
const mean = (part: (typeof PARTS)[number]) => turns.reduce((sum, turn) => sum + turn[part], 0) / turns.length;
printReport('radar', values, {
  turns: turns.length,
  cpuMsATurn: {
    p50: rounded(quantile(sums, 0.5) ?? 0, 1),
    p99: rounded(quantile(sums, 0.99) ?? 0, 1),
    ofSteps: steps.map((ms) => rounded(ms, 0)),
  },
  meanOf: Object.fromEntries(PARTS.map((part) => [part, rounded(mean(part), 2)])),
});

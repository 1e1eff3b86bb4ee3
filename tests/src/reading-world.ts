/** Folds logs through every tally and radar into rows that can be read, in any cut of the batches. */
import { SHIPPED_RULES } from '@grapevine/core/detection/rule-set.ts';
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import type { Pulse } from '@grapevine/core/model/pulse.ts';
import { Radar } from '@grapevine/core/stages/radar/radar.ts';
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import { MemoryRows } from './memory-rows.ts';

export function radarConfiguration(brands: readonly string[]): RadarConfiguration {
  return {
    group: 'main',
    brands: brands.map((id) => ({ id, name: id, isOwn: true, market: null })),
    markets: [],
    falseAlarmsPerWeek: 1,
    rules: SHIPPED_RULES,
    advice: {},
    digest: 'digest',
    text: '{}',
  };
}

/** The rows of `radar/main`; the partitions take turns, each with `batch` records at a time. */
export async function radarRows(
  logs: readonly (readonly LogEntry[])[],
  brands: readonly string[],
  batch: number,
): Promise<MemoryRows> {
  const pulses = await Promise.all(logs.map((log, partition) => pulsesOf(log, partition, batch)));
  const rows = new MemoryRows();
  const options = { partitions: logs.length, configuration: radarConfiguration(brands) };
  let radar = await Radar.load(rows, options);
  const longest = Math.max(...pulses.map((published) => published.length));
  for (let turn = 0; turn < longest; turn++) {
    await radar.fold(
      pulses.flatMap((published) => published[turn] ?? []),
      rows,
    );
    radar.publish();
    rows.apply(radar.changes());
    radar.settled();
    if (turn % 3 === 0) radar = await Radar.load(rows, options);
  }
  return rows;
}

/** What one partition's tally publishes, commit by commit. */
export async function pulsesOf(log: readonly LogEntry[], partition: number, batch: number): Promise<Pulse[][]> {
  const rows = new MemoryRows();
  const tally = await Tally.load(rows, { partition, groups: ['main'] });
  const published: Pulse[][] = [];
  for (let from = 0; from < log.length; from += batch) {
    const to = Math.min(log.length, from + batch);
    await tally.fold(
      log.slice(from, to).map((entry, index) => ({ offset: from + index, entry })),
      ({ entry }) => entry,
      rows,
    );
    published.push(structuredClone([...tally.publish(to).values()].flat()));
    rows.apply(tally.changes(to));
    tally.settled();
  }
  return published;
}

/** Radar as work for a partition runner: the pulses of one group in, its alerts out. */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import { type LiveMarket, LiveViews } from '@grapevine/core/reading/live-views.ts';
import { RADAR_FOLD_VERSION, Radar } from '@grapevine/core/stages/radar/radar.ts';
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import type { EventLog, PartitionAppend } from '../ports/event-log.ts';
import { encodeAlert } from '../records/alert-codec.ts';
import { decodePulse } from '../records/pulse-codec.ts';
import { isReplaced } from './generation-log.ts';
import type { PartitionWork } from './partition-runner.ts';
import { INTERACTION_PARTITIONS, TOPICS } from './topics.ts';
import { RecordReader } from './undecodable.ts';

const READ_LIMIT = { maxRecords: 1_000, maxBytes: 4 * 1024 * 1024 } as const;

export function radarScope(group: string): string {
  return `radar/${group}`;
}

export interface RadarWorkOptions {
  /** Of the interactions topic, default 8: nothing is decided before all of them have spoken. */
  readonly partitions?: number;
  /** Whose shares of voice are shown live; default none. */
  readonly markets?: readonly LiveMarket[];
}

export function radarWork(configuration: RadarConfiguration, options: RadarWorkOptions = {}): PartitionWork {
  const { partitions = INTERACTION_PARTITIONS, markets = [] } = options;
  const { group, brands } = configuration;
  const { topic } = TOPICS.pulses;
  const partition = partitionOf(group, TOPICS.pulses.partitions);
  return {
    scope: radarScope(group),
    topic,
    partition,
    isCheckpointed: true,
    fold: { stage: 'radar', version: RADAR_FOLD_VERSION, groups: [group] },
    async open(rows, log, { generation, passed }) {
      const said = await alertsOn(log);
      const radar = await Radar.load(rows, { partitions, configuration, beginsLate: passed > 0 });
      const live = new LiveViews(
        brands.map(({ id }) => id),
        markets,
      );
      const reader = new RecordReader({ topic, partition, what: 'a pulse' }, decodePulse);
      return {
        fold: (records, from) =>
          radar.fold(
            records.flatMap((record) => {
              const pulse = record.key === group ? reader.read(record) : null;
              return pulse === null || isReplaced(pulse.generation, record.offset, generation) ? [] : [pulse];
            }),
            from,
          ),
        changes: () => radar.changes(),
        publish: () => [...publicationsOf(radar, group, said), ...reader.takeDeadLetters()],
        settled: () => radar.settled(),
        checkpoint: () => ({ reachedMs: radar.watermarkMs, families: () => radar.families() }),
        views: (from) => live.refresh(radar.liveFacts(from)),
      };
    },
  };
}

/**
 * Ids of the alerts that stand on their topic: whoever folds the log anew comes to the same ones, and people are not told
 * twice. As many as the topic keeps, some thousands.
 */
async function alertsOn(log: EventLog): Promise<ReadonlySet<string>> {
  const { topic, partitions } = TOPICS.alerts;
  const ids = new Set<string>();
  for (let partition = 0; partition < partitions; partition++) {
    let { startOffset: offset, endOffset } = await log.bounds(topic, partition);
    while (offset < endOffset) {
      const { records, nextOffset } = await log.read(topic, partition, offset, READ_LIMIT);
      for (const { headers } of records) if (headers?.['ce_id'] !== undefined) ids.add(headers['ce_id']);
      offset = nextOffset;
    }
  }
  return ids;
}

function publicationsOf(radar: Radar, group: string, said: ReadonlySet<string>): readonly PartitionAppend[] {
  const { configuration, alerts } = radar.publish();
  const appends: PartitionAppend[] = [];
  if (configuration !== null) {
    // Law 7: what decisions go by is on the log before the first of them.
    const value = new TextEncoder().encode(JSON.stringify(configuration));
    const key = `${group}/configuration/${configuration.fromMs}`;
    appends.push({ topic: TOPICS.checkpoints.topic, partition: 0, records: [{ key, value }] });
  }
  const { topic, partitions } = TOPICS.alerts;
  for (const alert of alerts) {
    if (said.has(alert.id)) continue;
    const value = encodeAlert(alert);
    const headers = {
      ce_specversion: '1.0',
      ce_id: alert.id,
      ce_type: `grapevine.alert.${alert.state}.v1`,
      ce_source: `/grapevine/${group}`,
      ce_subject: alert.brand,
      ce_time: new Date(alert.atMs).toISOString(),
    };
    appends.push({
      topic,
      partition: partitionOf(alert.brand, partitions),
      records: [{ key: alert.brand, value, headers }],
    });
  }
  return appends;
}

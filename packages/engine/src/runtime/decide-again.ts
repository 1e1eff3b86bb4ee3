/**
 * Radar over the pulses that a log keeps, once more and by any configuration: what would have been raised, or was. The
 * very code that runs live, from the same records; it publishes nothing.
 */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { Radar, type RadarOptions } from '@grapevine/core/stages/radar/radar.ts';
import type { EventLog, Offset } from '../ports/event-log.ts';
import type { OwnedState } from '../ports/state-store.ts';
import { decodePulse } from '../records/pulse-codec.ts';
import { INTERACTION_PARTITIONS, TOPICS } from './topics.ts';
import { RecordReader } from './undecodable.ts';

const READ_LIMIT = { maxRecords: 1_000, maxBytes: 4 * 1024 * 1024 } as const;

export interface DecideAgainOptions {
  readonly log: EventLog;
  /** A scope in which there is nothing yet; radar's rows go there, so that memory stays bounded. */
  readonly state: OwnedState;
  readonly configuration: RadarOptions['configuration'];
  readonly onDecided?: RadarOptions['onDecided'];
  /** Ends it between two batches. */
  readonly signal: AbortSignal;
}

export interface DecidedAgain {
  /** In the order in which they were decided. */
  readonly alerts: readonly Alert[];
  /** How many records were folded, and from which offset on: above 0 the log does not have its beginning any more. */
  readonly pulses: number;
  readonly startOffset: Offset;
  /** Up to where event time is final; `null`: not every partition has spoken. */
  readonly watermarkMs: number | null;
}

export async function decideAgain(options: DecideAgainOptions): Promise<DecidedAgain> {
  const { log, state, configuration, onDecided, signal } = options;
  const { group } = configuration;
  const { topic, partitions } = TOPICS.pulses;
  const partition = partitionOf(group, partitions);
  const radar = await Radar.load(state, {
    partitions: INTERACTION_PARTITIONS,
    configuration,
    ...(onDecided && { onDecided }),
  });
  const reader = new RecordReader({ topic, partition, what: 'a pulse' }, decodePulse);
  const alerts: Alert[] = [];
  let pulses = 0;
  const { startOffset, endOffset } = await log.bounds(topic, partition);
  for (let next = startOffset; next < endOffset && !signal.aborted; ) {
    const { records, nextOffset } = await log.read(topic, partition, next, READ_LIMIT);
    const own = records.flatMap((record) => (record.key === group ? (reader.read(record) ?? []) : []));
    await radar.fold(own, state);
    alerts.push(...radar.publish().alerts);
    await state.commit(nextOffset, radar.changes());
    radar.settled();
    reader.takeDeadLetters();
    pulses += own.length;
    next = nextOffset;
  }
  return { alerts, pulses, startOffset, watermarkMs: radar.watermarkMs };
}

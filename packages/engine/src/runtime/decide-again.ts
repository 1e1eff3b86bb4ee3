/**
 * Radar over the pulses that a log keeps, once more and by any configuration: what would have been raised, or was. The
 * very code that runs live, from the same records; it publishes nothing.
 */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { Radar, type RadarOptions } from '@grapevine/core/stages/radar/radar.ts';
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import { PANE_MS } from '@grapevine/core/windows/pane.ts';
import type { EventLog, Offset } from '../ports/event-log.ts';
import type { OwnedState } from '../ports/state-store.ts';
import { decodePulse } from '../records/pulse-codec.ts';
import type { StoredCheckpoint } from './checkpoint-log.ts';
import { INTERACTION_PARTITIONS, TOPICS } from './topics.ts';
import { RecordReader } from './undecodable.ts';

const READ_LIMIT = { maxRecords: 1_000, maxBytes: 4 * 1024 * 1024 } as const;

export interface DecideAgainOptions {
  readonly log: EventLog;
  /** A scope in which there is nothing yet; radar's rows go there, so that memory stays bounded. */
  readonly state: OwnedState;
  /** By which it decides, for good or at an instant of the grid. */
  readonly configuration: RadarConfiguration | ((atMs: number) => RadarConfiguration);
  /** Of the interactions topic; default 8. */
  readonly partitions?: number;
  /** Where it goes on: with these rows, from their position; default: with nothing, from the log's start. */
  readonly from?: StoredCheckpoint;
  /** It ends when this instant is decided upon; default: with the log. */
  readonly untilMs?: number;
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
  const { log, state, from, untilMs = Number.POSITIVE_INFINITY, onDecided, signal } = options;
  const { configuration } = options;
  const holdingAt = typeof configuration === 'function' ? configuration : () => configuration;
  let holding = holdingAt(from === undefined ? Number.NEGATIVE_INFINITY : from.head.reachedMs + PANE_MS);
  const { group } = holding;
  const { topic, partitions } = TOPICS.pulses;
  const partition = partitionOf(group, partitions);
  if (from !== undefined) await putRows(state, from);
  const radar = await Radar.load(state, {
    partitions: options.partitions ?? INTERACTION_PARTITIONS,
    // It is asked at each instant; the next one may have another.
    get configuration() {
      return holding;
    },
    onDecided(atMs, attentionOf, countsOf) {
      onDecided?.(atMs, attentionOf, countsOf);
      holding = holdingAt(atMs + PANE_MS);
    },
  });
  const reader = new RecordReader({ topic, partition, what: 'a pulse' }, decodePulse);
  const alerts: Alert[] = [];
  let pulses = 0;
  const { startOffset, endOffset } = await log.bounds(topic, partition);
  const isDone = () => signal.aborted || (radar.watermarkMs ?? Number.NEGATIVE_INFINITY) >= untilMs;
  for (let next = from?.head.position ?? startOffset; next < endOffset && !isDone(); ) {
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

const ROWS_PER_COMMIT = 500;

async function putRows(state: OwnedState, { head, rows }: StoredCheckpoint): Promise<void> {
  for (let first = 0; first < rows.length; first += ROWS_PER_COMMIT) {
    const puts = rows.slice(first, first + ROWS_PER_COMMIT);
    await state.commit(head.position, { drops: [], puts, deletes: [] });
  }
}

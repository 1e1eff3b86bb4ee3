/**
 * Alerts as they are appended to their topic, from a position on. A position names the topic's creation and the next
 * offset of each of its partitions, so that one of another log is refused, never answered with a guess.
 *
 *     <topic id>~<offset of partition 0>~<offset of partition 1>...           opaque to whoever holds it
 */
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { EventLog, Offset, StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import { decodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { RecordDecodeError } from '@grapevine/engine/records/record-errors.ts';
import { ApiError } from './errors.ts';
import { readOn } from './topic-reading.ts';

export type FeedItem =
  /** The first item: where the feed begins. Later, `hasGap`: what lay before this position is not kept any more. */
  | { readonly kind: 'position'; readonly position: string; readonly hasGap: boolean }
  /** `position`: where to go on behind this alert. */
  | { readonly kind: 'alert'; readonly position: string; readonly alert: Alert };

/**
 * Alerts from `position` on (`null`: what is appended from now on), until `signal` aborts. The first item is always a
 * position. Fails with `GV_API_UNKNOWN_POSITION` before the first item. A record may come twice.
 */
export type AlertsFrom = (position: string | null, signal: AbortSignal) => AsyncIterable<FeedItem>;

/** The feed of a log's topic. */
export function alertsOfTopic(log: EventLog, topic: string): AlertsFrom {
  return async function* alertsFrom(position, signal) {
    const { topicId, partitions } = await log.describe(topic);
    const offsets =
      position === null ? await endsOf(log, topic, partitions) : readPosition(position, topicId, partitions);
    if (position !== null) await checkNotBeyond(log, topic, offsets);
    const here = () => [topicId, ...offsets].join('~');
    yield { kind: 'position', position: here(), hasGap: false };
    while (!signal.aborted) {
      let hasRead = false;
      for (let partition = 0; partition < partitions; partition++) {
        const batch = await readOn(log, topic, partition, offsets[partition] as Offset);
        if (batch.kind === 'trimmed') {
          offsets[partition] = batch.startOffset;
          yield { kind: 'position', position: here(), hasGap: true };
          hasRead = true;
          continue;
        }
        for (const record of batch.records) {
          if (signal.aborted) return;
          offsets[partition] = record.offset + 1;
          const alert = alertOf(record);
          if (alert !== null) yield { kind: 'alert', position: here(), alert };
        }
        offsets[partition] = batch.nextOffset;
        if (batch.records.length > 0) hasRead = true;
      }
      if (!hasRead) await anyBeyond(log, topic, offsets, signal);
    }
  };
}

/** `null`: somebody else wrote it; a reader of alerts has no place to set it aside, and must not stop at it. */
function alertOf({ value, fault }: StoredRecord): Alert | null {
  if (value === null || fault !== undefined) return null;
  try {
    return decodeAlert(value);
  } catch (cause) {
    if (cause instanceof RecordDecodeError) return null;
    throw cause;
  }
}

async function endsOf(log: EventLog, topic: string, partitions: number): Promise<Offset[]> {
  const all = Array.from({ length: partitions }, (_, partition) => log.bounds(topic, partition));
  return (await Promise.all(all)).map(({ endOffset }) => endOffset);
}

function readPosition(position: string, topicId: string, partitions: number): Offset[] {
  const [id, ...parts] = position.split('~');
  const offsets = parts.map((part) => (/^\d{1,15}$/.test(part) ? Number(part) : Number.NaN));
  if (id === topicId && offsets.length === partitions && !offsets.some(Number.isNaN)) return offsets;
  throw unknownPosition();
}

async function checkNotBeyond(log: EventLog, topic: string, offsets: readonly Offset[]): Promise<void> {
  const ends = await endsOf(log, topic, offsets.length);
  if (offsets.some((offset, partition) => offset > (ends[partition] as Offset))) throw unknownPosition();
}

function unknownPosition(): ApiError {
  const advice = 'Leave it out to get what comes from now on; /v1/alerts has what was before.';
  return new ApiError('GV_API_UNKNOWN_POSITION', `This is no position in these alerts. ${advice}`);
}

/** Waits until some partition has more. */
async function anyBeyond(log: EventLog, topic: string, offsets: readonly Offset[], signal: AbortSignal): Promise<void> {
  const isFound = new AbortController();
  const stop = AbortSignal.any([signal, isFound.signal]);
  try {
    await Promise.race(offsets.map((offset, partition) => log.waitBeyond(topic, partition, offset, stop)));
  } finally {
    isFound.abort();
  }
}

/** Reading a topic for as long as it lasts, also when what comes next is not kept any more. */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { EventLog, LogBatch, Offset } from '@grapevine/engine/ports/event-log.ts';

const READ_LIMIT = { maxRecords: 100, maxBytes: 1_048_576 };

export type Reading =
  | ({ readonly kind: 'batch' } & LogBatch)
  | { readonly kind: 'trimmed'; readonly startOffset: Offset };

/** Reads on from `offset`; `trimmed`: what lay there has passed its retention. */
export async function readOn(log: EventLog, topic: string, partition: number, offset: Offset): Promise<Reading> {
  try {
    return { kind: 'batch', ...(await log.read(topic, partition, offset, READ_LIMIT)) };
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.code !== 'GV_LOG_OUT_OF_RANGE') throw cause;
    const { startOffset } = await log.bounds(topic, partition);
    if (offset >= startOffset) throw cause;
    return { kind: 'trimmed', startOffset };
  }
}

/**
 * A log that gives the warm-up only, until the gate is opened: so that at the first mark nothing of the load has been
 * folded yet. A runner folds a whole batch before it commits any of it; without the gate the work of what is under way
 * then would be counted on neither side.
 */
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';

export interface Gate {
  /** Of a partition: where the load begins. */
  readonly warmUpEnd: (partition: number) => number;
  readonly opened: Promise<void>;
}

export function gatedLog(log: EventLog, { warmUpEnd, opened }: Gate): EventLog {
  let isOpen = false;
  void opened.then(() => {
    isOpen = true;
  });
  return {
    atomicAppends: log.atomicAppends,
    ensureTopic: (topic, shape) => log.ensureTopic(topic, shape),
    describe: (topic) => log.describe(topic),
    append: (parts) => log.append(parts),
    bounds: (topic, partition) => log.bounds(topic, partition),
    async waitBeyond(topic, partition, offset, signal) {
      if (!isOpen && offset >= warmUpEnd(partition)) await Promise.race([opened, abortOf(signal)]);
      if (!signal.aborted) await log.waitBeyond(topic, partition, offset, signal);
    },
    latest: (topic, partition) => log.latest(topic, partition),
    trim: (topic, partition, appendedBeforeMs) => log.trim(topic, partition, appendedBeforeMs),
    async read(topic, partition, fromOffset, limit) {
      const left = warmUpEnd(partition) - fromOffset;
      if (isOpen || left > 0) {
        const maxRecords = isOpen ? limit.maxRecords : Math.min(limit.maxRecords, left);
        return log.read(topic, partition, fromOffset, { ...limit, maxRecords });
      }
      // As a log that ends here: what is folded is committed, and then waited.
      return { records: [], nextOffset: fromOffset };
    },
  };
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

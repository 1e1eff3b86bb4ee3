/**
 * A stage that outlives rebuilds. A rebuild writes its generation on the log and then relieves whoever folds: who finds
 * himself relieved, and a newer generation than he began with, begins again, in it. Where there is none another process
 * has taken over, and he stops: two that took over from each other in turn would get nowhere.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { newestGeneration } from '@grapevine/engine/runtime/generation-log.ts';
import type { PartitionRunner } from '@grapevine/engine/runtime/partition-runner.ts';

/** As `PartitionRunner.run`, rebuilds included. */
export async function runThroughGenerations(
  runner: PartitionRunner,
  log: EventLog,
  signal: AbortSignal,
): Promise<void> {
  const groups = runner.work.fold?.groups ?? [];
  for (;;) {
    const { number } = await newestGeneration(log, groups);
    try {
      return await runner.run(signal);
    } catch (cause) {
      const isRelieved = cause instanceof EngineError && cause.code === 'GV_STORE_FENCED';
      if (!isRelieved || (await newestGeneration(log, groups)).number === number) throw cause;
    }
  }
}

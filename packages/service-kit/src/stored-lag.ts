/** How far the counting is behind the log, as the store tells it: for processes that do not count themselves. */
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { tallyScope } from '@grapevine/engine/runtime/tally-work.ts';
import { INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';

/** Records on the interactions topic that no tally has committed yet. */
export async function storedLag({ log, store }: Pick<Engine, 'log' | 'store'>): Promise<number> {
  const { topic } = TOPICS.interactions;
  const lags = Array.from({ length: INTERACTION_PARTITIONS }, async (_, partition) => {
    const snapshot = await store.snapshot(tallyScope(partition));
    snapshot.close();
    const { startOffset, endOffset } = await log.bounds(topic, partition);
    return endOffset - Math.max(startOffset, snapshot.position ?? startOffset);
  });
  return (await Promise.all(lags)).reduce((sum, lag) => sum + lag, 0);
}

/** Work that is done by the clock, until it is called off; one at a time. */
import { setTimeout as sleep } from 'node:timers/promises';

export async function every(periodMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await sleep(periodMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await work();
  }
}

/**
 * Waiting between attempts. The pauses double up to a bound, and each is drawn anew below it ("full jitter"), so that
 * clients that lost the same server do not all come back at the same moment (M. Brooker, "Exponential Backoff And
 * Jitter", 2015). Chance is given by the caller.
 */
import { setTimeout as sleep } from 'node:timers/promises';

export interface BackoffBounds {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** `attempt`: 0 for the first pause. `random`: 0 <= r < 1. */
export function backoffMs(attempt: number, { firstMs, longestMs }: BackoffBounds, random: () => number): number {
  const boundMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 30));
  return boundMs * random();
}

/** Resolves after the time, or at once when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

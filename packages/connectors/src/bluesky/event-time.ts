/**
 * When somebody acted: `createdAt` is what the author's program claims, `time_us` is when Jetstream saw it. A claim is
 * believed up to 5 s back and never ahead, because the watermark follows the newest event: one that lies ahead would
 * make everybody else's late, and one that lies back would be late itself. Posts brought over from elsewhere, dated
 * years ago, so count as what they are: published now.
 */
import { parseInstant } from '@grapevine/core/edge/instant.ts';

export const MAX_BACKDATED_MS = 5000;

/**
 * How far the events of a Jetstream may be out of order: the claims of `createdAt`, and a second for the stream's own
 * disorder. The delay that a feed of it needs.
 */
export const JETSTREAM_DELAY_MS: number = MAX_BACKDATED_MS + 1000;

/** Event time in ms. */
export function eventTimeMs(createdAt: unknown, timeUs: number): number {
  const seenMs = Math.floor(timeUs / 1000);
  if (typeof createdAt !== 'string') return seenMs;
  const reading = parseInstant(createdAt);
  if (reading.kind === 'fault') return seenMs;
  return reading.atMs <= seenMs && reading.atMs >= seenMs - MAX_BACKDATED_MS ? reading.atMs : seenMs;
}

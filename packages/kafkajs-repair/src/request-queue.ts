/**
 * Two faults of kafkajs 2.2.4, which is not maintained any more, mended where they stand: after each answer it sets a
 * timer for requests that wait for their turn, whether any does, and with a time that lies in the past. Node 24 warns
 * of that (TimeoutNegativeWarning, kafkajs issue 1751), and the timers cost more than some requests.
 */
import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

const CHECK_AGAIN_MS = 10;

const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };

/** Idempotent; holds for the whole process. */
export function mendRequestQueue(): void {
  prototype.scheduleCheckPendingRequests = scheduleCheckPendingRequests;
}

function scheduleCheckPendingRequests(this: RequestQueue): void {
  if (this.pending.length === 0 || this.throttleCheckTimeoutId !== null) return;
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    },
    Math.max(CHECK_AGAIN_MS, this.throttledUntil - Date.now()),
  );
}

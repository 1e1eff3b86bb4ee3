/**
 * Frames that have come and are not written yet. A WebSocket as browsers and Node have it cannot be told to wait, so the
 * queue is bounded by bytes, and one that is full says so: the connection is then let go, what is queued is written,
 * and reading goes on from there.
 */

export class FrameQueue {
  private readonly maxBytes: number;
  private frames: Uint8Array[] = [];
  private queuedBytes = 0;
  private hasEnded = false;
  private wake: (() => void) | null = null;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Whether it was taken. A frame that finds the queue empty always is. */
  push(frame: Uint8Array): boolean {
    if (this.hasEnded || (this.frames.length > 0 && this.queuedBytes + frame.length > this.maxBytes)) return false;
    this.frames.push(frame);
    this.queuedBytes += frame.length;
    this.wake?.();
    return true;
  }

  /** No more will come. `keep`: those that wait are still given out; `drop`: they are forgotten. */
  end(waiting: 'keep' | 'drop'): void {
    this.hasEnded = true;
    if (waiting === 'drop') {
      this.frames = [];
      this.queuedBytes = 0;
    }
    this.wake?.();
  }

  /** Up to `max` frames, as soon as there is one; none when no more will come. */
  async take(max: number): Promise<readonly Uint8Array[]> {
    while (this.frames.length === 0 && !this.hasEnded) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.wake = resolve;
      await promise;
      this.wake = null;
    }
    const taken = this.frames.length <= max ? this.frames : this.frames.slice(0, max);
    this.frames = this.frames.length <= max ? [] : this.frames.slice(max);
    for (const frame of taken) this.queuedBytes -= frame.length;
    return taken;
  }
}

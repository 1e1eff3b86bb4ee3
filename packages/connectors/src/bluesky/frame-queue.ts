/** Frames that have come and are not written yet, and how many bytes of them: whoever fills it looks. */

export class FrameQueue {
  private frames: Uint8Array[] = [];
  private queuedBytes = 0;
  private hasEnded = false;
  private wake: (() => void) | null = null;

  get bytes(): number {
    return this.queuedBytes;
  }

  push(frame: Uint8Array): void {
    if (this.hasEnded) return;
    this.frames.push(frame);
    this.queuedBytes += frame.length;
    this.wake?.();
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

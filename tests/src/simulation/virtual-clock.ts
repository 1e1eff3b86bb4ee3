/** The time of a run: it moves when it is told to, and never by itself. */
export class VirtualClock {
  readonly startMs: number;
  #nowMs: number;

  constructor(startMs: number) {
    this.startMs = startMs;
    this.#nowMs = startMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Never goes back. */
  advanceTo(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
  }
}

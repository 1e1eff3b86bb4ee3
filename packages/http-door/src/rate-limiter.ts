/**
 * How many requests a subject (an address, a key) may send: the generic cell rate algorithm (ATM Forum, 1996), a leaky
 * bucket that keeps one number a subject, the instant at which it would be empty again.
 *
 * Bounded: of the subjects only the last `maxSubjects` are remembered. Whoever is forgotten begins with a full allowance;
 * that takes as many other addresses, each with its own.
 */
export interface Rate {
  /** In the long run. */
  readonly perSecond: number;
  /** At once, after a rest. */
  readonly burst: number;
}

export interface RateVerdict {
  readonly isAllowed: boolean;
  /** How many more would be taken at once. */
  readonly remaining: number;
  /** Until the whole burst is allowed again. */
  readonly fullInSeconds: number;
  /** When the next one is allowed; 0: now. */
  readonly retryAfterSeconds: number;
}

const MAX_SUBJECTS = 10_000;

export class RateLimiter {
  readonly rate: Rate;
  readonly #intervalMs: number;
  readonly #toleranceMs: number;
  readonly #maxSubjects: number;
  /** Subject -> when it would be empty; the one that was seen last at the end. */
  readonly #emptyAtMs = new Map<string, number>();

  constructor(rate: Rate, maxSubjects: number = MAX_SUBJECTS) {
    this.rate = rate;
    this.#intervalMs = 1000 / rate.perSecond;
    this.#toleranceMs = rate.burst * this.#intervalMs;
    this.#maxSubjects = maxSubjects;
  }

  get subjects(): number {
    return this.#emptyAtMs.size;
  }

  /** Takes one, if it is allowed. `nowMs`: of a clock that does not go back. */
  take(subject: string, nowMs: number): RateVerdict {
    const knownMs = this.#emptyAtMs.get(subject) ?? nowMs;
    const nextMs = Math.max(knownMs, nowMs) + this.#intervalMs;
    const overMs = nextMs - nowMs - this.#toleranceMs;
    // Intervals are fractions: a millionth of one must not cost a request.
    const isAllowed = overMs <= this.#intervalMs * 1e-6;
    const emptyAtMs = isAllowed ? nextMs : knownMs;
    this.#remember(subject, emptyAtMs);
    const leftMs = this.#toleranceMs - (emptyAtMs - nowMs);
    return {
      isAllowed,
      remaining: Math.max(0, Math.floor(leftMs / this.#intervalMs + 1e-6)),
      fullInSeconds: Math.ceil((emptyAtMs - nowMs) / 1000),
      retryAfterSeconds: isAllowed ? 0 : Math.ceil(overMs / 1000),
    };
  }

  #remember(subject: string, emptyAtMs: number): void {
    this.#emptyAtMs.delete(subject);
    this.#emptyAtMs.set(subject, emptyAtMs);
    for (const oldest of this.#emptyAtMs.keys()) {
      if (this.#emptyAtMs.size <= this.#maxSubjects) return;
      this.#emptyAtMs.delete(oldest);
    }
  }
}

/**
 * What is particular to a brand on a platform: how much more or less its cascades grow than the model says, shrunk
 * towards nothing while few of them have been seen.
 */

/** How firmly a brand on a platform is held to be like all others, in cascades. */
const LIKE_ALL_OTHERS = 20;
/** Beyond so many pairs of brand and platform, new ones are forecast like all others. */
const MOST_KNOWN = 1_024;
/** One cascade's error counts no more than this. */
const MOST_ERROR = 1;

interface Particular {
  offset: number;
  cascades: number;
}

/** Key, offset, cascades learned from; in the order in which they were first seen. */
export type LearnedParticulars = readonly (readonly [key: string, offset: number, cascades: number])[];

export class Particulars {
  private readonly known: Map<string, Particular>;

  constructor(learned: LearnedParticulars = []) {
    this.known = new Map(learned.map(([key, offset, cascades]) => [key, { offset, cascades }]));
  }

  get learned(): LearnedParticulars {
    return [...this.known].map(([key, { offset, cascades }]) => [key, offset, cascades]);
  }

  /** Of the logarithm of the growth; 0 for the key ''. */
  offsetOf(key: string): number {
    return this.known.get(key)?.offset ?? 0;
  }

  /** `error`: of the forecast that took the offset in. */
  learn(key: string, error: number): void {
    if (key === '') return;
    let particular = this.known.get(key);
    if (particular === undefined) {
      if (this.known.size >= MOST_KNOWN) return;
      particular = { offset: 0, cascades: 0 };
      this.known.set(key, particular);
    }
    particular.cascades++;
    particular.offset += Math.max(-MOST_ERROR, Math.min(MOST_ERROR, error)) / (particular.cascades + LIKE_ALL_OTHERS);
  }
}

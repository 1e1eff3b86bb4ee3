/**
 * What is kept of a post's shares so that its growth can be forecast at any age: bounded, whatever it grows to.
 *
 * Shares and the followers they reach, by bins of age; the first and the last share; three counts that fade. Shares come
 * in the order of their age; one that comes late counts as if it came when the last one did, so that nothing decided
 * earlier changes.
 */
import { exp2 } from '../arithmetic/exp.ts';
import { AGE_BINS, binOf, binStart } from './age-bins.ts';

/** Half-lives of the fading counts: what happens now, lately, and on the whole. */
export const FADING_SECONDS = [120, 600, 2_400] as const;

export interface Cascade {
  /** Followers of the post's author; `null`: not known. */
  readonly posterFollowers: number | null;
  /** Shares, without the post itself. */
  shares: number;
  /** By bins of age. */
  readonly sharesByAge: number[];
  /** Followers of those who shared, by bins of age; all 0 while none is known. */
  readonly reachByAge: number[];
  firstShareSeconds: number | null;
  /** Age at the last share; 0 before the first. */
  lastSeconds: number;
  /** Faded counts of shares as of `lastSeconds`, by `FADING_SECONDS`. */
  readonly faded: [number, number, number];
}

const NOTHING: readonly number[] = Array.from({ length: AGE_BINS }, () => 0);

export function newCascade(posterFollowers: number | null): Cascade {
  return {
    posterFollowers,
    shares: 0,
    sharesByAge: [...NOTHING],
    reachByAge: [...NOTHING],
    firstShareSeconds: null,
    lastSeconds: 0,
    faded: [0, 0, 0],
  };
}

/** Takes in one share, so many seconds after the post; O(1). */
export function addShare(cascade: Cascade, ageSeconds: number, followers: number | null): void {
  addShares(cascade, { ageSeconds, shares: 1, reach: followers ?? 0 });
}

interface Shares {
  /** Since the post; at least 0. */
  readonly ageSeconds: number;
  /** How many were made at once, >= 1. */
  readonly shares: number;
  /** Followers of those who made them; 0: not known. */
  readonly reach: number;
}

/** Takes in shares of one moment; O(1). */
export function addShares(cascade: Cascade, { ageSeconds, shares, reach }: Shares): void {
  const age = Math.max(ageSeconds, cascade.lastSeconds);
  const bin = binOf(age);
  cascade.shares += shares;
  cascade.sharesByAge[bin] = (cascade.sharesByAge[bin] as number) + shares;
  cascade.reachByAge[bin] = (cascade.reachByAge[bin] as number) + reach;
  cascade.firstShareSeconds ??= age;
  FADING_SECONDS.forEach((_, index) => {
    cascade.faded[index] = fadedShares(cascade, index, age) + shares;
  });
  cascade.lastSeconds = age;
}

/**
 * The same shares of a post that turns out to be so many seconds older (younger, if negative) and to have an author:
 * each bin's shares at its beginning, none before the first. Ages stay whole milliseconds.
 */
export function movedCascade(cascade: Readonly<Cascade>, bySeconds: number, posterFollowers: number | null): Cascade {
  const moved = newCascade(posterFollowers);
  const { firstShareSeconds, sharesByAge, reachByAge } = cascade;
  sharesByAge.forEach((shares, bin) => {
    if (shares === 0) return;
    const age = Math.max(firstShareSeconds ?? 0, binStart(bin)) + bySeconds;
    const ageSeconds = Math.max(0, Math.round(age * 1000) / 1000);
    addShares(moved, { ageSeconds, shares, reach: reachByAge[bin] as number });
  });
  return moved;
}

/** The faded count of shares at an age not before the last share. */
export function fadedShares(cascade: Readonly<Cascade>, index: number, ageSeconds: number): number {
  const elapsed = Math.max(0, ageSeconds - cascade.lastSeconds);
  return (cascade.faded[index] as number) * exp2(-elapsed / (FADING_SECONDS[index] as number));
}

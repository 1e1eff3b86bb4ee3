/**
 * What is kept of a post's shares so that its growth can be forecast at any age: bounded, whatever it grows to.
 *
 * Shares and the followers they reach, by bins of age; the first and the last share; three counts that fade. Shares come
 * in the order of their age; one that comes late counts as if it came when the last one did, so that nothing decided
 * earlier changes.
 */
import { exp2 } from '../arithmetic/exp.ts';
import { AGE_BINS, binOf } from './age-bins.ts';

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

export function newCascade(posterFollowers: number | null): Cascade {
  return {
    posterFollowers,
    shares: 0,
    sharesByAge: Array.from({ length: AGE_BINS }, () => 0),
    reachByAge: Array.from({ length: AGE_BINS }, () => 0),
    firstShareSeconds: null,
    lastSeconds: 0,
    faded: [0, 0, 0],
  };
}

/** Takes in one share, so many seconds after the post; O(1). */
export function addShare(cascade: Cascade, ageSeconds: number, followers: number | null): void {
  const age = Math.max(ageSeconds, cascade.lastSeconds);
  const bin = binOf(age);
  cascade.shares++;
  cascade.sharesByAge[bin] = (cascade.sharesByAge[bin] as number) + 1;
  cascade.reachByAge[bin] = (cascade.reachByAge[bin] as number) + (followers ?? 0);
  cascade.firstShareSeconds ??= age;
  FADING_SECONDS.forEach((_, index) => {
    cascade.faded[index] = fadedShares(cascade, index, age) + 1;
  });
  cascade.lastSeconds = age;
}

/** The faded count of shares at an age not before the last share. */
export function fadedShares(cascade: Readonly<Cascade>, index: number, ageSeconds: number): number {
  const elapsed = Math.max(0, ageSeconds - cascade.lastSeconds);
  return (cascade.faded[index] as number) * exp2(-elapsed / (FADING_SECONDS[index] as number));
}

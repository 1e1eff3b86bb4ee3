/** A cascade of which all is known, played again: how it stood at some ages and at some sizes. */
import { addShare, type Cascade, newCascade } from './cascade.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';

export interface RecordedCascade {
  /** Seconds since the post, ascending; the first is the post itself, 0. */
  readonly seconds: readonly number[];
  /** Of the author of each act; `null`: not known. */
  readonly followers: readonly (number | null)[] | null;
  /** Brand and platform, or whatever else goes alike; '' if nothing is known of it. */
  readonly key: string;
}

export interface Moments {
  /** An act at this very age is seen. */
  readonly agesSeconds: readonly number[];
  /** Acts, with the post. */
  readonly sizes: readonly number[];
}

export interface PlayedCascade {
  readonly byAge: ReadonlyMap<number, Snapshot>;
  /** As it stood at the very act; sizes that it never had are missing. */
  readonly bySize: ReadonlyMap<number, Snapshot>;
  readonly finished: Readonly<Cascade>;
}

export function play({ seconds, followers }: RecordedCascade, { agesSeconds, sizes }: Moments): PlayedCascade {
  const cascade = newCascade(followers?.[0] ?? null);
  const ages = [...agesSeconds].sort((a, b) => b - a);
  const byAge = new Map<number, Snapshot>();
  const bySize = new Map<number, Snapshot>();
  const passAges = (before: number) => {
    for (let age = ages.at(-1); age !== undefined && age < before; age = ages.at(-1)) {
      byAge.set(age, snapshotOf(cascade, age));
      ages.pop();
    }
  };
  seconds.forEach((at, index) => {
    passAges(at);
    if (index > 0) addShare(cascade, at, followers?.[index] ?? null);
    if (sizes.includes(index + 1)) bySize.set(index + 1, snapshotOf(cascade, at));
  });
  passAges(Number.POSITIVE_INFINITY);
  return { byAge, bySize, finished: cascade };
}

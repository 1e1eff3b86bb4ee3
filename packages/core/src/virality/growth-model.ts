/**
 * Forecasts at any age: a head for each of a fixed list of ages, of which the nearest answers. Bounded state: a head holds
 * about 100 KB, whatever it has learned from.
 */
import { log } from '../arithmetic/exp.ts';
import { upToAge } from './age-bins.ts';
import type { Cascade } from './cascade.ts';
import { GrowthHead, type LearnedGrowth, type ShippedHead } from './growth-head.ts';
import { HORIZON_SECONDS, type Snapshot } from './snapshot.ts';

export interface Ending {
  /** Brand and platform, or whatever else goes alike. */
  readonly key: string;
  readonly finished: Readonly<Cascade>;
}

export class GrowthModel {
  readonly heads: readonly GrowthHead[];

  /**
   * `agesSeconds`: of the heads, each begun with the shipped head of the nearest age, or gone on with from what one of its
   * age has learned before.
   */
  constructor(
    agesSeconds: readonly number[],
    shipped: readonly ShippedHead[],
    learned: ReadonlyMap<number, LearnedGrowth> = new Map(),
  ) {
    this.heads = agesSeconds.map((age) => new GrowthHead(nearest(shipped, age), age, learned.get(age)));
  }

  /** The head for an age. */
  at(ageSeconds: number): GrowthHead {
    return nearest(this.heads, ageSeconds);
  }

  /** Learns what became of a snapshot, and of those about as old (`nearby`), from their finished cascade. */
  learn(snapshot: Snapshot, nearby: readonly Snapshot[], { key, finished }: Ending): void {
    const head = this.at(snapshot.ageSeconds);
    head.learn(snapshot, key, endsOf(snapshot, finished));
    for (const other of nearby) head.learnNearby(other, key, finished.shares);
  }
}

/** What a forecast of this snapshot should have said: shares at the end, and at each horizon (to a bin of age). */
export function endsOf(snapshot: Snapshot, finished: Readonly<Cascade>): readonly number[] {
  const endSeconds = Math.max(finished.lastSeconds, snapshot.ageSeconds);
  const ahead = HORIZON_SECONDS.map((seconds) => {
    const then = snapshot.ageSeconds + seconds;
    if (then >= endSeconds) return finished.shares;
    return Math.max(snapshot.shares, upToAge(finished.sharesByAge, then, endSeconds));
  });
  return [finished.shares, ...ahead];
}

function nearest<Item extends { readonly ageSeconds: number }>(items: readonly Item[], ageSeconds: number): Item {
  const distance = (item: Item) => Math.abs(log(Math.max(1, ageSeconds) / item.ageSeconds));
  return items.reduce((best, item) => (distance(item) < distance(best) ? item : best));
}

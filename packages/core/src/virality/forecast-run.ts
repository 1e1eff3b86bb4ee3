/**
 * One pass over recorded cascades: each is forecast at the given ages from what had been seen by then, by a model that
 * has learned from the cascades before it; only then does the model learn how this one ended.
 */
import { DoublingModel, type ShippedDoubling } from './doubling.ts';
import type { GrowthForecast, ShippedHead } from './growth-head.ts';
import { endsOf, GrowthModel } from './growth-model.ts';
import { type Reason, reasonsOf } from './reasons.ts';
import { type PlayedCascade, play, type RecordedCascade } from './recorded-cascade.ts';
import type { Snapshot } from './snapshot.ts';

/** What a model begins with. */
export interface Shipped {
  readonly heads: readonly ShippedHead[];
  readonly doubling: ShippedDoubling;
}

export interface ForecastRunOptions {
  readonly agesSeconds: readonly number[];
  /** Acts, with the post, at which it is asked whether there will be twice as many; `null`: not asked. */
  readonly after: number | null;
  readonly shipped: Shipped;
}

export interface AgeForecast {
  readonly snapshot: Snapshot;
  readonly forecast: GrowthForecast;
  readonly reasons: readonly Reason[];
  /** What it should have said: shares at the end, and at each horizon. */
  readonly ends: readonly number[];
}

export interface DoublingForecast {
  readonly probability: number;
  readonly hasDoubled: boolean;
}

export interface CascadeForecast {
  /** In the order of the ages asked for. */
  readonly ages: readonly AgeForecast[];
  /** `null`: it never had so many acts, or none were asked for. */
  readonly doubling: DoublingForecast | null;
}

/** A cascade also teaches by how it stood about the moment that is asked for, from half to twice the age or the size. */
const NEARBY: readonly number[] = [0.5, Math.SQRT1_2, Math.SQRT2, 2];

export class ForecastRun {
  private readonly options: ForecastRunOptions;
  private readonly allAges: readonly number[];
  private readonly allSizes: readonly number[];
  readonly growth: GrowthModel;
  readonly doubling: DoublingModel;

  constructor(options: ForecastRunOptions) {
    const { after, agesSeconds, shipped } = options;
    this.options = options;
    this.allAges = [...new Set(agesSeconds.flatMap((age) => [age, ...nearbyAges(age)]))];
    this.allSizes = after === null ? [] : [...new Set([after, ...nearbySizes(after)])];
    this.growth = new GrowthModel(agesSeconds, shipped.heads);
    this.doubling = new DoublingModel(shipped.doubling);
  }

  /** Forecasts a cascade, then learns from it. */
  take(recorded: RecordedCascade): CascadeForecast {
    const { agesSeconds, after } = this.options;
    const played = play(recorded, { agesSeconds: this.allAges, sizes: this.allSizes });
    const ages = agesSeconds.map((age) => {
      const snapshot = played.byAge.get(age) as Snapshot;
      const head = this.growth.at(age);
      return {
        snapshot,
        forecast: head.forecast(snapshot, recorded.key),
        reasons: reasonsOf(head, snapshot),
        ends: endsOf(snapshot, played.finished),
      };
    });
    const doubling = after === null ? null : this.askDoubling(played, after);
    for (const age of agesSeconds) this.learnGrowth(played, age, recorded.key);
    if (after !== null) this.learnDoubling(played, after);
    return { ages, doubling };
  }

  private askDoubling({ bySize, finished }: PlayedCascade, after: number): DoublingForecast | null {
    const snapshot = bySize.get(after);
    if (snapshot === undefined) return null;
    return { probability: this.doubling.probability(snapshot), hasDoubled: finished.shares + 1 >= 2 * after };
  }

  private learnGrowth({ byAge, finished }: PlayedCascade, age: number, key: string): void {
    const nearby = nearbyAges(age).map((other) => byAge.get(other) as Snapshot);
    this.growth.learn(byAge.get(age) as Snapshot, nearby, { key, finished });
  }

  private learnDoubling({ bySize, finished }: PlayedCascade, after: number): void {
    for (const acts of [after, ...nearbySizes(after)]) {
      const snapshot = bySize.get(acts);
      if (snapshot !== undefined) this.doubling.learn(snapshot, finished.shares + 1 >= 2 * acts);
    }
  }
}

function nearbyAges(ageSeconds: number): readonly number[] {
  return NEARBY.map((times) => ageSeconds * times);
}

function nearbySizes(acts: number): readonly number[] {
  const sizes = new Set(NEARBY.map((times) => Math.max(1, Math.round(acts * times))));
  sizes.delete(acts);
  return [...sizes];
}

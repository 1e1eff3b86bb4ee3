/**
 * The forecast of growth from one age on. In logarithms of the number of acts (the post and its shares):
 *
 *     growth = log(acts at the end / acts now) = weights . design + what is particular to the brand and platform
 *
 * A second model of the same features says how large the error usually is, and a window of errors divided by that gives
 * the intervals. All three learn from every cascade that finishes, and all begin with shipped values.
 */
import { exp, log, log1p } from '../arithmetic/exp.ts';
import { dot, type LinearState, learnLinear, letConstantDrift, linearPrior } from './adaptive-regression.ts';
import { DESIGN_TERMS, expand, type FeatureScale, LINEAR_TERMS, priorPrecisions } from './design.ts';
import { type Bound, ErrorWindow } from './error-window.ts';
import { Particulars } from './particulars.ts';
import { HORIZON_SECONDS, type Snapshot } from './snapshot.ts';

/** Errors of the logarithm beyond this weigh less. */
const HUBER = 0.3;
/**
 * What is forgotten of the constant with every cascade, as variance: so it follows when a platform's ways change, and a few
 * hundred cascades still count.
 */
const DRIFT = 2e-5;
/** No cascade grows by more than e^8 (3,000 times) from here: what is forecast is finite whatever was seen. */
const MOST_GROWTH = 8;
/** Added to an error before its logarithm is taken. */
const LEAST_ERROR = 0.05;
export interface ShippedHead extends FeatureScale {
  readonly ageSeconds: number;
  readonly weights: readonly number[];
  /** Of the logarithm of the usual error, by the design's linear terms. */
  readonly errorWeights: readonly number[];
  /** Errors divided by the usual error: of the end, then of each horizon. */
  readonly errors: readonly (readonly number[])[];
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Numbers of shares, not below those seen. */
export interface ShareForecast {
  readonly shares: number;
  readonly range80: Range;
  readonly range95: Range;
}

export interface GrowthForecast {
  readonly final: ShareForecast;
  /** By `HORIZON_SECONDS`. */
  readonly ahead: readonly ShareForecast[];
}

/** All that a head has learned, and changes as it learns. */
export interface LearnedGrowth {
  readonly growth: LinearState;
  readonly usualError: LinearState;
  /** Of the end, then of each horizon. */
  readonly windows: readonly ErrorWindow[];
  /** By horizon: what is to be added to the growth that the memory kernel expects by then. */
  readonly corrections: readonly LinearState[];
  readonly particulars: Particulars;
}

export class GrowthHead {
  readonly ageSeconds: number;
  readonly learned: LearnedGrowth;
  private readonly scale: FeatureScale;

  constructor(shipped: ShippedHead, ageSeconds: number, learned: LearnedGrowth = nothingLearned(shipped)) {
    this.ageSeconds = ageSeconds;
    this.scale = shipped;
    this.learned = learned;
  }

  /** `key`: brand and platform, or whatever else goes alike. */
  forecast(snapshot: Snapshot, key: string): GrowthForecast {
    const design = expand(snapshot.features, this.scale);
    const unit = this.errorOf(design);
    const acts = snapshot.shares + 1;
    const rangeOf = (middle: number, window: ErrorWindow, [low, high]: readonly [Bound, Bound]): Range => ({
      low: sharesAt(acts, Math.min(middle, middle + unit * window.bound(low))),
      high: sharesAt(acts, Math.max(middle, middle + unit * window.bound(high))),
    });
    const targets = this.growths(design, snapshot, key).map((growth, index) => {
      const window = this.learned.windows[index] as ErrorWindow;
      return {
        shares: sharesAt(acts, growth),
        range80: rangeOf(growth, window, [1, 2]),
        range95: rangeOf(growth, window, [0, 3]),
      };
    });
    const [final, ...ahead] = targets as [ShareForecast, ...ShareForecast[]];
    return { final, ahead };
  }

  /** What the forecast of a snapshot is made of. */
  weighed(snapshot: Snapshot): { readonly design: Float64Array; readonly weights: Float64Array } {
    return { design: expand(snapshot.features, this.scale), weights: this.learned.growth.weights };
  }

  /** Learns what became of a snapshot: `ends`, shares at the end and at each horizon, in the order of `forecast`. */
  learn(snapshot: Snapshot, key: string, ends: readonly number[]): void {
    const design = expand(snapshot.features, this.scale);
    const linear = design.subarray(0, LINEAR_TERMS);
    const unit = this.errorOf(design);
    this.growths(design, snapshot, key).forEach((growth, index) => {
      const error = log(((ends[index] as number) + 1) / (snapshot.shares + 1)) - growth;
      this.learned.windows[index]?.add(error / unit);
      const correction = this.learned.corrections[index - 1];
      if (correction !== undefined) learnLinear(correction, linear, error, HUBER);
    });
    this.learnNearby(snapshot, key, ends[0] as number);
  }

  /**
   * Learns from a snapshot of about this head's age, which nobody had forecast. To be called after `learn` for the same
   * cascade: its errors would look too small to a model that knows how it ended.
   */
  learnNearby(snapshot: Snapshot, key: string, finalShares: number): void {
    const design = expand(snapshot.features, this.scale);
    const error = log((finalShares + 1) / (snapshot.shares + 1)) - this.growthOf(design, key);
    const linear = design.subarray(0, LINEAR_TERMS);
    const unusual = log(Math.abs(error) + LEAST_ERROR) - dot(this.learned.usualError.weights, linear);
    learnLinear(this.learned.usualError, linear, unusual, 1);
    learnLinear(this.learned.growth, design, error, HUBER);
    letConstantDrift(this.learned.growth, DRIFT);
    this.learned.particulars.learn(key, error);
  }

  /** As it stands, to be shipped: the windows' percentiles in steps of 2.5. */
  shipped(): ShippedHead {
    const { centres, spreads } = this.scale;
    return {
      ageSeconds: this.ageSeconds,
      centres,
      spreads,
      weights: [...this.learned.growth.weights],
      errorWeights: [...this.learned.usualError.weights],
      errors: this.learned.windows.map((window) => Array.from({ length: 39 }, (_, i) => window.quantile((i + 1) / 40))),
    };
  }

  private growthOf(design: Float64Array, key: string): number {
    const growth = dot(this.learned.growth.weights, design) + this.learned.particulars.offsetOf(key);
    return Math.min(MOST_GROWTH, Math.max(0, growth));
  }

  /** Until the end, and until each horizon: not less than until the one before, never more than until the end. */
  private growths(design: Float64Array, snapshot: Snapshot, key: string): readonly number[] {
    const growth = this.growthOf(design, key);
    const linear = design.subarray(0, LINEAR_TERMS);
    let least = 0;
    const ahead = this.learned.corrections.map(({ weights }, index) => {
      const expected = growthWithin(growth, snapshot.parts[index] as number) + dot(weights, linear);
      least = Math.min(growth, Math.max(least, expected));
      return least;
    });
    return [growth, ...ahead];
  }

  private errorOf(design: Float64Array): number {
    const logarithm = dot(this.learned.usualError.weights, design.subarray(0, LINEAR_TERMS));
    return exp(Math.min(1.5, Math.max(-4, logarithm)));
  }
}

function nothingLearned(shipped: ShippedHead): LearnedGrowth {
  const precisions = priorPrecisions();
  const linear = precisions.subarray(0, LINEAR_TERMS);
  return {
    growth: linearPrior(shipped.weights, precisions),
    usualError: linearPrior(shipped.errorWeights, linear),
    windows: shipped.errors.map((errors) => new ErrorWindow(errors)),
    corrections: HORIZON_SECONDS.map(() => linearPrior(new Float64Array(LINEAR_TERMS), linear)),
    particulars: new Particulars(),
  };
}

/** A head that knows nothing: what priors are fitted from. */
export function emptyHead(ageSeconds: number, scale: FeatureScale): ShippedHead {
  return {
    ...scale,
    ageSeconds,
    weights: Array.from({ length: DESIGN_TERMS }, () => 0),
    errorWeights: Array.from({ length: LINEAR_TERMS }, () => 0),
    errors: [[], ...HORIZON_SECONDS.map(() => [])],
  };
}

/** The growth within a horizon, when such a part of what is to come comes by then. */
function growthWithin(growth: number, part: number): number {
  return log1p((exp(growth) - 1) * part);
}

function sharesAt(acts: number, growth: number): number {
  return acts * exp(Math.min(MOST_GROWTH, Math.max(0, growth))) - 1;
}

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
import { HORIZON_SECONDS, type Snapshot } from './snapshot.ts';

/** Errors of the logarithm beyond this weigh less. */
const HUBER = 0.3;
/**
 * What is forgotten of the constant with every cascade, as variance: so it follows when a platform's ways change, and a few
 * hundred cascades still count.
 */
const DRIFT = 2e-5;
/** No cascade grows by more than e^9 (8,000 times) from here: what is forecast is finite whatever was seen. */
const MOST_GROWTH = 9;
/** Added to an error before its logarithm is taken. */
const LEAST_ERROR = 0.05;
/** How firmly a brand on a platform is held to be like all others, in cascades. */
const LIKE_ALL_OTHERS = 20;
/** Beyond so many pairs of brand and platform, new ones are forecast like all others. */
const MOST_PARTICULAR = 1_024;

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

interface Particular {
  offset: number;
  cascades: number;
}

export class GrowthHead {
  readonly ageSeconds: number;
  private readonly scale: FeatureScale;
  private readonly growth: LinearState;
  private readonly usualError: LinearState;
  private readonly windows: readonly ErrorWindow[];
  private readonly particular = new Map<string, Particular>();

  constructor(shipped: ShippedHead, ageSeconds: number) {
    this.ageSeconds = ageSeconds;
    this.scale = shipped;
    const precisions = priorPrecisions();
    this.growth = linearPrior(shipped.weights, precisions);
    this.usualError = linearPrior(shipped.errorWeights, precisions.subarray(0, LINEAR_TERMS));
    this.windows = shipped.errors.map((errors) => new ErrorWindow(errors));
  }

  /** `key`: brand and platform, or whatever else goes alike. */
  forecast(snapshot: Snapshot, key: string): GrowthForecast {
    const design = expand(snapshot.features, this.scale);
    const growth = this.growthOf(design, key);
    const unit = this.errorOf(design);
    const acts = snapshot.shares + 1;
    const rangeOf = (
      middle: number,
      centre: number,
      window: ErrorWindow,
      [low, high]: readonly [Bound, Bound],
    ): Range => ({
      low: sharesAt(acts, Math.min(middle, centre + unit * window.bound(low))),
      high: sharesAt(acts, Math.max(middle, centre + unit * window.bound(high))),
    });
    const forecastOf = (middle: number, centre: number, window: ErrorWindow): ShareForecast => ({
      shares: sharesAt(acts, middle),
      range80: rangeOf(middle, centre, window, [1, 2]),
      range95: rangeOf(middle, centre, window, [0, 3]),
    });
    const [whole, ...ahead] = this.windows as [ErrorWindow, ...ErrorWindow[]];
    return {
      final: forecastOf(growth, growth, whole),
      ahead: ahead.map((window, index) => {
        const centre = growthWithin(growth, snapshot.parts[index] as number);
        return forecastOf(Math.min(growth, centre + unit * window.quantile(0.5)), centre, window);
      }),
    };
  }

  /** What the forecast of a snapshot is made of. */
  weighed(snapshot: Snapshot): { readonly design: Float64Array; readonly weights: Float64Array } {
    return { design: expand(snapshot.features, this.scale), weights: this.growth.weights };
  }

  /** Learns what became of a snapshot: `ends`, shares at the end and at each horizon, in the order of `forecast`. */
  learn(snapshot: Snapshot, key: string, ends: readonly number[]): void {
    const design = expand(snapshot.features, this.scale);
    const growth = this.growthOf(design, key);
    const unit = this.errorOf(design);
    this.windows.forEach((window, index) => {
      const centre = index === 0 ? growth : growthWithin(growth, snapshot.parts[index - 1] as number);
      window.add((log(((ends[index] as number) + 1) / (snapshot.shares + 1)) - centre) / unit);
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
    const unusual = log(Math.abs(error) + LEAST_ERROR) - dot(this.usualError.weights, linear);
    learnLinear(this.usualError, linear, unusual, 1);
    learnLinear(this.growth, design, error, HUBER);
    letConstantDrift(this.growth, DRIFT);
    this.learnParticular(key, error);
  }

  /** As it stands, to be shipped: the windows' percentiles in steps of 2.5. */
  shipped(): ShippedHead {
    const { centres, spreads } = this.scale;
    return {
      ageSeconds: this.ageSeconds,
      centres,
      spreads,
      weights: [...this.growth.weights],
      errorWeights: [...this.usualError.weights],
      errors: this.windows.map((window) => Array.from({ length: 39 }, (_, i) => window.quantile((i + 1) / 40))),
    };
  }

  private growthOf(design: Float64Array, key: string): number {
    const growth = dot(this.growth.weights, design) + this.particularOf(key).offset;
    return Math.min(MOST_GROWTH, Math.max(0, growth));
  }

  private errorOf(design: Float64Array): number {
    const logarithm = dot(this.usualError.weights, design.subarray(0, LINEAR_TERMS));
    return exp(Math.min(1.5, Math.max(-4, logarithm)));
  }

  private particularOf(key: string): Particular {
    return this.particular.get(key) ?? { offset: 0, cascades: 0 };
  }

  private learnParticular(key: string, error: number): void {
    let known = this.particular.get(key);
    if (known === undefined) {
      if (key === '' || this.particular.size >= MOST_PARTICULAR) return;
      known = { offset: 0, cascades: 0 };
      this.particular.set(key, known);
    }
    known.cascades++;
    known.offset += Math.max(-1, Math.min(1, error)) / (known.cascades + LIKE_ALL_OTHERS);
  }
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

/**
 * The probability that a cascade, at the moment of a certain act, gets as many again (Cheng, Adamic, Dow, Kleinberg and
 * Leskovec, "Can cascades be predicted?", WWW 2014): a question of balance at any size, and so the one by which
 * forecasts are best compared.
 */
import { learnYesNo, probabilityOf } from './adaptive-logit.ts';
import { type LinearState, linearPrior } from './adaptive-regression.ts';
import { DESIGN_TERMS, expand, type FeatureScale, priorPrecisions } from './design.ts';
import type { Snapshot } from './snapshot.ts';

export interface ShippedDoubling extends FeatureScale {
  readonly weights: readonly number[];
}

export class DoublingModel {
  private readonly scale: FeatureScale;
  private readonly state: LinearState;

  constructor(shipped: ShippedDoubling) {
    this.scale = shipped;
    this.state = linearPrior(shipped.weights, priorPrecisions());
  }

  /** 0..1, of a snapshot taken at the age of the act in question. */
  probability(snapshot: Snapshot): number {
    return probabilityOf(this.state, expand(snapshot.features, this.scale));
  }

  learn(snapshot: Snapshot, hasDoubled: boolean): void {
    learnYesNo(this.state, expand(snapshot.features, this.scale), hasDoubled);
  }

  shipped(): ShippedDoubling {
    const { centres, spreads } = this.scale;
    return { centres, spreads, weights: [...this.state.weights] };
  }
}

export function emptyDoubling(scale: FeatureScale): ShippedDoubling {
  return { ...scale, weights: Array.from({ length: DESIGN_TERMS }, () => 0) };
}

/**
 * Least squares that learns one observation at a time (recursive least squares), made robust: an observation far from
 * what was expected weighs less (Huber, "Robust estimation of a location parameter", 1964), so the answer is close to a
 * median and a single giant does not move it. Ridge by way of the prior: `precisions` says how firmly each weight is held.
 *
 * State is n weights and n^2 numbers; O(n^2) an observation.
 */

export interface LinearState {
  readonly weights: Float64Array;
  /** Row by row; symmetric. What is not known yet of the weights. */
  readonly covariance: Float64Array;
}

export function linearPrior(weights: ArrayLike<number>, precisions: ArrayLike<number>): LinearState {
  const terms = weights.length;
  const covariance = new Float64Array(terms * terms);
  for (let term = 0; term < terms; term++) covariance[term * terms + term] = 1 / (precisions[term] as number);
  return { weights: Float64Array.from(weights), covariance };
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let term = 0; term < a.length; term++) sum += (a[term] as number) * (b[term] as number);
  return sum;
}

/** Learns that the outcome was `error` above what was expected of `design`. Beyond `huber`, it weighs ever less. */
export function learnLinear(state: LinearState, design: Float64Array, error: number, huber: number): void {
  const weight = Math.min(1, huber / Math.max(1e-12, Math.abs(error)));
  const gain = times(state.covariance, design);
  const share = 1 / (1 / weight + dot(gain, design));
  step(state, gain, { by: error * share, shrinkBy: share });
}

/** Forgets a little of the first weight, the constant: so it can follow what changes. */
export function letConstantDrift(state: LinearState, variance: number): void {
  state.covariance[0] = (state.covariance[0] as number) + variance;
}

/** covariance * design. */
export function times(covariance: Float64Array, design: Float64Array): Float64Array {
  const terms = design.length;
  const product = new Float64Array(terms);
  for (let row = 0; row < terms; row++) {
    let sum = 0;
    for (let column = 0; column < terms; column++) {
      sum += (covariance[row * terms + column] as number) * (design[column] as number);
    }
    product[row] = sum;
  }
  return product;
}

/** Moves the weights along `gain`, and takes from the covariance what the observation has told. */
export function step(
  state: LinearState,
  gain: Float64Array,
  { by, shrinkBy }: { readonly by: number; readonly shrinkBy: number },
): void {
  const terms = gain.length;
  for (let row = 0; row < terms; row++) {
    state.weights[row] = (state.weights[row] as number) + (gain[row] as number) * by;
    const scaled = (gain[row] as number) * shrinkBy;
    for (let column = 0; column < terms; column++) {
      const cell = row * terms + column;
      state.covariance[cell] = (state.covariance[cell] as number) - scaled * (gain[column] as number);
    }
  }
}

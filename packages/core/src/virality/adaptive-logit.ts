/**
 * Logistic regression that learns one yes or no at a time: each moves the weights by one Newton step of the posterior
 * (an extended Kalman filter; MacKay, "The evidence framework applied to classification networks", 1992, gives the
 * probability averaged over what is not known of the weights).
 */
import { exp } from '../arithmetic/exp.ts';
import { dot, type LinearState, step, times } from './adaptive-regression.ts';

/** Keeps a step finite where the answer seemed certain. */
const LEAST_CURVATURE = 0.02;

/** 1 / (1 + e^-x). */
export function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

/** The probability of yes: 0..1, nearer to one half the less is known of such a case. */
export function probabilityOf(state: Readonly<LinearState>, design: Float64Array): number {
  const variance = dot(times(state.covariance, design), design);
  return logistic(dot(state.weights, design) / Math.sqrt(1 + (Math.PI / 8) * Math.max(0, variance)));
}

export function learnYesNo(state: LinearState, design: Float64Array, isYes: boolean): void {
  const probability = logistic(dot(state.weights, design));
  const curvature = Math.max(LEAST_CURVATURE, probability * (1 - probability));
  const gain = times(state.covariance, design);
  const share = 1 + curvature * dot(gain, design);
  step(state, gain, { by: ((isYes ? 1 : 0) - probability) / share, shrinkBy: curvature / share });
}

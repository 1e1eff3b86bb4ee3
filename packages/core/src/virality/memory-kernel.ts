/**
 * How long a share goes on being seen and shared: reaction times are even up to a moment, then fall as a power law.
 *
 *     density(s) = c                      for s <= flat        c so that the whole is 1
 *     density(s) = c (s / flat)^-(1 + decay)   beyond
 *
 * The shape and the constants of the slow kernel are those measured on Twitter for SEISMIC (Zhao, Erdogdu, He, Rajaraman
 * and Leskovec, "SEISMIC: a self-exciting point process model for predicting tweet popularity", KDD 2015): even for
 * five minutes, then with exponent 1.242. The quick kernel forgets within hours; of the two together a regression learns
 * how a platform's people react.
 */
import { exp, log } from '../arithmetic/exp.ts';

export interface MemoryKernel {
  readonly flatSeconds: number;
  /** > 0; the smaller, the longer the tail. */
  readonly decay: number;
}

export const SLOW_KERNEL: MemoryKernel = { flatSeconds: 300, decay: 0.242 };
export const QUICK_KERNEL: MemoryKernel = { flatSeconds: 900, decay: 0.8 };

/** The part of all reactions that has come by so many seconds after a share: 0..1; 0 at negative ages. */
export function reactedBy({ flatSeconds, decay }: MemoryKernel, seconds: number): number {
  if (!(seconds > 0)) return 0;
  const flatPart = decay / (1 + decay);
  if (seconds <= flatSeconds) return (flatPart * seconds) / flatSeconds;
  return 1 - (1 - flatPart) * exp(-decay * log(seconds / flatSeconds));
}

/**
 * Probes: acts of brands of their own, one brand for each partition, sent in order; so the n-th of a brand is seen when its
 * counter reaches n.
 */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import { INTERACTION_PARTITIONS } from '@grapevine/engine/runtime/topics.ts';
import { quantile, rounded } from './cost.ts';

export interface Probe {
  readonly sentMs: number;
  acknowledgedMs: number;
  seenMs: number;
}

export interface ProbeBrand {
  readonly id: string;
  readonly post: string;
  /** In the order in which they were sent. */
  readonly probes: Probe[];
  seen: number;
}

/** One brand for each partition, with a post that lies there. */
export function probeBrands(): readonly ProbeBrand[] {
  return Array.from({ length: INTERACTION_PARTITIONS }, (_, partition) => {
    let nth = 0;
    while (partitionOf(`x:probe-${nth}`, INTERACTION_PARTITIONS) !== partition) nth += 1;
    return { id: `probe-${partition}`, post: `probe-${nth}`, probes: [], seen: 0 };
  });
}

/** The brand's counter stands at `counted` now. */
export function noteSeen(brand: ProbeBrand, counted: number, nowMs: number): void {
  for (; brand.seen < counted; brand.seen++) (brand.probes[brand.seen] as Probe).seenMs = nowMs;
}

export function spread(ms: readonly number[]) {
  const at = (part: number) => rounded(quantile(ms, part) ?? Number.NaN, 1);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), most: at(1) };
}

/**
 * Why a forecast is what it is: by how much each side of a cascade raises or lowers its expected growth, against a cascade
 * that is usual in all respects. A product of two features counts half for each.
 */
import { exp } from '../arithmetic/exp.ts';
import { LINEAR_TERMS, PAIRS } from './design.ts';
import { FEATURE_GROUPS, type FeatureGroup } from './growth-features.ts';
import type { GrowthHead } from './growth-head.ts';
import type { Snapshot } from './snapshot.ts';

export interface Reason {
  readonly group: FeatureGroup;
  /** The expected number of acts at the end is multiplied by this. */
  readonly factor: number;
}

/** The strongest first. */
export function reasonsOf(head: GrowthHead, snapshot: Snapshot): readonly Reason[] {
  const { design, weights } = head.weighed(snapshot);
  const parts = new Map<FeatureGroup, number>();
  const add = (feature: number, part: number) => {
    const group = FEATURE_GROUPS[feature] as FeatureGroup;
    parts.set(group, (parts.get(group) ?? 0) + part);
  };
  FEATURE_GROUPS.forEach((_, feature) => {
    add(feature, (design[1 + feature] as number) * (weights[1 + feature] as number));
  });
  PAIRS.forEach(([a, b], index) => {
    const part = ((design[LINEAR_TERMS + index] as number) * (weights[LINEAR_TERMS + index] as number)) / 2;
    add(a, part);
    add(b, part);
  });
  return [...parts]
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .map(([group, part]) => ({ group, factor: exp(part) }));
}

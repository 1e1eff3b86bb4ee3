/**
 * What one rule set raises that another does not. Two incidents are the same matter when they are of one brand and class
 * and were open at the same time; each is taken once, in the order of opening.
 */
import { type RaisedIncident, wasOpenIn } from './raised-incident.ts';

export interface Pair {
  readonly first: RaisedIncident;
  readonly second: RaisedIncident;
  /** By how much the first opened sooner, in ms of event time; below 0: later. */
  readonly soonerMs: number;
}

export interface Difference {
  readonly onlyFirst: readonly RaisedIncident[];
  readonly onlySecond: readonly RaisedIncident[];
  readonly both: readonly Pair[];
}

export function differenceOf(first: readonly RaisedIncident[], second: readonly RaisedIncident[]): Difference {
  const left = new Set(second);
  const both: Pair[] = [];
  const onlyFirst: RaisedIncident[] = [];
  for (const one of first) {
    const same = [...left].find(
      (other) =>
        other.brand === one.brand &&
        other.class === one.class &&
        wasOpenIn(other, one.openedAtMs, Math.max(one.openedAtMs + 1, one.resolvedAtMs ?? Number.POSITIVE_INFINITY)),
    );
    if (same === undefined) {
      onlyFirst.push(one);
      continue;
    }
    left.delete(same);
    both.push({ first: one, second: same, soonerMs: same.openedAtMs - one.openedAtMs });
  }
  return { onlyFirst, onlySecond: [...left], both };
}

/**
 * One brand's counters cut by platform or by country, over whole hours, on-time and late together.
 *
 * An answer shows the sixteen values with the most engagements and mentions; the rest is summed as `other`, together
 * with what an hour had already summed there. Only then is a shown value possibly too small, and `exact` says so.
 */
import { addCounters, type Counters, emptyCounters } from '../metrics/counters.ts';
import { type Counts, countsOf, otherRatio, type Ratio } from '../metrics/formulas.ts';
import type { CutDimension } from '../model/pulse.ts';
import { CUT_ROW_CODEC, CUTS_KEPT_MS, cutFamily } from '../stages/radar/cut-slots.ts';
import { sumOf } from '../stages/radar/open-panes.ts';
import type { RowReader } from '../stages/state-changes.ts';
import { COUNTER_LADDER, type Range } from '../windows/ladder.ts';
import { floorTo, HOUR_MS } from '../windows/pane.ts';
import { type Head, readHead } from './radar-head.ts';
import { readByBrand } from './range-rows.ts';
import { type CounterOptions, type WindowFacts, windowFacts } from './read-counters.ts';
import { ladderWatermark, rangeOn, type Unanswered, WINDOW_MS, windowEnd } from './window-range.ts';

export interface CutOptions extends CounterOptions {
  readonly by: CutDimension;
}

export interface CutValue {
  readonly value: string;
  readonly counts: Counts;
  /** By platform only. */
  readonly referralShare: Ratio | null;
}

export interface CutsAnswer extends WindowFacts {
  readonly kind: 'answer';
  readonly brand: string;
  readonly by: CutDimension;
  /** At most sixteen, the largest first. */
  readonly values: readonly CutValue[];
  readonly other: CutValue | null;
  /** False when an hour had more values than it keeps, so that a value's own count may be too small. */
  readonly exact: boolean;
}

const MAX_VALUES = 16;
/** What tally sums the values beyond an hour's sixteenth under. */
const OTHER = 'other';

export async function readCuts(rows: RowReader, options: CutOptions): Promise<CutsAnswer | Unanswered> {
  const { brand, window, by } = options;
  if (WINDOW_MS[window] < HOUR_MS) return { kind: 'window-too-short', window, leastWindow: '1h' };
  const head = await readHead(rows);
  if (head === null) return { kind: 'no-data' };
  const end = windowEnd(head, options);
  if (end.kind !== 'end') return end;
  const range = wholeHours(rangeOn(COUNTER_LADDER, head, end, window));
  if (range.fromMs + HOUR_MS + CUTS_KEPT_MS <= ladderWatermark(head)) {
    return { kind: 'beyond-kept', fromMs: range.fromMs, keptMs: CUTS_KEPT_MS };
  }
  const { sums, exact } = await sumCuts(rows, head, { brand, by, range });
  const ranked = [...sums]
    .map(([value, counters]) => ({ value, counters, size: sizeOf(counters) }))
    .sort((a, b) => b.size - a.size || (a.value < b.value ? -1 : 1));
  const named = ranked.filter(({ value }) => value !== OTHER);
  const rest = [...named.slice(MAX_VALUES), ...ranked.filter(({ value }) => value === OTHER)];
  const referrals = countsOf(sumAll(ranked)).referrals.value;
  const toValue = (value: string, counters: Counters): CutValue => {
    const counts = countsOf(counters);
    return {
      value,
      counts,
      referralShare: by === 'platform' ? otherRatio('referralShare', counts.referrals.value, referrals, exact) : null,
    };
  };
  return {
    kind: 'answer',
    brand,
    by,
    ...windowFacts(head, window, range),
    values: named.slice(0, MAX_VALUES).map(({ value, counters }) => toValue(value, counters)),
    other: rest.length === 0 ? null : toValue(OTHER, sumAll(rest)),
    exact,
  };
}

/** Both ends down to the hour. */
function wholeHours({ fromMs, toMs }: Range): Range {
  return { fromMs: floorTo(fromMs, HOUR_MS), toMs: floorTo(toMs, HOUR_MS), resolution: 'hour' };
}

async function sumCuts(
  rows: RowReader,
  head: Head,
  { brand, by, range }: { readonly brand: string; readonly by: CutDimension; readonly range: Range },
): Promise<{ readonly sums: ReadonlyMap<string, Counters>; readonly exact: boolean }> {
  const sums = new Map<string, Counters>();
  const hours = head.cutHours.filter((hourMs) => hourMs >= range.fromMs && hourMs < range.toMs);
  const prefix = `${by}:`;
  await Promise.all(
    hours.map(async (hourMs) => {
      for (const [, bytes] of await readByBrand(rows, cutFamily(hourMs), [brand])) {
        for (const [name, slots] of CUT_ROW_CODEC.decode(bytes)) {
          if (!name.startsWith(prefix)) continue;
          const value = name.slice(prefix.length);
          const sum = sums.get(value) ?? emptyCounters();
          sums.set(value, sum);
          addCounters(sum, sumOf(slots));
        }
      }
    }),
  );
  return { sums, exact: !sums.has(OTHER) };
}

function sizeOf(counters: Counters): number {
  const { engagements, mentions } = countsOf(counters);
  return engagements.value + mentions.value;
}

function sumAll(parts: readonly { readonly counters: Counters }[]): Counters {
  const sum = emptyCounters();
  for (const { counters } of parts) addCounters(sum, counters);
  return sum;
}

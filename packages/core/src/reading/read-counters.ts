/** The counters of one brand over one window: counts, people, ratios, money; each with what it is made of. */

import type { Counters, CustomerValue } from '../metrics/counters.ts';
import {
  brandRatios,
  type Counts,
  countsOf,
  customerValueOf,
  type PeopleNumber,
  type Ratio,
  reachOf,
} from '../metrics/formulas.ts';
import type { PeopleKind } from '../model/pulse.ts';
import type { PeopleSet } from '../sketches/people-set.ts';
import type { RowReader } from '../stages/state-changes.ts';
import { COUNTER_LADDER, type LadderLevel, PEOPLE_LADDER, type Range } from '../windows/ladder.ts';
import { type AsOf, asOf, type Completeness, completenessOf, type Head, readHead } from './radar-head.ts';
import { storedRangeRows } from './range-rows.ts';
import { peopleName, sumCounters, unitePeople } from './range-sums.ts';
import { readOnce } from './read-once.ts';
import {
  beyondKept,
  isProvisional,
  isRangeKept,
  rangeOn,
  type Unanswered,
  type WindowEnd,
  type WindowId,
  type WindowOptions,
  windowEnd,
} from './window-range.ts';

export interface CounterOptions extends WindowOptions {
  /** As on the log: `main/united`. */
  readonly brand: string;
}

/** People have a ladder, and so a range, of their own. */
export interface PeopleCount extends PeopleNumber {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ReachCount extends PeopleCount {
  /** `reported`: the total that platforms report, over the counters' range; `distinct`: people who were seen to see. */
  readonly basis: 'reported' | 'distinct';
}

/** What every answer about a window says of itself. */
export interface WindowFacts {
  readonly window: WindowId;
  readonly fromMs: number;
  readonly toMs: number;
  readonly resolution: LadderLevel;
  /** Some pane of the range is not final yet. */
  readonly provisional: boolean;
  readonly asOf: AsOf;
  readonly completeness: Completeness;
}

export interface CountersAnswer extends WindowFacts {
  readonly kind: 'answer';
  readonly brand: string;
  readonly counts: Counts;
  readonly people: { readonly authors: PeopleCount; readonly reach: ReachCount };
  readonly ratios: readonly Ratio[];
  /** By currency, in minor units. */
  readonly customerValue: Readonly<Record<string, Readonly<CustomerValue>>>;
}

/** Live, or as of `atMs`. */
export async function readCounters(source: RowReader, options: CounterOptions): Promise<CountersAnswer | Unanswered> {
  const { brand, window } = options;
  const rows = readOnce(source);
  const head = await readHead(rows);
  if (head === null) return { kind: 'no-data' };
  const end = windowEnd(head, options);
  if (end.kind !== 'end') return end;
  const range = rangeOn(COUNTER_LADDER, head, end, window);
  if (!isRangeKept(COUNTER_LADDER, range, head)) return beyondKept(COUNTER_LADDER, range);

  const [sums, people] = await Promise.all([
    sumCounters(storedRangeRows(rows), head, [brand], range),
    readPeople(rows, head, end, { brands: [brand], kinds: ['authors', 'viewers'], window }),
  ]);
  const counters = sums.get(brand) as Counters;
  const counts = countsOf(counters);
  const reach = reachCount(counts, people.of(brand, 'viewers'), range);
  return {
    kind: 'answer',
    brand,
    ...windowFacts(head, window, range),
    counts,
    people: { authors: people.of(brand, 'authors'), reach },
    ratios: brandRatios(counts, reach),
    customerValue: customerValueOf(counters),
  };
}

export function windowFacts(head: Head, window: WindowId, range: Range): WindowFacts {
  return {
    window,
    ...range,
    provisional: isProvisional(range, head),
    asOf: asOf(head),
    completeness: completenessOf(head, range),
  };
}

export interface PeopleOfRange {
  of(brand: string, kind: PeopleKind): PeopleCount;
}

/** Distinct people on their own ladder; without a value when that does not reach back any more. */
export async function readPeople(
  rows: RowReader,
  head: Head,
  end: WindowEnd,
  wanted: { readonly brands: readonly string[]; readonly kinds: readonly PeopleKind[]; readonly window: WindowId },
): Promise<PeopleOfRange> {
  const range = rangeOn(PEOPLE_LADDER, head, end, wanted.window);
  const { fromMs, toMs } = range;
  if (!isRangeKept(PEOPLE_LADDER, range, head)) {
    return { of: () => ({ value: null, exact: false, fromMs, toMs }) };
  }
  const unions = await unitePeople(storedRangeRows(rows), head, wanted, range);
  return {
    of: (brand, kind) => {
      const people = unions.get(peopleName(brand, kind)) as PeopleSet;
      return { value: people.estimate(), exact: people.isExact, fromMs, toMs };
    },
  };
}

function reachCount(counts: Counts, viewers: PeopleCount, range: Range): ReachCount {
  const reach = reachOf(counts, viewers);
  const { fromMs, toMs } = reach.basis === 'reported' ? range : viewers;
  return { ...reach, fromMs, toMs };
}

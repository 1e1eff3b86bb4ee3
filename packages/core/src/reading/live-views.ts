/**
 * The live counters as others read them without asking us: for each brand and window up to a day a flat table of plain
 * numbers, and for each market its shares of voice. What stands there is what the same question to the api is answered.
 *
 *     live:<brand>:<window>              metric id -> number; asOf, watermark, from, to (ms), complete (1, 0), schema
 *     voice:<market>:<window>:<basis>    brand -> share
 *
 * A count stands under its id, what of it was taken back under `<id>.retracted`; what is 0 and what is not known is left
 * out. A brand is looked at when something of it came in, and all that have anything at each step of 10 s, since a pane
 * then leaves the windows; what is another number now is written. Each view is written whole every five minutes, so that
 * whatever was done to it in between is right again. An empty window is taken away.
 */
import { partitionOf } from '../hashing/murmur2.ts';
import { COUNTERS, type Counters, counterIndex, countOf, emptyCounters } from '../metrics/counters.ts';
import {
  brandRatios,
  type Counts,
  countsOf,
  customerValueOf,
  reachBy,
  reachOf,
  type ShareBasis,
  sharesOf,
} from '../metrics/formulas.ts';
import type { PeopleKind } from '../model/pulse.ts';
import type { PeopleSet } from '../sketches/people-set.ts';
import { gapsWithin } from '../stages/radar/gaps.ts';
import { COUNTER_LADDER, PEOPLE_LADDER, type Range } from '../windows/ladder.ts';
import { FinalPeople, FinalSums } from './live-sums.ts';
import type { RangeHead } from './radar-head.ts';
import type { RangeRows } from './range-rows.ts';
import { peopleName } from './range-sums.ts';
import { rangeOn, type WindowEnd, type WindowId, windowEnd } from './window-range.ts';

export const LIVE_WINDOWS = ['1m', '5m', '15m', '1h', '6h', '24h'] as const satisfies readonly WindowId[];
export const LIVE_VIEW_SCHEMA = 1;

type Fields = Readonly<Record<string, string>>;

export interface LiveView {
  readonly name: string;
  /** `null`: the view goes. */
  readonly fields: Fields | null;
  /** The view stays as it is but for `fields`, and these, which go; absent: it has these `fields` alone. */
  readonly without?: readonly string[];
}

export interface LiveMarket {
  readonly id: string;
  /** As on the log. */
  readonly brands: readonly string[];
}

/** What the stage knows at this moment. */
export interface LiveFacts {
  readonly head: RangeHead;
  readonly rows: RangeRows;
  /** No source is missing, and no partition is counted anew. */
  readonly isComplete: boolean;
  /** Brands of which something came in since the last time. */
  readonly touched: ReadonlySet<string>;
}

interface BrandNumbers {
  /** Nothing of it is shown, though it may have a reach that shares of voice still count. */
  readonly isEmpty: boolean;
  readonly counts: Counts;
  readonly authors: { readonly value: number; readonly exact: boolean };
  readonly reach: { readonly value: number | null; readonly exact: boolean };
  /** Over the people's range, as shares of voice by reach are. */
  readonly voiceReach: { readonly value: number | null; readonly exact: boolean };
}

/** Of 10 s each: five minutes. */
const STEPS_A_ROUND = 30;
const REACH_REPORTED: number = counterIndex('reachReported');
const NOTHING: Counters = emptyCounters();
const BASES: readonly ShareBasis[] = ['volume', 'engagement', 'authors', 'reach'];

export class LiveViews {
  private readonly markets: readonly LiveMarket[];
  /** Brands that have something in the longest window; all watched ones before the first time. */
  private filled: Set<string>;
  private readonly numbers = new Map<string, BrandNumbers | null>();
  private readonly sums = new FinalSums();
  private readonly reportedSums = new FinalSums();
  private readonly people = new FinalPeople();
  private shownUpTo = '';
  private readonly shown = new Map<string, Fields>();
  private steps = 0;

  constructor(brands: readonly string[], markets: readonly LiveMarket[]) {
    this.filled = new Set(brands);
    this.markets = markets;
  }

  /** What has changed since the last call. */
  async refresh(facts: LiveFacts): Promise<readonly LiveView[]> {
    const { head, touched } = facts;
    const end = windowEnd(head, { window: '1m' });
    if (end.kind !== 'end') return [];
    const upTo = `${end.atMs} ${head.watermarkMs}`;
    const isStep = upTo !== this.shownUpTo;
    const brands = [...(isStep ? new Set([...this.filled, ...touched]) : touched)].sort();
    this.shownUpTo = upTo;
    this.sums.begin();
    this.reportedSums.begin();
    this.people.begin();
    const views: LiveView[] = [];
    const reporting = await this.reportingBrands(brands, end, facts);
    for (const window of LIVE_WINDOWS) await this.refreshWindow(window, { brands, reporting }, end, facts, views);
    for (const brand of brands) {
      if (LIVE_WINDOWS.every((window) => this.numbers.get(nameOf(brand, window)) === null)) this.filled.delete(brand);
      else this.filled.add(brand);
    }
    const refreshed = new Set(brands);
    for (const market of this.markets) {
      if (market.brands.some((brand) => refreshed.has(brand))) views.push(...this.voicesOf(market));
    }
    if (isStep) this.steps += 1;
    return views.map((view) => this.changeOf(view, isStep));
  }

  /** What is to be written of a view: all of it for the first time, and at the step whose turn it is. */
  private changeOf({ name, fields }: LiveView, isStep: boolean): LiveView {
    const known = this.shown.get(name);
    if (fields === null) this.shown.delete(name);
    else this.shown.set(name, fields);
    const isTurn = isStep && partitionOf(name, STEPS_A_ROUND) === this.steps % STEPS_A_ROUND;
    if (isTurn || fields === null || known === undefined) return { name, fields };
    const changed = Object.entries(fields).filter(([field, value]) => known[field] !== value);
    const without = Object.keys(known).filter((field) => fields[field] === undefined);
    return { name, fields: Object.fromEntries(changed), without };
  }

  /** Of whom platforms report a reach, within the longest window; the others have none in any. */
  private async reportingBrands(
    brands: readonly string[],
    end: WindowEnd,
    facts: LiveFacts,
  ): Promise<readonly string[]> {
    const longest = LIVE_WINDOWS.at(-1) as WindowId;
    const range = rangeOn(PEOPLE_LADDER, facts.head, end, longest);
    const reported = await this.reportedSums.over(facts, brands, range);
    return brands.filter((brand) => {
      const { vector } = reported.get(brand) as Counters;
      return vector[REACH_REPORTED] !== 0 || vector[COUNTERS + REACH_REPORTED] !== 0;
    });
  }

  private async refreshWindow(
    window: WindowId,
    { brands, reporting }: { readonly brands: readonly string[]; readonly reporting: readonly string[] },
    end: WindowEnd,
    facts: LiveFacts,
    views: LiveView[],
  ): Promise<void> {
    const { head, isComplete } = facts;
    const range = rangeOn(COUNTER_LADDER, head, end, window);
    const peopleRange = rangeOn(PEOPLE_LADDER, head, end, window);
    const isWhole = isComplete && gapsWithin(head.gaps, range).length === 0;
    const sums = await this.sums.over(facts, brands, range);
    const people = await this.people.over(facts, brands, peopleRange);
    // Shares of voice by reach are of the people's range, also where platforms report the reach themselves.
    const reported = await this.reportedSums.over(facts, reporting, peopleRange);
    for (const brand of brands) {
      const counters = sums.get(brand) as Counters;
      const counts = countsOf(counters);
      const number = (kind: PeopleKind) => {
        const set = people.get(peopleName(brand, kind)) as PeopleSet;
        return { value: set.estimate(), exact: set.isExact };
      };
      const authors = number('authors');
      const viewers = number('viewers');
      const reach = reachOf(counts, viewers);
      const voiceReach = reachBy(countOf(reported.get(brand) ?? NOTHING, 'reachReported'), viewers);
      const isEmpty = authors.value === 0 && reach.value === 0 && counters.vector.every((total) => total === 0);
      const name = nameOf(brand, window);
      const known = this.numbers.get(name);
      const numbers = { isEmpty, counts, authors, reach, voiceReach };
      this.numbers.set(name, isEmpty && voiceReach.value === 0 ? null : numbers);
      if (isEmpty && (known === null || known?.isEmpty)) continue;
      const fields = isEmpty ? null : fieldsOf(counters, numbers, { head, range, isComplete: isWhole });
      views.push({ name: `live:${localId(brand)}:${window}`, fields });
    }
  }

  private voicesOf({ id, brands }: LiveMarket): readonly LiveView[] {
    return LIVE_WINDOWS.flatMap((window) => {
      const numbers = brands.map((brand) => this.numbers.get(nameOf(brand, window)) ?? null);
      return BASES.map((basis): LiveView => {
        const shares = sharesOf(
          `shareOfVoice.${basis}`,
          numbers.map((each) => voiceOf(each, basis)),
        );
        const fields = shares.flatMap(({ value }, index) =>
          value === null ? [] : [[localId(brands[index] as string), String(value)] as const],
        );
        return {
          name: `voice:${id}:${window}:${basis}`,
          fields: fields.length === 0 ? null : Object.fromEntries(fields),
        };
      });
    });
  }
}

function fieldsOf(
  counters: Counters,
  { counts, authors, reach }: BrandNumbers,
  { head, range, isComplete }: { readonly head: RangeHead; readonly range: Range; readonly isComplete: boolean },
): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {
    asOf: String(head.newestMs),
    watermark: String(head.watermarkMs ?? ''),
    from: String(range.fromMs),
    to: String(range.toMs),
    complete: isComplete ? '1' : '0',
    schema: String(LIVE_VIEW_SCHEMA),
  };
  const put = (id: string, value: number | null): void => {
    if (value !== null && value !== 0) fields[id] = String(value);
  };
  for (const [id, { value, retracted }] of Object.entries(counts)) {
    put(id, value);
    put(`${id}.retracted`, retracted);
  }
  put('authors', authors.value);
  put('reach', reach.value);
  for (const { id, value } of brandRatios(counts, reach)) put(id, value);
  for (const [currency, { direct, indirect }] of Object.entries(customerValueOf(counters))) {
    put(`customerValue.direct.${currency}`, direct);
    put(`customerValue.indirect.${currency}`, indirect);
  }
  return fields;
}

function voiceOf(numbers: BrandNumbers | null, basis: ShareBasis): { value: number | null; exact: boolean } {
  if (numbers === null) return { value: 0, exact: true };
  switch (basis) {
    case 'volume':
      return { value: numbers.counts.mentions.value, exact: true };
    case 'engagement':
      return { value: numbers.counts.engagements.value, exact: true };
    case 'authors':
      return numbers.authors;
    case 'reach':
      return numbers.voiceReach;
  }
}

function nameOf(brand: string, window: WindowId): string {
  return `${brand}\n${window}`;
}

/** Without the group, which stands in the key. */
function localId(brand: string): string {
  return brand.slice(brand.indexOf('/') + 1);
}

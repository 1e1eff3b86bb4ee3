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
import {
  COUNTER_IDS,
  COUNTERS,
  type CounterId,
  type Counters,
  counterIndex,
  countOf,
  emptyCounters,
} from '../metrics/counters.ts';
import {
  BRAND_RATIO_IDS,
  brandRatioValues,
  type CountId,
  customerValueOf,
  ENGAGEMENT_IDS,
  reachBy,
  type ShareBasis,
  shareValues,
} from '../metrics/formulas.ts';
import { gapsWithin } from '../stages/radar/gaps.ts';
import { COUNTER_LADDER, PEOPLE_LADDER, type Range } from '../windows/ladder.ts';
import { type Arrivals, FinalPeople, FinalSums, type PeopleOfWindow } from './live-sums.ts';
import type { RangeHead } from './radar-head.ts';
import type { RangeRows } from './range-rows.ts';
import { type LiveView, ShownNumbers, type ViewNumbers } from './shown-numbers.ts';
import { rangeOn, type WindowEnd, type WindowId, windowEnd } from './window-range.ts';

export const LIVE_WINDOWS = ['1m', '5m', '15m', '1h', '6h', '24h'] as const satisfies readonly WindowId[];
export const LIVE_VIEW_SCHEMA = 1;

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
  /** Brands of which something came in since the last time, with the people that came. */
  readonly touched: Arrivals;
}

/** What shares of voice are made of. */
type VoiceNumbers = Readonly<Record<ShareBasis, number>>;

/** A brand in one window. */
interface BrandWindow {
  readonly view: string;
  /** Absent where it has no part in any share. */
  voice: VoiceNumbers | null;
  /** `null`: not known yet; whoever was here before may have shown something. */
  isShown: boolean | null;
}

/** What all views of one window have in common. */
interface Shown {
  readonly head: RangeHead;
  readonly range: Range;
  readonly isComplete: boolean;
}

const REACH_REPORTED: number = counterIndex('reachReported');
const NOTHING: Counters = emptyCounters();
const BASES: readonly ShareBasis[] = ['volume', 'engagement', 'authors', 'reach'];
const ENGAGEMENTS: readonly number[] = ENGAGEMENT_IDS.map((id) => counterIndex(id));
const FIELDS: readonly string[] = [
  'asOf',
  'watermark',
  'from',
  'to',
  'complete',
  'schema',
  ...[...COUNTER_IDS, 'engagements'].flatMap((id) => [id, `${id}.retracted`]),
  'authors',
  'reach',
  ...BRAND_RATIO_IDS,
];

/** Of the view that is being compared. */
const scratch = new Float64Array(FIELDS.length);

export class LiveViews {
  private readonly markets: readonly LiveMarket[];
  /** Brands that have something in the longest window; all watched ones before the first time. */
  private filled: Set<string>;
  private readonly windows = LIVE_WINDOWS.map((window) => ({ window, brands: new Map<string, BrandWindow>() }));
  private readonly sums = new FinalSums();
  private readonly reportedSums = new FinalSums();
  private readonly people = new FinalPeople();
  private shownUpTo = '';
  private readonly shown = new ShownNumbers();

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
    const brands = [...(isStep ? new Set([...this.filled, ...touched.keys()]) : touched.keys())].sort();
    this.shownUpTo = upTo;
    this.shown.begin(isStep);
    this.sums.begin();
    this.reportedSums.begin();
    const views: LiveView[] = [];
    const reporting = await this.reportingBrands(brands, end, facts);
    for (const { window, brands: known } of this.windows) {
      await this.refreshWindow(window, known, { brands, reporting }, end, facts, views);
    }
    for (const brand of brands) {
      if (this.windows.some(({ brands: known }) => known.get(brand)?.voice !== null)) this.filled.add(brand);
      else this.filled.delete(brand);
    }
    const refreshed = new Set(brands);
    for (const market of this.markets) {
      if (market.brands.some((brand) => refreshed.has(brand))) this.addVoices(market, views);
    }
    return views;
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
    known: Map<string, BrandWindow>,
    { brands, reporting }: { readonly brands: readonly string[]; readonly reporting: readonly string[] },
    end: WindowEnd,
    facts: LiveFacts,
    views: LiveView[],
  ): Promise<void> {
    const { head } = facts;
    const range = rangeOn(COUNTER_LADDER, head, end, window);
    const peopleRange = rangeOn(PEOPLE_LADDER, head, end, window);
    const isComplete = facts.isComplete && gapsWithin(head.gaps, range).length === 0;
    const sums = await this.sums.over(facts, brands, range);
    const people = await this.people.over(facts, { brands, arrived: facts.touched }, peopleRange);
    // Shares of voice by reach are of the people's range, also where platforms report the reach themselves.
    const reported = await this.reportedSums.over(facts, reporting, peopleRange);
    for (const brand of brands) {
      const counters = sums.get(brand) as Counters;
      const { is } = people.get(brand) as { readonly is: PeopleOfWindow };
      const [authors, viewers] = [is.authors.estimate(), is.viewers.estimate()];
      const reach = reachFrom(counters, viewers);
      const voiceReach = reachFrom(reported.get(brand) ?? NOTHING, viewers);
      const isEmpty = authors === 0 && reach === 0 && counters.vector.every((total) => total === 0);
      const each = known.get(brand) ?? { view: `live:${localId(brand)}:${window}`, voice: null, isShown: null };
      known.set(brand, each);
      const [volume, engagement] = [countOf(counters, 'mentions'), engagementsOf(counters)];
      each.voice = isEmpty && voiceReach === 0 ? null : { volume, engagement, authors, reach: voiceReach };
      const change = isEmpty
        ? each.isShown !== false && this.shown.remove(each.view)
        : this.shown.changeTo(each.view, numbersOf(counters, { authors, reach }, { head, range, isComplete }));
      if (change) views.push(change);
      each.isShown = !isEmpty;
    }
  }

  private addVoices({ id, brands }: LiveMarket, views: LiveView[]): void {
    const fields = brands.map(localId);
    for (const { window, brands: known } of this.windows) {
      const voices = brands.map((brand) => known.get(brand)?.voice ?? null);
      for (const basis of BASES) {
        const name = `voice:${id}:${window}:${basis}`;
        const values = shareValues(voices.map((voice) => voice?.[basis] ?? 0));
        const change = values === null ? this.shown.remove(name) : this.shown.changeTo(name, { fields, values });
        if (change !== null) views.push(change);
      }
    }
  }
}

/** A count that is 0 is left out, and so is what is not known. */
function numbersOf(
  counters: Counters,
  { authors, reach }: { readonly authors: number; readonly reach: number },
  { head, range, isComplete }: Shown,
): ViewNumbers {
  const { vector } = counters;
  const values = scratch;
  let place = 0;
  const put = (value: number): void => {
    values[place] = value;
    place += 1;
  };
  const putCount = (count: number): void => put(count === 0 ? Number.NaN : count);
  put(head.newestMs ?? Number.NaN);
  put(head.watermarkMs ?? Number.NaN);
  put(range.fromMs);
  put(range.toMs);
  put(isComplete ? 1 : 0);
  put(LIVE_VIEW_SCHEMA);
  for (let counter = 0; counter < COUNTERS; counter++) {
    const retracted = vector[COUNTERS + counter] as number;
    putCount(Math.max(0, (vector[counter] as number) - retracted));
    putCount(retracted);
  }
  const engagements = engagementsOf(counters);
  putCount(engagements);
  putCount(ENGAGEMENTS.reduce((sum, counter) => sum + (vector[COUNTERS + counter] as number), 0));
  putCount(authors);
  putCount(reach);
  const of = (id: CountId): number => (id === 'engagements' ? engagements : countOf(counters, id));
  for (const ratio of brandRatioValues(of, reach)) putCount(ratio);
  return counters.value === null ? { fields: FIELDS, values } : withMoney({ fields: FIELDS, values }, counters);
}

function withMoney({ fields, values }: ViewNumbers, counters: Counters): ViewNumbers {
  const money = Object.entries(customerValueOf(counters));
  const amounts = money.flatMap(([, { direct, indirect }]) => [direct || Number.NaN, indirect || Number.NaN]);
  const ids = money.flatMap(([currency]) => [`customerValue.direct.${currency}`, `customerValue.indirect.${currency}`]);
  return { fields: [...fields, ...ids], values: Float64Array.of(...values, ...amounts) };
}

/** What platforms report, else who was seen to see it. */
function reachFrom(counters: Counters, viewers: number): number {
  return reachBy(countOf(counters, 'reachReported'), { value: viewers, exact: true }).value as number;
}

function engagementsOf(counters: Counters): number {
  return ENGAGEMENT_IDS.reduce((sum: number, id: CounterId) => sum + countOf(counters, id), 0);
}

/** Without the group, which stands in the key. */
function localId(brand: string): string {
  return brand.slice(brand.indexOf('/') + 1);
}

/**
 * Share of voice: each brand's part of what is said in a market. The shares of one basis add up to 1; of an empty
 * market they are `null`. Every share carries its numerator and its denominator.
 */
import type { Counters } from '../metrics/counters.ts';
import {
  type Counts,
  countsOf,
  type PeopleNumber,
  type Ratio,
  reachOf,
  type ShareBasis,
  type ShareId,
  sharesOf,
} from '../metrics/formulas.ts';
import type { RowReader } from '../stages/state-changes.ts';
import { COUNTER_LADDER, type Ladder, PEOPLE_LADDER, type Range } from '../windows/ladder.ts';
import { type Head, readHead } from './radar-head.ts';
import { storedRangeRows } from './range-rows.ts';
import { sumCounters } from './range-sums.ts';
import { readPeople, type WindowFacts, windowFacts } from './read-counters.ts';
import { readOnce } from './read-once.ts';
import {
  beyondKept,
  isRangeKept,
  rangeOn,
  type Unanswered,
  type WindowEnd,
  type WindowOptions,
  windowEnd,
} from './window-range.ts';

export interface VoiceOptions extends WindowOptions {
  readonly market: string;
  /** The brands of the market, as on the log. */
  readonly brands: readonly string[];
  readonly by: ShareBasis;
}

export interface BrandShare {
  readonly brand: string;
  readonly share: Ratio;
  /** By volume only: with the posts of the brand's own accounts. */
  readonly shareWithOwnPosts: Ratio | null;
  /** By reach only: where the number comes from. */
  readonly basis: 'reported' | 'distinct' | null;
}

/**
 * By authors and reach, the range and resolution are those of the people's ladder; reported reach is summed over the
 * same range, so that all shares of an answer are of one.
 */
export interface VoiceAnswer extends WindowFacts {
  readonly kind: 'answer';
  readonly market: string;
  readonly by: ShareBasis;
  /** In the order of the market's brands. */
  readonly shares: readonly BrandShare[];
}

interface Voices {
  readonly range: Range;
  readonly id: ShareId;
  readonly numbers: readonly PeopleNumber[];
  readonly withOwnPosts?: readonly PeopleNumber[];
  readonly bases?: readonly ('reported' | 'distinct')[];
}

export async function readVoice(source: RowReader, options: VoiceOptions): Promise<VoiceAnswer | Unanswered> {
  const { market, brands, by, window } = options;
  const rows = readOnce(source);
  const head = await readHead(rows);
  if (head === null) return { kind: 'no-data' };
  const end = windowEnd(head, options);
  if (end.kind !== 'end') return end;
  const ladder = ladderOf(by);
  const ownRange = rangeOn(ladder, head, end, window);
  if (!isRangeKept(ladder, ownRange, head)) return beyondKept(ladder, ownRange);

  const { range, id, numbers, withOwnPosts, bases } = await voicesOf(rows, head, end, options);
  const shares = sharesOf(id, numbers);
  const ownShares = withOwnPosts === undefined ? null : sharesOf('shareOfVoice.volumeWithOwnPosts', withOwnPosts);
  return {
    kind: 'answer',
    market,
    by,
    ...windowFacts(head, window, range),
    shares: brands.map((brand, index) => ({
      brand,
      share: shares[index] as Ratio,
      shareWithOwnPosts: ownShares?.[index] ?? null,
      basis: bases?.[index] ?? null,
    })),
  };
}

async function voicesOf(rows: RowReader, head: Head, end: WindowEnd, options: VoiceOptions): Promise<Voices> {
  const { brands, by, window } = options;
  const range = rangeOn(ladderOf(by), head, end, window);
  if (by === 'authors') {
    const people = await readPeople(rows, head, end, { brands, kinds: ['authors'], window });
    return { range, id: 'shareOfVoice.authors', numbers: brands.map((brand) => people.of(brand, 'authors')) };
  }
  const sums = await sumCounters(storedRangeRows(rows), head, brands, range);
  const counts = brands.map((brand) => countsOf(sums.get(brand) as Counters));
  const counted = (value: number): PeopleNumber => ({ value, exact: true });
  switch (by) {
    case 'volume':
      return {
        range,
        id: 'shareOfVoice.volume',
        numbers: counts.map(({ mentions }) => counted(mentions.value)),
        withOwnPosts: counts.map(({ mentions, ownPosts }) => counted(mentions.value + ownPosts.value)),
      };
    case 'engagement':
      return {
        range,
        id: 'shareOfVoice.engagement',
        numbers: counts.map(({ engagements }) => counted(engagements.value)),
      };
    case 'reach': {
      const people = await readPeople(rows, head, end, { brands, kinds: ['viewers'], window });
      const reaches = brands.map((brand, index) => reachOf(counts[index] as Counts, people.of(brand, 'viewers')));
      return {
        range,
        id: 'shareOfVoice.reach',
        numbers: reaches,
        bases: reaches.map(({ basis }) => basis),
      };
    }
  }
}

function ladderOf(by: ShareBasis): Ladder {
  return by === 'volume' || by === 'engagement' ? COUNTER_LADDER : PEOPLE_LADDER;
}

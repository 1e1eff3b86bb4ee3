/**
 * Sums over live windows, again and again: what is final is summed once, until the window or the watermark moves; each
 * time only what can still change is added to it.
 *
 *     from |============ final: kept ============|== open, late: each time ==| to
 */
import { addCounters, type Counters } from '../metrics/counters.ts';
import type { PeopleKind, PeopleSlot } from '../model/pulse.ts';
import type { PeopleSet } from '../sketches/people-set.ts';
import type { Range } from '../windows/ladder.ts';
import { MINUTE_MS } from '../windows/pane.ts';
import type { RangeHead } from './radar-head.ts';
import type { RangeRows } from './range-rows.ts';
import {
  isSlotIn,
  noSums,
  openPanesIn,
  peopleName,
  type Sums,
  sumFinal,
  sumLate,
  sumOpen,
  unitePeople,
} from './range-sums.ts';

export interface LiveRows {
  readonly head: RangeHead;
  readonly rows: RangeRows;
}

/** People that pulses have told of, by brand. */
export type Arrivals = ReadonlyMap<string, readonly PeopleSlot[]>;

const KINDS: readonly PeopleKind[] = ['authors', 'viewers'];

/** What is kept for one brand and length of window, and what it was summed over. */
interface Kept<T> {
  readonly over: string;
  readonly is: T;
}

/** Windows of one length replace each other, so that what is kept is bounded by brands and windows. */
class KeptByLength<T> {
  private readonly byMinutes = new Map<number, Map<string, Kept<T>>>();

  of({ fromMs, toMs }: Range): Map<string, Kept<T>> {
    const minutes = Math.round((toMs - fromMs) / MINUTE_MS);
    const known = this.byMinutes.get(minutes) ?? new Map<string, Kept<T>>();
    this.byMinutes.set(minutes, known);
    return known;
  }
}

export class FinalSums {
  private readonly kept = new KeptByLength<Counters>();
  /** Of panes that are not final, by which they are: windows have mostly the same ones in common. */
  private open = new Map<string, Promise<Sums>>();

  /** A refresh begins: nothing changes until the next. */
  begin(): void {
    this.open = new Map();
  }

  async over({ head, rows }: LiveRows, brands: readonly string[], range: Range): Promise<Sums> {
    if (brands.length === 0) return new Map();
    const over = `${range.fromMs} ${range.toMs} ${head.watermarkMs}`;
    const kept = this.kept.of(range);
    const stale = brands.filter((brand) => kept.get(brand)?.over !== over);
    const final = noSums(stale);
    await sumFinal(rows, head, stale, range, final);
    for (const [brand, is] of final) kept.set(brand, { over, is });
    const sums = noSums(brands);
    const open = await this.openIn({ head, rows }, brands, range);
    for (const [brand, sum] of sums) {
      addCounters(sum, (kept.get(brand) as Kept<Counters>).is);
      addCounters(sum, open.get(brand) as Counters);
    }
    await sumLate(rows, head, brands, range, sums);
    return sums;
  }

  private openIn({ head, rows }: LiveRows, brands: readonly string[], range: Range): Promise<Sums> {
    const panes = `${brands.length} ${openPanesIn(head.openPanes, range, head).join(' ')}`;
    const known = this.open.get(panes);
    if (known !== undefined) return known;
    const sum = async (): Promise<Sums> => {
      const sums = noSums(brands);
      await sumOpen(rows, head, brands, range, sums);
      return sums;
    };
    const open = sum();
    this.open.set(panes, open);
    return open;
  }
}

/** Who is in a window so far; to be read, not to be changed. */
export interface PeopleOfWindow {
  readonly authors: PeopleSet;
  readonly viewers: PeopleSet;
}

/**
 * Who was there stays there until the range's beginning moves, and with it the end: once a minute, or once an hour where
 * people are kept by hours. Then a set is made anew; until then it takes in who has come since the last refresh.
 */
export class FinalPeople {
  private readonly kept = new KeptByLength<PeopleOfWindow>();

  /** Of these brands at least. `arrived`: all people since the last time, of each brand. */
  async over(
    { head, rows }: LiveRows,
    { brands, arrived }: { readonly brands: readonly string[]; readonly arrived: Arrivals },
    range: Range,
  ): Promise<ReadonlyMap<string, Kept<PeopleOfWindow>>> {
    const over = `${range.fromMs}`;
    const kept = this.kept.of(range);
    const stale: string[] = [];
    for (const brand of brands) {
      const known = kept.get(brand);
      if (known?.over === over) takeIn(known.is, arrived.get(brand) ?? [], range, head);
      else stale.push(brand);
    }
    const people = await unitePeople(rows, head, { brands: stale, kinds: KINDS }, range);
    for (const brand of stale) {
      const of = (kind: PeopleKind) => people.get(peopleName(brand, kind)) as PeopleSet;
      kept.set(brand, { over, is: { authors: of('authors'), viewers: of('viewers') } });
    }
    return kept;
  }
}

function takeIn(people: PeopleOfWindow, slots: readonly PeopleSlot[], range: Range, head: RangeHead): void {
  for (const slot of slots) {
    if ((slot.kind === 'authors' || slot.kind === 'viewers') && isSlotIn(slot, range, head)) {
      people[slot.kind].addAll(slot.members);
    }
  }
}

/**
 * Sums over live windows, again and again: what is final is summed once, until the window or the watermark moves; each
 * time only what can still change is added to it.
 *
 *     from |============ final: kept ============|== open, late: each time ==| to
 */
import { addCounters, type Counters } from '../metrics/counters.ts';
import type { PeopleKind } from '../model/pulse.ts';
import type { PeopleSet } from '../sketches/people-set.ts';
import type { Range } from '../windows/ladder.ts';
import { floorTo, MINUTE_MS } from '../windows/pane.ts';
import type { RangeHead } from './radar-head.ts';
import type { RangeRows } from './range-rows.ts';
import {
  nobodyOf,
  noSums,
  openPanesIn,
  type People,
  peopleName,
  type Sums,
  sumFinal,
  sumLate,
  sumOpen,
  uniteFinal,
  uniteLate,
  uniteOpen,
} from './range-sums.ts';
import { ladderWatermark } from './window-range.ts';

export interface LiveRows {
  readonly head: RangeHead;
  readonly rows: RangeRows;
}

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

/**
 * People need not be added anew: who was there stays there for as long as the range is the same one, so the sets that are kept
 * take in who else has come.
 */
export class FinalPeople {
  private readonly kept = new KeptByLength<PeopleSet>();
  /** Of minutes that are not final, by their beginning: the same for all windows of one refresh. */
  private open = new Map<number, Promise<People>>();

  /** A refresh begins, of the same brands in every window. */
  begin(): void {
    this.open = new Map();
  }

  async over({ head, rows }: LiveRows, brands: readonly string[], range: Range): Promise<People> {
    // People are kept by the minute: of one that has begun, more may come.
    const finalToMs = Math.min(range.toMs, Math.max(range.fromMs, floorTo(ladderWatermark(head), MINUTE_MS)));
    const cutMs = Number.isFinite(finalToMs) ? finalToMs : range.fromMs;
    const over = `${range.fromMs} ${cutMs}`;
    const kept = this.kept.of(range);
    const stale = brands.filter((brand) => KINDS.some((kind) => kept.get(peopleName(brand, kind))?.over !== over));
    const final = nobodyOf({ brands: stale, kinds: KINDS });
    await uniteFinal(rows, head, { brands: stale, kinds: KINDS }, { fromMs: range.fromMs, toMs: cutMs }, final);
    for (const [name, is] of final) kept.set(name, { over, is });
    const people = new Map<string, PeopleSet>();
    for (const [name, more] of await this.openFrom(cutMs, { head, rows }, brands, range.toMs)) {
      const { is } = kept.get(name) as Kept<PeopleSet>;
      is.union(more);
      people.set(name, is);
    }
    await uniteLate(rows, head, { brands, kinds: KINDS }, range, people);
    return people;
  }

  private openFrom(cutMs: number, { head, rows }: LiveRows, brands: readonly string[], toMs: number): Promise<People> {
    const known = this.open.get(cutMs);
    if (known !== undefined) return known;
    const unite = async (): Promise<People> => {
      const wanted = { brands, kinds: KINDS };
      const people = nobodyOf(wanted);
      await uniteFinal(rows, head, wanted, { fromMs: cutMs, toMs }, people);
      await uniteOpen(rows, head, wanted, { fromMs: cutMs, toMs }, people);
      return people;
    };
    const open = unite();
    this.open.set(cutMs, open);
    return open;
  }
}

/** Radar's own rows, as sums over a range need them; what it has let go of is read from the store again. */

import type { Counters } from '../../metrics/counters.ts';
import type { ByBrand, LadderBlock, PeopleSlotKey, RangeRows } from '../../reading/range-rows.ts';
import type { PeopleSet } from '../../sketches/people-set.ts';
import { loadRows } from '../load-rows.ts';
import type { RowAddress, RowReader } from '../state-changes.ts';
import type { LadderRow, LadderRows } from './ladder-rows.ts';
import { ladderFamily, peopleFamily, peopleKey } from './ladder-rows.ts';
import type { LateRow, LateSlots } from './late-slots.ts';
import type { Crowd, OpenPanes } from './open-panes.ts';

export class RangeRowsInMemory implements RangeRows {
  private readonly parts: { readonly ladder: LadderRows; readonly panes: OpenPanes; readonly late: LateSlots };
  private readonly rows: RowReader;

  constructor(parts: RangeRowsInMemory['parts'], rows: RowReader) {
    this.parts = parts;
    this.rows = rows;
  }

  async counters({ level, blockMs }: LadderBlock, brands: readonly string[]): Promise<ByBrand<LadderRow>> {
    const { ladder } = this.parts;
    if (!ladder.hasCounters(level, blockMs)) return [];
    const family = ladderFamily(level, blockMs);
    const addresses = brands.map((key) => ({ family, key }));
    await this.load(ladder, addresses);
    return there(brands, (index) => ladder.countersAt(addresses[index] as RowAddress));
  }

  async people(
    { level, blockMs }: LadderBlock,
    slots: readonly PeopleSlotKey[],
  ): Promise<readonly (PeopleSet | undefined)[]> {
    const { ladder } = this.parts;
    if (!ladder.hasPeople(level, blockMs)) return slots.map(() => undefined);
    const family = peopleFamily(level, blockMs);
    const addresses = slots.map(({ brand, kind, startMs }) => ({ family, key: peopleKey(brand, kind, startMs) }));
    await this.load(ladder, addresses);
    return addresses.map((address) => ladder.peopleAt(address) ?? undefined);
  }

  async pane(paneMs: number, brands: readonly string[]): Promise<ByBrand<Counters>> {
    return there(brands, (index) => this.parts.panes.totalsOf(paneMs, brands[index] as string));
  }

  async crowd(paneMs: number, brands: readonly string[]): Promise<ByBrand<Crowd>> {
    return there(brands, (index) => this.parts.panes.crowdOf(paneMs, brands[index] as string));
  }

  async late(hourMs: number, brands: readonly string[]): Promise<ByBrand<LateRow>> {
    const { late } = this.parts;
    const addresses = brands.map((brand) => late.addressOf(brand, hourMs));
    await this.load(late, addresses);
    return there(brands, (index) => late.rowAt(addresses[index] as RowAddress));
  }

  private load(
    owner: {
      isLoaded(address: RowAddress): boolean;
      provide(address: RowAddress, bytes: Uint8Array | undefined): void;
    },
    addresses: readonly RowAddress[],
  ): Promise<void> {
    return loadRows(
      addresses.filter((address) => !owner.isLoaded(address)),
      this.rows,
      (address, bytes) => owner.provide(address, bytes),
    );
  }
}

function there<T>(brands: readonly string[], at: (index: number) => T | null | undefined): ByBrand<T> {
  return brands.flatMap((brand, index) => {
    const is = at(index);
    return is === null || is === undefined ? [] : [[brand, is] as const];
  });
}

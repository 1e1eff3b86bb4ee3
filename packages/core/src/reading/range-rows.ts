/**
 * Radar's rows as sums over a range need them, decoded: from a store, or from the stage that has them in memory.
 */
import type { Counters } from '../metrics/counters.ts';
import type { PeopleKind } from '../model/pulse.ts';
import { PeopleSet } from '../sketches/people-set.ts';
import {
  LADDER_ROW_CODEC,
  type LadderRow,
  ladderFamily,
  peopleFamily,
  peopleKey,
} from '../stages/radar/ladder-rows.ts';
import { LATE_ROW_CODEC, type LateRow, lateFamily } from '../stages/radar/late-slots.ts';
import {
  type Crowd,
  crowdFamily,
  type PackedCrowd,
  type PackedPartitionSlots,
  paneFamily,
  sumOf,
  unpackCrowd,
  unpackPartitionSlots,
} from '../stages/radar/open-panes.ts';
import { unpackRow } from '../stages/row-codec.ts';
import type { RowReader } from '../stages/state-changes.ts';
import type { LadderLevel } from '../windows/ladder.ts';

/** What there is of each brand that has any. */
export type ByBrand<T> = readonly (readonly [brand: string, is: T])[];

export interface LadderBlock {
  readonly level: LadderLevel;
  readonly blockMs: number;
}

export interface PeopleSlotKey {
  readonly brand: string;
  readonly kind: PeopleKind;
  readonly startMs: number;
}

/** What it gives belongs to it: to be read, not to be changed. */
export interface RangeRows {
  counters(block: LadderBlock, brands: readonly string[]): Promise<ByBrand<LadderRow>>;
  people(block: LadderBlock, slots: readonly PeopleSlotKey[]): Promise<readonly (PeopleSet | undefined)[]>;
  /** Totals over all partitions of a pane that is not final yet. */
  pane(paneMs: number, brands: readonly string[]): Promise<ByBrand<Counters>>;
  crowd(paneMs: number, brands: readonly string[]): Promise<ByBrand<Crowd>>;
  late(hourMs: number, brands: readonly string[]): Promise<ByBrand<LateRow>>;
}

export function storedRangeRows(rows: RowReader): RangeRows {
  const each = async <T>(family: string, brands: readonly string[], decode: (bytes: Uint8Array) => T) =>
    (await readByBrand(rows, family, brands)).map(([brand, bytes]) => [brand, decode(bytes)] as const);
  return {
    counters: ({ level, blockMs }, brands) =>
      each(ladderFamily(level, blockMs), brands, (bytes) => LADDER_ROW_CODEC.decode(bytes)),
    async people({ level, blockMs }, slots) {
      const keys = slots.map(({ brand, kind, startMs }) => peopleKey(brand, kind, startMs));
      const found = await rows.read(peopleFamily(level, blockMs), keys);
      return found.map((bytes) => (bytes === undefined ? undefined : PeopleSet.fromBytes(bytes)));
    },
    pane: (paneMs, brands) =>
      each(paneFamily(paneMs), brands, (bytes) => sumOf(unpackPartitionSlots(unpackRow<PackedPartitionSlots>(bytes)))),
    crowd: (paneMs, brands) => each(crowdFamily(paneMs), brands, (bytes) => unpackCrowd(unpackRow<PackedCrowd>(bytes))),
    late: (hourMs, brands) => each(lateFamily(hourMs), brands, (bytes) => LATE_ROW_CODEC.decode(bytes)),
  };
}

/** The rows of a family that there are, by brand. */
export async function readByBrand(
  rows: RowReader,
  family: string,
  brands: readonly string[],
): Promise<ByBrand<Uint8Array>> {
  const found = await rows.read(family, brands);
  return brands.flatMap((brand, index) => {
    const bytes = found[index];
    return bytes === undefined ? [] : [[brand, bytes] as const];
  });
}

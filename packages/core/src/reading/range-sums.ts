/**
 * What the rows hold of a range: the totals of brands, and their people. Three kinds of rows are added up:
 *
 *     ladder     panes that are final, in the fewest slots that make up the range
 *     open       panes that are not final yet, by source partition
 *     late       slots whose start lies in the range, when it is an hour or longer
 *
 * One read a family for all brands together; families are read side by side.
 */
import { addCounters, type Counters, emptyCounters } from '../metrics/counters.ts';
import type { PeopleKind } from '../model/pulse.ts';
import { PeopleSet } from '../sketches/people-set.ts';
import { LADDER_ROW_CODEC, ladderFamily, peopleFamily, peopleKey } from '../stages/radar/ladder-rows.ts';
import { LATE_ROW_CODEC, type LateRow, lateFamily } from '../stages/radar/late-slots.ts';
import {
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
import { COUNTER_LADDER, PEOPLE_LADDER, type Range, slotsOf } from '../windows/ladder.ts';
import { LATE_MINUTES_KEPT_MS } from '../windows/lateness.ts';
import { floorTo, HOUR_MS, MINUTE_MS, PANE_MS } from '../windows/pane.ts';
import type { Head } from './radar-head.ts';
import { ladderWatermark, takesLate } from './window-range.ts';

/** Totals of each brand over the range; every brand has an entry. */
export async function sumCounters(
  rows: RowReader,
  head: Head,
  brands: readonly string[],
  range: Range,
): Promise<ReadonlyMap<string, Counters>> {
  const sums = new Map(brands.map((brand) => [brand, emptyCounters()]));
  const add = (brand: string, counters: Counters) => addCounters(sums.get(brand) as Counters, counters);
  const slotsByFamily = Map.groupBy(slotsOf(COUNTER_LADDER, range, ladderWatermark(head)), ({ level, blockMs }) =>
    ladderFamily(level, blockMs),
  );
  await Promise.all([
    ...(head.watermarkMs === null ? [] : [...slotsByFamily]).map(async ([family, slots]) => {
      for (const [brand, bytes] of await readByBrand(rows, family, brands)) {
        const row = LADDER_ROW_CODEC.decode(bytes);
        for (const { startMs } of slots) {
          const counters = row.get(startMs);
          if (counters !== undefined) add(brand, counters);
        }
      }
    }),
    ...openPanesIn(head.openPanes, range, head).map(async (paneMs) => {
      for (const [brand, bytes] of await readByBrand(rows, paneFamily(paneMs), brands)) {
        add(brand, sumOf(unpackPartitionSlots(unpackRow<PackedPartitionSlots>(bytes))));
      }
    }),
    eachLateRow(rows, head, brands, range, (brand, row) => {
      for (const [name, slots] of row.counters) {
        if (isLateNameIn(name, range, head)) add(brand, sumOf(slots));
      }
    }),
  ]);
  return sums;
}

/** The people of each brand and kind over a range of the people's ladder, by `peopleName`. */
export async function unitePeople(
  rows: RowReader,
  head: Head,
  wanted: { readonly brands: readonly string[]; readonly kinds: readonly PeopleKind[] },
  range: Range,
): Promise<ReadonlyMap<string, PeopleSet>> {
  const { brands, kinds } = wanted;
  const pairs = brands.flatMap((brand) => kinds.map((kind) => [brand, kind] as const));
  const unions = new Map(pairs.map(([brand, kind]) => [peopleName(brand, kind), new PeopleSet()]));
  const unite = (brand: string, kind: PeopleKind, people: PeopleSet | undefined) => {
    if (people !== undefined) unions.get(peopleName(brand, kind))?.union(people);
  };
  const slotsByFamily = Map.groupBy(slotsOf(PEOPLE_LADDER, range, ladderWatermark(head)), ({ level, blockMs }) =>
    peopleFamily(level, blockMs),
  );
  await Promise.all([
    ...(head.watermarkMs === null ? [] : [...slotsByFamily]).map(async ([family, slots]) => {
      const asked = pairs.flatMap((pair) => slots.map(({ startMs }) => [...pair, startMs] as const));
      const found = await rows.read(
        family,
        asked.map((parts) => peopleKey(...parts)),
      );
      asked.forEach(([brand, kind], index) => {
        const bytes = found[index];
        if (bytes !== undefined) unite(brand, kind, PeopleSet.fromBytes(bytes));
      });
    }),
    ...openPanesIn(head.crowds, range, head).map(async (paneMs) => {
      for (const [brand, bytes] of await readByBrand(rows, crowdFamily(paneMs), brands)) {
        const crowd = unpackCrowd(unpackRow<PackedCrowd>(bytes));
        for (const kind of kinds) unite(brand, kind, crowd.get(kind));
      }
    }),
    eachLateRow(rows, head, brands, range, (brand, row) => {
      for (const [name, people] of row.people) {
        if (isLateNameIn(name, range, head)) unite(brand, name.split(':')[2] as PeopleKind, people);
      }
    }),
  ]);
  return unions;
}

export function peopleName(brand: string, kind: PeopleKind): string {
  return `${brand}\n${kind}`;
}

/** The rows of a family that there are, by brand. */
export async function readByBrand(
  rows: RowReader,
  family: string,
  brands: readonly string[],
): Promise<readonly (readonly [brand: string, bytes: Uint8Array])[]> {
  const found = await rows.read(family, brands);
  return brands.flatMap((brand, index) => {
    const bytes = found[index];
    return bytes === undefined ? [] : [[brand, bytes] as const];
  });
}

/** What is final is in the ladder already. */
function openPanesIn(paneStarts: readonly number[], { fromMs, toMs }: Range, head: Head): readonly number[] {
  const openFromMs = ladderWatermark(head);
  return paneStarts.filter((startMs) => startMs >= fromMs && startMs < toMs && startMs + PANE_MS > openFromMs);
}

async function eachLateRow(
  rows: RowReader,
  head: Head,
  brands: readonly string[],
  range: Range,
  take: (brand: string, row: LateRow) => void,
): Promise<void> {
  if (!takesLate(range)) return;
  const hours = head.lateHours.filter((hourMs) => hourMs + HOUR_MS > range.fromMs && hourMs < range.toMs);
  await Promise.all(
    hours.map(async (hourMs) => {
      for (const [brand, bytes] of await readByBrand(rows, lateFamily(hourMs), brands)) {
        take(brand, LATE_ROW_CODEC.decode(bytes));
      }
    }),
  );
}

/** A minute that every watermark has passed by 25 hours stands at the start of its hour. */
function isLateNameIn(name: string, { fromMs, toMs }: Range, head: Head): boolean {
  const [level, start] = name.split(':');
  const slotMs = Number(start);
  const isRolled = level === 'minute' && slotMs + MINUTE_MS + LATE_MINUTES_KEPT_MS <= ladderWatermark(head);
  const startMs = isRolled ? floorTo(slotMs, HOUR_MS) : slotMs;
  return startMs >= fromMs && startMs < toMs;
}

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
import type { PeopleKind, PeopleSlot } from '../model/pulse.ts';
import { PeopleSet } from '../sketches/people-set.ts';
import { sumOf } from '../stages/radar/open-panes.ts';
import { COUNTER_LADDER, type Ladder, PEOPLE_LADDER, type Range, type Slot, slotsOf } from '../windows/ladder.ts';
import { LATE_MINUTES_KEPT_MS } from '../windows/lateness.ts';
import { floorTo, HOUR_MS, MINUTE_MS, PANE_MS } from '../windows/pane.ts';
import type { RangeHead } from './radar-head.ts';
import type { LadderBlock, RangeRows } from './range-rows.ts';
import { ladderWatermark, takesLate } from './window-range.ts';

/** Totals of each brand; mutable, owned by who asked for them. */
export type Sums = ReadonlyMap<string, Counters>;

/** Totals of each brand over the range; every brand has an entry. */
export async function sumCounters(
  rows: RangeRows,
  head: RangeHead,
  brands: readonly string[],
  range: Range,
): Promise<Sums> {
  const sums = noSums(brands);
  await Promise.all([
    sumFinal(rows, head, brands, range, sums),
    sumOpen(rows, head, brands, range, sums),
    sumLate(rows, head, brands, range, sums),
  ]);
  return sums;
}

export function noSums(brands: readonly string[]): Sums {
  return new Map(brands.map((brand) => [brand, emptyCounters()]));
}

/** Adds panes that are final. */
export async function sumFinal(
  rows: RangeRows,
  head: RangeHead,
  brands: readonly string[],
  range: Range,
  sums: Sums,
): Promise<void> {
  await Promise.all(
    blocksOf(COUNTER_LADDER, head, range).map(async ({ block, slots }) => {
      for (const [brand, row] of await rows.counters(block, brands)) {
        for (const { startMs } of slots) {
          const counters = row.get(startMs);
          if (counters !== undefined) addCounters(sums.get(brand) as Counters, counters);
        }
      }
    }),
  );
}

/** Adds panes that are not final yet. */
export async function sumOpen(
  rows: RangeRows,
  head: RangeHead,
  brands: readonly string[],
  range: Range,
  sums: Sums,
): Promise<void> {
  await Promise.all(
    openPanesIn(head.openPanes, range, head).map(async (paneMs) => {
      for (const [brand, counters] of await rows.pane(paneMs, brands))
        addCounters(sums.get(brand) as Counters, counters);
    }),
  );
}

/** Adds what came late, where the range takes that. */
export async function sumLate(
  rows: RangeRows,
  head: RangeHead,
  brands: readonly string[],
  range: Range,
  sums: Sums,
): Promise<void> {
  await Promise.all(
    lateHoursIn(range, head).map(async (hourMs) => {
      for (const [brand, row] of await rows.late(hourMs, brands)) {
        for (const [name, slots] of row.counters) {
          if (isLateNameIn(name, range, head)) addCounters(sums.get(brand) as Counters, sumOf(slots));
        }
      }
    }),
  );
}

export interface PeopleWanted {
  readonly brands: readonly string[];
  readonly kinds: readonly PeopleKind[];
}

/** The people of each brand and kind, by `peopleName`. */
export type People = ReadonlyMap<string, PeopleSet>;

/** The people of each brand and kind over a range of the people's ladder; every one has an entry. */
export async function unitePeople(
  rows: RangeRows,
  head: RangeHead,
  wanted: PeopleWanted,
  range: Range,
): Promise<People> {
  const people = nobodyOf(wanted);
  await Promise.all([
    uniteFinal(rows, head, wanted, range, people),
    uniteOpen(rows, head, wanted, range, people),
    uniteLate(rows, head, wanted, range, people),
  ]);
  return people;
}

function nobodyOf({ brands, kinds }: PeopleWanted): People {
  return new Map(brands.flatMap((brand) => kinds.map((kind) => [peopleName(brand, kind), new PeopleSet()])));
}

/** Adds the people of panes that are final. */
async function uniteFinal(
  rows: RangeRows,
  head: RangeHead,
  { brands, kinds }: PeopleWanted,
  range: Pick<Range, 'fromMs' | 'toMs'>,
  people: People,
): Promise<void> {
  const pairs = brands.flatMap((brand) => kinds.map((kind) => ({ brand, kind })));
  await Promise.all(
    blocksOf(PEOPLE_LADDER, head, range).map(async ({ block, slots }) => {
      const asked = pairs.flatMap((pair) => slots.map(({ startMs }) => ({ ...pair, startMs })));
      const found = await rows.people(block, asked);
      asked.forEach(({ brand, kind }, index) => {
        const set = found[index];
        if (set !== undefined) people.get(peopleName(brand, kind))?.union(set);
      });
    }),
  );
}

/** Adds the people of panes that are not final yet. */
async function uniteOpen(
  rows: RangeRows,
  head: RangeHead,
  { brands, kinds }: PeopleWanted,
  range: Pick<Range, 'fromMs' | 'toMs'>,
  people: People,
): Promise<void> {
  await Promise.all(
    openPanesIn(head.crowds, range, head).map(async (paneMs) => {
      for (const [brand, crowd] of await rows.crowd(paneMs, brands)) {
        for (const kind of kinds) {
          const set = crowd.get(kind);
          if (set !== undefined) people.get(peopleName(brand, kind))?.union(set);
        }
      }
    }),
  );
}

/** Adds who came late, where the range takes that. */
async function uniteLate(
  rows: RangeRows,
  head: RangeHead,
  { brands }: PeopleWanted,
  range: Range,
  people: People,
): Promise<void> {
  await Promise.all(
    lateHoursIn(range, head).map(async (hourMs) => {
      for (const [brand, row] of await rows.late(hourMs, brands)) {
        for (const [name, set] of row.people) {
          if (!isLateNameIn(name, range, head)) continue;
          people.get(peopleName(brand, name.split(':')[2] as PeopleKind))?.union(set);
        }
      }
    }),
  );
}

export function peopleName(brand: string, kind: PeopleKind): string {
  return `${brand}\n${kind}`;
}

interface BlockOfRange {
  readonly block: LadderBlock;
  readonly slots: readonly Slot[];
}

function blocksOf(ladder: Ladder, head: RangeHead, range: Pick<Range, 'fromMs' | 'toMs'>): readonly BlockOfRange[] {
  if (head.watermarkMs === null) return [];
  const blocks = new Map<string, { readonly block: LadderBlock; readonly slots: Slot[] }>();
  for (const slot of slotsOf(ladder, range, head.watermarkMs)) {
    const { level, blockMs } = slot;
    const name = `${level}:${blockMs}`;
    const known = blocks.get(name);
    if (known === undefined) blocks.set(name, { block: { level, blockMs }, slots: [slot] });
    else known.slots.push(slot);
  }
  return [...blocks.values()];
}

/** Those of a range that are not final; what is final is in the ladder already. */
export function openPanesIn(
  paneStarts: readonly number[],
  { fromMs, toMs }: Pick<Range, 'fromMs' | 'toMs'>,
  head: RangeHead,
): readonly number[] {
  const openFromMs = ladderWatermark(head);
  return paneStarts.filter((startMs) => startMs >= fromMs && startMs < toMs && startMs + PANE_MS > openFromMs);
}

function lateHoursIn(range: Range, head: RangeHead): readonly number[] {
  if (!takesLate(range)) return [];
  return head.lateHours.filter((hourMs) => hourMs + HOUR_MS > range.fromMs && hourMs < range.toMs);
}

/** Whether the people of a slot that came in now are of the range. */
export function isSlotIn({ level, startMs }: PeopleSlot, range: Range, head: RangeHead): boolean {
  if (level === 'pane') return startMs >= range.fromMs && startMs < range.toMs;
  return takesLate(range) && isLateNameIn(`${level}:${startMs}`, range, head);
}

/** A minute that every watermark has passed by 25 hours stands at the start of its hour. */
function isLateNameIn(name: string, { fromMs, toMs }: Range, head: RangeHead): boolean {
  const [level, start] = name.split(':');
  const slotMs = Number(start);
  const isRolled = level === 'minute' && slotMs + MINUTE_MS + LATE_MINUTES_KEPT_MS <= ladderWatermark(head);
  const startMs = isRolled ? floorTo(slotMs, HOUR_MS) : slotMs;
  return startMs >= fromMs && startMs < toMs;
}

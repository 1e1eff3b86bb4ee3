/**
 * The totals that a partition keeps for its brands: open panes, late slots and cuts; and what of them has been
 * touched since the last publication.
 *
 *     open panes    in memory, a family of rows for each pane; forgotten for good when the watermark reaches the end
 *     late          a row for each hour and brand (its minutes and the hour itself), kept 7 days
 *     cuts          a row for each hour and brand, kept while the hour is at most 25 h behind the watermark
 *
 * Every total is published as it stands, with the version of the publication (law 3).
 */
import { type Counters, emptyCounters } from '../../metrics/counters.ts';
import type { AuthorHash } from '../../model/interaction.ts';
import type { CutDimension, CutSlot, LateSlot, OnTimeSlot, PeopleKind, PeopleSlot } from '../../model/pulse.ts';
import { LATE_HOURS_KEPT_MS, LATE_MINUTES_KEPT_MS, type Placement } from '../../windows/lateness.ts';
import { floorTo, HOUR_MS, PANE_MS } from '../../windows/pane.ts';
import { type PackedCounters, packCounters, packRow, unpackCounters, unpackRow } from '../row-codec.ts';
import { type CollectedChanges, type RowCodec, RowTable } from '../row-table.ts';
import type { RowAddress, RowReader } from '../state-changes.ts';

/** Values of a dimension that are counted apart, in an hour of a brand in this partition; the rest are `other`. */
export const MAX_CUT_VALUES = 16;
export const OTHER_VALUE = 'other';
/** People remembered of an open pane, so as not to publish them again; beyond it they are, harmlessly. */
const MAX_REMEMBERED = 4096;
const MAX_ROWS = 8192;

interface PaneSlot {
  readonly counters: Counters;
  readonly people: Map<PeopleKind, Set<AuthorHash>>;
  published: boolean;
}

type LateRow = Map<string, Counters>; // `minute:<start>` or `hour:<start>`
type CutRow = Map<string, Counters>; // `<dimension>:<value>`

const SLOT_MAP_CODEC: RowCodec<Map<string, Counters>> = {
  encode: (slots) => packRow([...slots].flatMap(([name, counters]) => [name, packCounters(counters)])),
  decode: (bytes) => {
    const row = unpackRow<readonly (string | PackedCounters)[]>(bytes);
    const slots = new Map<string, Counters>();
    for (let at = 0; at < row.length; at += 2) {
      slots.set(row[at] as string, unpackCounters(row[at + 1] as PackedCounters));
    }
    return slots;
  },
};

/** What was touched since the last publication, brand by brand. */
export interface TouchedSlots {
  readonly onTime: OnTimeSlot[];
  readonly late: LateSlot[];
  readonly people: PeopleSlot[];
  readonly cuts: CutSlot[];
}

export class Slots {
  private readonly panes = new Map<number, Map<string, PaneSlot>>();
  private readonly late = new RowTable<LateRow>(SLOT_MAP_CODEC, MAX_ROWS);
  private readonly cuts = new RowTable<CutRow>(SLOT_MAP_CODEC, MAX_ROWS);
  private readonly lateHours: Set<number>;
  private readonly cutHours: Set<number>;
  private readonly dirtyPanes = new Map<number, Map<string, PaneSlot>>();
  private readonly storedPanes: Set<number>;
  private readonly droppedFamilies: string[] = [];
  private touchedPanes: { brand: string; startMs: number; slot: PaneSlot }[] = [];
  private touchedLate = new Map<string, LateSlot>();
  private touchedCuts = new Map<string, CutSlot>();
  private newPeople = new Map<string, { slot: Omit<PeopleSlot, 'members'>; members: AuthorHash[] }>();

  private constructor(lateHours: Iterable<number>, cutHours: Iterable<number>, storedPanes: Iterable<number>) {
    this.lateHours = new Set(lateHours);
    this.cutHours = new Set(cutHours);
    this.storedPanes = new Set(storedPanes);
  }

  static empty(): Slots {
    return new Slots([], [], []);
  }

  static async load(rows: RowReader, head: PackedSlots): Promise<Slots> {
    const slots = new Slots(head[0], head[1], head[2]);
    for (const startMs of head[2]) {
      const brands = new Map<string, PaneSlot>();
      for (const row of await rows.scan(paneFamily(startMs))) {
        const counters = unpackCounters(unpackRow<PackedCounters>(row.bytes));
        brands.set(row.key, { counters, people: new Map(), published: true });
      }
      slots.panes.set(startMs, brands);
    }
    return slots;
  }

  /** Which hours and panes the store has rows of, for the stage's head row. */
  pack(): PackedSlots {
    return [[...this.lateHours], [...this.cutHours], [...this.storedPanes]];
  }

  /** The rows that counting at this place for this brand needs and that are not loaded. */
  missing(brand: string, placement: Placement, cutHourMs: number | null, missing: RowAddress[]): void {
    if (placement.level !== 'pane') {
      const family = lateFamily(floorTo(placement.startMs, HOUR_MS));
      if (this.late.get(family, brand) === undefined) missing.push({ family, key: brand });
    }
    if (cutHourMs !== null) {
      const family = cutFamily(cutHourMs);
      if (this.cuts.get(family, brand) === undefined) missing.push({ family, key: brand });
    }
  }

  provide(address: RowAddress, bytes: Uint8Array | undefined): void {
    if (address.family.startsWith('late:')) this.late.provide(address, bytes);
    else this.cuts.provide(address, bytes);
  }

  /** The counters of a brand's pane or late slot, to be added to. Its rows must be loaded. */
  counters(brand: string, placement: Placement): Counters {
    if (placement.level === 'pane') return this.pane(brand, placement.startMs).counters;
    const hourMs = floorTo(placement.startMs, HOUR_MS);
    const family = lateFamily(hourMs);
    const name = `${placement.level}:${placement.startMs}`;
    const row = this.late.get(family, brand) ?? new Map<string, Counters>();
    const counters = entryOf(row, name);
    this.late.put(family, brand, row);
    this.lateHours.add(hourMs);
    const { level, startMs } = placement;
    this.touchedLate.set(`${brand}\n${name}`, { brand, level, startMs, counters });
    return counters;
  }

  /** The counters of a brand's hour for one value of a dimension. Its row must be loaded. */
  cut(brand: string, hourMs: number, dimension: CutDimension, value: string): Counters {
    const family = cutFamily(hourMs);
    const row = this.cuts.get(family, brand) ?? new Map<string, Counters>();
    let name = `${dimension}:${value}`;
    if (!row.has(name) && valuesOf(row, dimension) >= MAX_CUT_VALUES) name = `${dimension}:${OTHER_VALUE}`;
    const counters = entryOf(row, name);
    this.cuts.put(family, brand, row);
    this.cutHours.add(hourMs);
    const touched = `${brand}\n${hourMs}\n${name}`;
    if (!this.touchedCuts.has(touched)) {
      const counted = name.slice(dimension.length + 1);
      this.touchedCuts.set(touched, { brand, hourMs, dimension, value: counted, counters });
    }
    return counters;
  }

  person(brand: string, placement: Placement, kind: PeopleKind, author: AuthorHash): void {
    if (placement.level === 'pane') {
      const { people } = this.pane(brand, placement.startMs);
      let known = people.get(kind);
      if (known === undefined) {
        known = new Set();
        people.set(kind, known);
      }
      if (known.has(author)) return;
      if (known.size < MAX_REMEMBERED) known.add(author);
    }
    const { level, startMs } = placement;
    const key = `${brand}\n${level}\n${startMs}\n${kind}`;
    const fresh = this.newPeople.get(key);
    if (fresh === undefined) this.newPeople.set(key, { slot: { brand, level, startMs, kind }, members: [author] });
    else fresh.members.push(author);
  }

  /** Takes what was touched since the last call. */
  touched(): TouchedSlots {
    const touched: TouchedSlots = {
      onTime: this.touchedPanes.map(({ brand, startMs, slot }) => ({ brand, startMs, counters: slot.counters })),
      late: [...this.touchedLate.values()],
      people: [...this.newPeople.values()].map(({ slot, members }) => ({ ...slot, members })),
      cuts: [...this.touchedCuts.values()],
    };
    for (const { slot } of this.touchedPanes) slot.published = true;
    this.touchedPanes = [];
    this.touchedLate = new Map();
    this.newPeople = new Map();
    this.touchedCuts = new Map();
    return touched;
  }

  /** Forgets the panes that the watermark has reached the end of, and what is too old to be corrected. */
  expire(watermarkMs: number): void {
    for (const startMs of this.panes.keys()) {
      if (startMs + PANE_MS > watermarkMs) continue;
      this.panes.delete(startMs);
      this.dirtyPanes.delete(startMs);
      if (this.storedPanes.delete(startMs)) this.droppedFamilies.push(paneFamily(startMs));
    }
    for (const hourMs of this.lateHours) {
      if (hourMs + HOUR_MS + LATE_HOURS_KEPT_MS > watermarkMs) continue;
      this.lateHours.delete(hourMs);
      this.late.drop(lateFamily(hourMs));
    }
    for (const hourMs of this.cutHours) {
      if (isCut(hourMs, watermarkMs)) continue;
      this.cutHours.delete(hourMs);
      this.cuts.drop(cutFamily(hourMs));
    }
  }

  collect(changes: CollectedChanges): void {
    changes.drops.push(...this.droppedFamilies.splice(0));
    for (const [startMs, brands] of this.dirtyPanes) {
      this.storedPanes.add(startMs);
      for (const [brand, slot] of brands) {
        changes.puts.push({ family: paneFamily(startMs), key: brand, bytes: packRow(packCounters(slot.counters)) });
      }
    }
    this.dirtyPanes.clear();
    this.late.collect(changes);
    this.cuts.collect(changes);
  }

  private pane(brand: string, startMs: number): PaneSlot {
    let brands = this.panes.get(startMs);
    if (brands === undefined) {
      brands = new Map();
      this.panes.set(startMs, brands);
    }
    let slot = brands.get(brand);
    if (slot === undefined) {
      slot = { counters: emptyCounters(), people: new Map(), published: true };
      brands.set(brand, slot);
    }
    if (slot.published) {
      slot.published = false;
      this.touchedPanes.push({ brand, startMs, slot });
      const dirty = this.dirtyPanes.get(startMs);
      if (dirty === undefined) this.dirtyPanes.set(startMs, new Map([[brand, slot]]));
      else dirty.set(brand, slot);
    }
    return slot;
  }
}

/** Late hours, hours of cuts, and panes that have rows in the store. */
export type PackedSlots = readonly [readonly number[], readonly number[], readonly number[]];

/** Whether an hour is still counted by platform and country. */
export function isCut(hourMs: number, watermarkMs: number | null): boolean {
  return watermarkMs === null || hourMs + HOUR_MS + LATE_MINUTES_KEPT_MS > watermarkMs;
}

function entryOf(row: Map<string, Counters>, name: string): Counters {
  const known = row.get(name);
  if (known !== undefined) return known;
  const counters = emptyCounters();
  row.set(name, counters);
  return counters;
}

function valuesOf(row: CutRow, dimension: CutDimension): number {
  let values = 0;
  for (const name of row.keys()) {
    if (name.startsWith(dimension) && name !== `${dimension}:${OTHER_VALUE}`) values += 1;
  }
  return values;
}

function paneFamily(startMs: number): string {
  return `pane:${startMs}`;
}

function lateFamily(hourMs: number): string {
  return `late:${hourMs}`;
}

function cutFamily(hourMs: number): string {
  return `cuts:${hourMs}`;
}

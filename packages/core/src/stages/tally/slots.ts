/**
 * The totals that a partition keeps for its brands: open panes, late slots and cuts; and what of them has been
 * touched since the last publication.
 *
 *     open panes    in memory, a family of rows for each pane; forgotten for good when the watermark reaches the end
 *     late          a row for each hour and brand (its minutes and the hour itself), kept 7 days
 *     cuts          see cuts.ts
 *
 * Every total is published as it stands, with the version of the publication (law 3).
 */
import { type Counters, emptyCounters } from '../../metrics/counters.ts';
import type { AuthorHash } from '../../model/interaction.ts';
import type { CutDimension, CutSlot, LateSlot, OnTimeSlot, PeopleKind, PeopleSlot } from '../../model/pulse.ts';
import { SortedHashes } from '../../sketches/sorted-hashes.ts';
import { LATE_HOURS_KEPT_MS, LATE_MINUTES_KEPT_MS, type Placement } from '../../windows/lateness.ts';
import { floorTo, HOUR_MS, PANE_MS } from '../../windows/pane.ts';
import { type PackedCounters, packCounters, packRow, unpackCounters, unpackRow } from '../row-codec.ts';
import { type CollectedChanges, type RowCodec, RowTable } from '../row-table.ts';
import type { RowAddress, RowReader } from '../state-changes.ts';
import { Cuts } from './cuts.ts';

/** People remembered of an open pane, so as not to publish them again; beyond it they are, harmlessly. */
const MAX_REMEMBERED = 1024;
const MAX_ROWS = 8192;

/** People of an open pane: those that have been published or soon will be, and those that are new. */
interface Crowd {
  readonly known: SortedHashes;
  fresh: AuthorHash[];
}

interface PaneSlot {
  readonly counters: Counters;
  /** Of the kinds that anybody has come in: of most brands and panes it is one or none. */
  readonly crowds: Map<PeopleKind, Crowd>;
  /** Since the last publication. */
  isTouched: boolean;
  /** Since the last commit. */
  isDirty: boolean;
}

type LateRow = Map<string, Counters>; // `minute:<start>` or `hour:<start>`

const PEOPLE_KINDS: readonly PeopleKind[] = ['authors', 'negative', 'viewers', 'harm'];

const LATE_ROW_CODEC: RowCodec<LateRow> = {
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
  readonly cuts: readonly CutSlot[];
}

export class Slots {
  private readonly panes = new Map<number, Map<string, PaneSlot>>();
  /** The pane that was asked for last: most of what comes lies in the same one. */
  private latest: { readonly startMs: number; readonly brands: Map<string, PaneSlot> } | null = null;
  private readonly late = new RowTable<LateRow>(LATE_ROW_CODEC, MAX_ROWS);
  private readonly cuts: Cuts;
  private readonly lateHours: Set<number>;
  private readonly dirtyPanes = new Map<number, Map<string, PaneSlot>>();
  private readonly storedPanes: Set<number>;
  private readonly droppedFamilies: string[] = [];
  private touchedPanes: { brand: string; startMs: number; slot: PaneSlot }[] = [];
  private touchedLate = new Map<string, LateSlot>();
  private latePeople = new Map<string, { slot: Omit<PeopleSlot, 'members'>; members: AuthorHash[] }>();

  private constructor(lateHours: Iterable<number>, cuts: Cuts, storedPanes: Iterable<number>) {
    this.lateHours = new Set(lateHours);
    this.cuts = cuts;
    this.storedPanes = new Set(storedPanes);
  }

  static empty(): Slots {
    return new Slots([], Cuts.empty(), []);
  }

  static async load(rows: RowReader, head: PackedSlots): Promise<Slots> {
    const slots = new Slots(head[0], await Cuts.load(rows, head[1]), head[2]);
    for (const startMs of head[2]) {
      const brands = new Map<string, PaneSlot>();
      for (const row of await rows.scan(paneFamily(startMs))) {
        const counters = unpackCounters(unpackRow<PackedCounters>(row.bytes));
        brands.set(row.key, paneSlotOf(counters));
      }
      slots.panes.set(startMs, brands);
    }
    return slots;
  }

  /** Which hours and panes the store has rows of, for the stage's head row. */
  pack(): PackedSlots {
    return [[...this.lateHours], this.cuts.pack(), [...this.storedPanes]];
  }

  /** The rows that counting at this place for this brand needs and that are not loaded. */
  missing(brand: string, placement: Placement, cutHourMs: number | null, missing: RowAddress[]): void {
    if (placement.level !== 'pane') {
      const family = lateFamily(floorTo(placement.startMs, HOUR_MS));
      if (this.late.get(family, brand) === undefined) missing.push({ family, key: brand });
    }
    const cut = cutHourMs === null ? null : this.cuts.missing(brand, cutHourMs);
    if (cut !== null) missing.push(cut);
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
    return this.cuts.counters(brand, hourMs, dimension, value);
  }

  /** Cuts are due, and those that the watermark has left behind are told for the last time. */
  beatCuts(watermarkMs: number | null): void {
    this.cuts.expire((hourMs) => isCut(hourMs, watermarkMs));
    this.cuts.beat();
  }

  person(brand: string, placement: Placement, kind: PeopleKind, author: AuthorHash): void {
    if (placement.level === 'pane') {
      const { known, fresh } = crowdOf(this.pane(brand, placement.startMs), kind);
      if (known.size < MAX_REMEMBERED ? known.add(author) : !known.has(author)) fresh.push(author);
      return;
    }
    const { level, startMs } = placement;
    const key = `${brand}\n${level}\n${startMs}\n${kind}`;
    const late = this.latePeople.get(key);
    if (late === undefined) this.latePeople.set(key, { slot: { brand, level, startMs, kind }, members: [author] });
    else late.members.push(author);
  }

  /** Takes what was touched since the last call. */
  touched(): TouchedSlots {
    const people: PeopleSlot[] = [...this.latePeople.values()].map(({ slot, members }) => ({ ...slot, members }));
    for (const { brand, startMs, slot } of this.touchedPanes) {
      slot.isTouched = false;
      for (const kind of PEOPLE_KINDS) {
        const crowd = slot.crowds.get(kind);
        if (crowd === undefined || crowd.fresh.length === 0) continue;
        people.push({ brand, level: 'pane', startMs, kind, members: crowd.fresh });
        crowd.fresh = [];
      }
    }
    const touched: TouchedSlots = {
      onTime: this.touchedPanes.map(({ brand, startMs, slot }) => ({ brand, startMs, counters: slot.counters })),
      late: [...this.touchedLate.values()],
      people,
      cuts: this.cuts.takeTouched(),
    };
    this.touchedPanes = [];
    this.touchedLate = new Map();
    this.latePeople = new Map();
    return touched;
  }

  /** Forgets the panes that the watermark has reached the end of, and what is too old to be corrected. */
  expire(watermarkMs: number): void {
    for (const startMs of this.panes.keys()) {
      if (startMs + PANE_MS > watermarkMs) continue;
      this.panes.delete(startMs);
      this.latest = null;
      this.dirtyPanes.delete(startMs);
      if (this.storedPanes.delete(startMs)) this.droppedFamilies.push(paneFamily(startMs));
    }
    for (const hourMs of this.lateHours) {
      if (hourMs + HOUR_MS + LATE_HOURS_KEPT_MS > watermarkMs) continue;
      this.lateHours.delete(hourMs);
      this.late.drop(lateFamily(hourMs));
    }
  }

  collect(changes: CollectedChanges, order: string): void {
    changes.drops.push(...this.droppedFamilies.splice(0));
    for (const [startMs, brands] of this.dirtyPanes) {
      this.storedPanes.add(startMs);
      for (const [brand, slot] of brands) {
        slot.isDirty = false;
        changes.puts.push({ family: paneFamily(startMs), key: brand, bytes: packRow(packCounters(slot.counters)) });
      }
    }
    this.dirtyPanes.clear();
    this.late.collect(changes);
    this.cuts.collect(changes, order);
  }

  /** To be called when all that was collected is committed. */
  forget(): void {
    this.late.forget();
    this.cuts.forget();
  }

  private pane(brand: string, startMs: number): PaneSlot {
    const brands = this.brandsOf(startMs);
    let slot = brands.get(brand);
    if (slot === undefined) {
      slot = paneSlotOf(emptyCounters());
      brands.set(brand, slot);
    }
    if (!slot.isTouched) {
      slot.isTouched = true;
      this.touchedPanes.push({ brand, startMs, slot });
    }
    if (!slot.isDirty) {
      slot.isDirty = true;
      const dirty = this.dirtyPanes.get(startMs);
      if (dirty === undefined) this.dirtyPanes.set(startMs, new Map([[brand, slot]]));
      else dirty.set(brand, slot);
    }
    return slot;
  }

  private brandsOf(startMs: number): Map<string, PaneSlot> {
    if (this.latest?.startMs === startMs) return this.latest.brands;
    let brands = this.panes.get(startMs);
    if (brands === undefined) {
      brands = new Map();
      this.panes.set(startMs, brands);
    }
    this.latest = { startMs, brands };
    return brands;
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

function paneSlotOf(counters: Counters): PaneSlot {
  return { counters, crowds: new Map(), isTouched: false, isDirty: false };
}

function crowdOf({ crowds }: PaneSlot, kind: PeopleKind): Crowd {
  const known = crowds.get(kind);
  if (known !== undefined) return known;
  const nobody: Crowd = { known: new SortedHashes(), fresh: [] };
  crowds.set(kind, nobody);
  return nobody;
}

function paneFamily(startMs: number): string {
  return `pane:${startMs}`;
}

function lateFamily(hourMs: number): string {
  return `late:${hourMs}`;
}

/**
 * The totals of a brand's hour in this partition, cut by platform and by country; kept while the hour is at most 25 h
 * behind the watermark.
 *
 * A brand's hour is a row of some kilobytes of which each batch touches a few numbers. So what a commit writes is only
 * what it touched, in a journal; the rows themselves are written, and published, once in a minute of the watermark:
 *
 *     commit   commit   commit   beat: commit                      restart: rows, and over them the journal
 *     journal  journal  journal  rows of all that was touched      (what it holds was not published yet)
 *                                totals published; of the journal stays what was touched since
 *
 * Each partition at a beat of its own, halfway between two steps: no decision reads cuts, and those of all partitions
 * at the end of each step, when everybody has most to do, were more than all the rest of it (docs/decisions/0046).
 */
import { type Counters, emptyCounters } from '../../metrics/counters.ts';
import type { CutDimension, CutSlot } from '../../model/pulse.ts';
import { floorTo, MINUTE_MS, PANE_MS } from '../../windows/pane.ts';
import { type PackedCounters, packCounters, packRow, unpackCounters, unpackRow } from '../row-codec.ts';
import { type CollectedChanges, type RowCodec, type RowFamily, RowTable } from '../row-table.ts';
import type { RowAddress, RowReader } from '../state-changes.ts';

/** Values of a dimension that are counted apart, in an hour of a brand in this partition; the rest are `other`. */
export const MAX_CUT_VALUES = 16;
export const OTHER_VALUE = 'other';
const MAX_ROWS = 8192;
/** Commits without a beat after which the rows are written and published all the same: the watermark stands still. */
const MAX_JOURNAL_ROWS = 512;
const JOURNAL = 'cut-journal';
/** How often a partition's cuts are told, by its watermark; neighbours take turns, a step apart. */
export const CUTS_TOLD_EVERY_MS: number = MINUTE_MS;
const TURNS = CUTS_TOLD_EVERY_MS / PANE_MS;
const DIMENSIONS: readonly CutDimension[] = ['platform', 'country'];

interface CutTotals {
  readonly slot: CutSlot;
  /** Since the last commit. */
  isDirty: boolean;
  /** Since the last publication. */
  isTouched: boolean;
}

/** Value -> totals, for each dimension; `other` among them. */
interface CutRow {
  readonly brand: string;
  readonly hourMs: number;
  readonly values: Readonly<Record<CutDimension, Map<string, CutTotals>>>;
}

type PackedJournal = readonly (readonly [
  brand: string,
  hourMs: number,
  dimension: number,
  value: string,
  counters: PackedCounters,
])[];

const CODEC: RowCodec<CutRow> = {
  encode: ({ brand, hourMs, values }) =>
    packRow([
      brand,
      hourMs,
      DIMENSIONS.map((dimension) =>
        [...values[dimension]].flatMap(([value, { slot }]) => [value, packCounters(slot.counters)]),
      ),
    ]),
  decode: (bytes) => {
    const [brand, hourMs, packed] =
      unpackRow<readonly [string, number, readonly (readonly (string | PackedCounters)[])[]]>(bytes);
    const row = emptyRow(brand, hourMs);
    DIMENSIONS.forEach((dimension, index) => {
      const values = packed[index] ?? [];
      for (let at = 0; at < values.length; at += 2) {
        addTotals(row, dimension, values[at] as string, unpackCounters(values[at + 1] as PackedCounters));
      }
    });
    return row;
  },
};

export class Cuts {
  private readonly table = new RowTable<CutRow>(CODEC, MAX_ROWS);
  private readonly families = new Map<number, RowFamily<CutRow>>();
  private readonly hours: Set<number>;
  /** Hour -> brand -> rows that are newer here than in the store, whatever the table lets go of. */
  private readonly unwritten = new Map<number, Map<string, CutRow>>();
  /** Rows of the newest hour that was asked for, by brand: of those each record asks three times. */
  private newest: { readonly hourMs: number; readonly rows: Map<string, CutRow> } | null = null;
  private dirty: CutTotals[] = [];
  private touched: CutTotals[] = [];
  private journalKeys: string[] = [];
  private areRowsDue = false;
  private isPublicationDue = false;

  private constructor(hours: Iterable<number>) {
    this.hours = new Set(hours);
  }

  static empty(): Cuts {
    return new Cuts([]);
  }

  /** `hours`: those that the store has rows of. */
  static async load(rows: RowReader, hours: readonly number[]): Promise<Cuts> {
    const cuts = new Cuts(hours);
    for (const { key, bytes } of await rows.scan(JOURNAL)) {
      cuts.journalKeys.push(key);
      for (const [brand, hourMs, dimension, value, packed] of unpackRow<PackedJournal>(bytes)) {
        if (!cuts.hours.has(hourMs)) continue;
        const row = await cuts.loadRow(brand, hourMs, rows);
        const counters = unpackCounters(packed);
        const totals = addTotals(row, DIMENSIONS[dimension] as CutDimension, value, counters);
        totals.isTouched = true;
        cuts.keep(row);
      }
    }
    for (const { values } of cuts.unwrittenRows()) {
      for (const dimension of DIMENSIONS) {
        for (const totals of values[dimension].values()) if (totals.isTouched) cuts.touched.push(totals);
      }
    }
    return cuts;
  }

  /** Hours that have rows, for the stage's head row. */
  pack(): readonly number[] {
    return [...this.hours];
  }

  /** The address of the brand's hour, if its row must be loaded; else `null`. */
  missing(brand: string, hourMs: number): RowAddress | null {
    return this.rowOf(brand, hourMs) === undefined ? { family: cutFamily(hourMs), key: brand } : null;
  }

  provide(address: RowAddress, bytes: Uint8Array | undefined): void {
    const { family, key } = address;
    const row = bytes === undefined ? emptyRow(key, hourOf(family)) : CODEC.decode(bytes);
    this.table.provideValue(address, row);
  }

  /** The counters of a brand's hour for one value of a dimension, to be added to. Its row must be loaded. */
  counters(brand: string, hourMs: number, dimension: CutDimension, value: string): Counters {
    const row = this.rowOf(brand, hourMs) ?? this.made(brand, hourMs);
    const totals = row.values[dimension].get(value) ?? newcomer(row, dimension, value);
    if (!totals.isDirty) {
      totals.isDirty = true;
      this.dirty.push(totals);
      this.hours.add(hourMs);
      this.keep(row);
    }
    if (!totals.isTouched) {
      totals.isTouched = true;
      this.touched.push(totals);
    }
    return totals.slot.counters;
  }

  /** What was touched is to be published, and its rows written. */
  beat(): void {
    this.areRowsDue = true;
    this.isPublicationDue = true;
  }

  /** Takes the totals that are to be published now; none between two beats. */
  takeTouched(): readonly CutSlot[] {
    if (!this.isPublicationDue) return [];
    this.isPublicationDue = false;
    const slots = this.touched.map(({ slot }) => slot);
    for (const totals of this.touched) totals.isTouched = false;
    this.touched = [];
    return slots;
  }

  /** Gives up the hours that are too old to be cut. */
  expire(isCut: (hourMs: number) => boolean): void {
    for (const hourMs of this.hours) {
      if (isCut(hourMs)) continue;
      this.hours.delete(hourMs);
      this.families.delete(hourMs);
      this.table.drop(cutFamily(hourMs));
      this.unwritten.delete(hourMs);
      this.newest = null;
    }
  }

  collect(changes: CollectedChanges, order: string): void {
    if (this.journalKeys.length >= MAX_JOURNAL_ROWS) this.beat();
    if (this.areRowsDue) {
      this.areRowsDue = false;
      for (const row of this.unwrittenRows()) this.familyOf(row.hourMs).put(row.brand, row);
      this.unwritten.clear();
      for (const key of this.journalKeys) changes.deletes.push({ family: JOURNAL, key });
      this.journalKeys = [];
      // What was touched after the beat's publication is in the rows now, and still to be published.
      this.note(this.touched, changes, order);
    } else this.note(this.dirty, changes, order);
    for (const totals of this.dirty) totals.isDirty = false;
    this.dirty = [];
    this.table.collect(changes);
  }

  /** To be called when all that was collected is committed. */
  forget(): void {
    this.table.forget();
    this.newest = null;
  }

  private keep(row: CutRow): void {
    const rows = this.unwritten.get(row.hourMs);
    if (rows === undefined) this.unwritten.set(row.hourMs, new Map([[row.brand, row]]));
    else rows.set(row.brand, row);
  }

  private *unwrittenRows(): Iterable<CutRow> {
    for (const rows of this.unwritten.values()) yield* rows.values();
  }

  private note(totals: readonly CutTotals[], changes: CollectedChanges, order: string): void {
    if (totals.length === 0) return;
    const journal = totals.map(({ slot: { brand, hourMs, dimension, value, counters } }) => {
      return [brand, hourMs, DIMENSIONS.indexOf(dimension), value, packCounters(counters)] as const;
    });
    changes.puts.push({ family: JOURNAL, key: order, bytes: packRow(journal) });
    this.journalKeys.push(order);
  }

  private rowOf(brand: string, hourMs: number): CutRow | undefined {
    const { newest } = this;
    const known = newest?.hourMs === hourMs ? newest.rows.get(brand) : undefined;
    if (known !== undefined) return known;
    const row = this.unwritten.get(hourMs)?.get(brand) ?? this.familyOf(hourMs).get(brand) ?? undefined;
    if (row === undefined) return undefined;
    if (newest?.hourMs === hourMs) newest.rows.set(brand, row);
    else if (newest === null || hourMs > newest.hourMs) this.newest = { hourMs, rows: new Map([[brand, row]]) };
    return row;
  }

  private made(brand: string, hourMs: number): CutRow {
    const row = emptyRow(brand, hourMs);
    this.table.provideValue({ family: cutFamily(hourMs), key: brand }, row);
    return row;
  }

  private async loadRow(brand: string, hourMs: number, rows: RowReader): Promise<CutRow> {
    const known = this.rowOf(brand, hourMs);
    if (known !== undefined) return known;
    const address = { family: cutFamily(hourMs), key: brand };
    const [bytes] = await rows.read(address.family, [brand]);
    this.provide(address, bytes);
    return this.rowOf(brand, hourMs) as CutRow;
  }

  private familyOf(hourMs: number): RowFamily<CutRow> {
    let family = this.families.get(hourMs);
    if (family === undefined) {
      family = this.table.family(cutFamily(hourMs));
      this.families.set(hourMs, family);
    }
    return family;
  }
}

/** Whether a watermark that has gone on from `beforeMs` (`null`: there was none) has passed a beat of this partition. */
export function isCutBeat(partition: number, beforeMs: number | null, watermarkMs: number): boolean {
  const beatMs = ((partition % TURNS) + 0.5) * PANE_MS;
  const lastUntil = (atMs: number) => floorTo(atMs - beatMs, CUTS_TOLD_EVERY_MS);
  return beforeMs === null || lastUntil(watermarkMs) > lastUntil(beforeMs);
}

/** The totals of a value that is not counted by itself yet: where all places are taken, those of the others. */
function newcomer(row: CutRow, dimension: CutDimension, value: string): CutTotals {
  const values = row.values[dimension];
  const others = values.get(OTHER_VALUE);
  const taken = values.size - (others === undefined ? 0 : 1);
  if (taken < MAX_CUT_VALUES) return addTotals(row, dimension, value, emptyCounters());
  return others ?? addTotals(row, dimension, OTHER_VALUE, emptyCounters());
}

/** Sets the totals of a value, whatever they were. */
function addTotals(row: CutRow, dimension: CutDimension, value: string, counters: Counters): CutTotals {
  const { brand, hourMs } = row;
  const slot: CutSlot = { brand, hourMs, dimension, value, counters };
  const totals: CutTotals = { slot, isDirty: false, isTouched: false };
  row.values[dimension].set(value, totals);
  return totals;
}

function emptyRow(brand: string, hourMs: number): CutRow {
  return { brand, hourMs, values: { platform: new Map(), country: new Map() } };
}

function cutFamily(hourMs: number): string {
  return `cuts:${hourMs}`;
}

function hourOf(family: string): number {
  return Number(family.slice('cuts:'.length));
}

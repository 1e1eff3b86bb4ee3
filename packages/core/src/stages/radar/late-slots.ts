/**
 * What came late: totals by minute or hour, brand and source partition, and the people in them; a row for each hour
 * and brand. Counted in windows of an hour and longer, never read by decisions.
 *
 * When every watermark has passed an hour by seven days nothing can change any more: its sums are added to the
 * ladder's hour and day, and the row is given up.
 */
import type { Counters } from '../../metrics/counters.ts';
import type { LateLevel, LateSlot, PeopleKind, PeopleSlot } from '../../model/pulse.ts';
import { PeopleSet } from '../../sketches/people-set.ts';
import { LATE_HOURS_KEPT_MS } from '../../windows/lateness.ts';
import { floorTo, HOUR_MS } from '../../windows/pane.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import { type CollectedChanges, type RowCodec, RowTable } from '../row-table.ts';
import type { RowAddress, RowReader } from '../state-changes.ts';
import {
  merge,
  type PackedPartitionSlots,
  type PartitionSlots,
  packPartitionSlots,
  sumOf,
  unpackPartitionSlots,
  type Version,
} from './open-panes.ts';

export interface LateRow {
  /** `<level>:<start>` */
  readonly counters: Map<string, PartitionSlots>;
  /** `<level>:<start>:<kind>` */
  readonly people: Map<string, PeopleSet>;
}

export const LATE_ROW_CODEC: RowCodec<LateRow> = {
  encode: (row) =>
    packRow([
      [...row.counters].map(([name, slots]) => [name, packPartitionSlots(slots)]),
      [...row.people].map(([name, people]) => [name, people.toBytes()]),
    ]),
  decode: (bytes) => {
    const [counters, people] =
      unpackRow<
        readonly [readonly (readonly [string, PackedPartitionSlots])[], readonly (readonly [string, Uint8Array])[]]
      >(bytes);
    return {
      counters: new Map(counters.map(([name, slots]) => [name, unpackPartitionSlots(slots)])),
      people: new Map(people.map(([name, set]) => [name, PeopleSet.fromBytes(set)])),
    };
  },
};

const MAX_ROWS = 4096;

/** What an hour of a brand adds to the ladder when it is closed. */
export interface ClosedHour {
  readonly brand: string;
  readonly hourMs: number;
  readonly counters: readonly Counters[];
  readonly people: readonly { readonly kind: PeopleKind; readonly set: PeopleSet }[];
}

export class LateSlots {
  private readonly table = new RowTable<LateRow>(LATE_ROW_CODEC, MAX_ROWS);
  private readonly hours: Set<number>;

  constructor(hours: readonly number[]) {
    this.hours = new Set(hours);
  }

  /** Hours that have rows, for the stage's head row. */
  pack(): readonly number[] {
    return [...this.hours];
  }

  addressOf(brand: string, startMs: number): RowAddress {
    return { family: lateFamily(floorTo(startMs, HOUR_MS)), key: brand };
  }

  isLoaded(address: RowAddress): boolean {
    return this.table.get(address.family, address.key) !== undefined;
  }

  /** `undefined`: not loaded; `null`: there is none. To be read, not to be changed. */
  rowAt({ family, key }: RowAddress): LateRow | null | undefined {
    return this.table.get(family, key);
  }

  provide(address: RowAddress, bytes: Uint8Array | undefined): void {
    this.table.provide(address, bytes);
  }

  /** The row must be loaded. False: the hour is closed already, or the slot is no newer than what is known. */
  merge(partition: number, version: Version, slot: LateSlot): boolean {
    const row = this.row(slot.brand, slot.startMs);
    const name = lateName(slot.level, slot.startMs);
    let slots = row.counters.get(name);
    if (slots === undefined) {
      slots = new Map();
      row.counters.set(name, slots);
    }
    return merge(slots, partition, version, slot.counters);
  }

  addPeople(slot: PeopleSlot): void {
    const row = this.row(slot.brand, slot.startMs);
    const name = `${lateName(slot.level as LateLevel, slot.startMs)}:${slot.kind}`;
    let set = row.people.get(name);
    if (set === undefined) {
      set = new PeopleSet();
      row.people.set(name, set);
    }
    for (const member of slot.members) set.add(member);
  }

  /** Gives up the hours that every watermark has passed by seven days, and says what they held. */
  async close(rows: RowReader, watermarkMs: number): Promise<readonly ClosedHour[]> {
    const closed: ClosedHour[] = [];
    for (const hourMs of [...this.hours].sort((a, b) => a - b)) {
      if (!isClosed(hourMs, watermarkMs)) continue;
      const family = lateFamily(hourMs);
      for (const { key, bytes } of await rows.scan(family)) this.table.provide({ family, key }, bytes);
      for (const [brand, row] of this.table.rowsOf(family)) {
        closed.push({
          brand,
          hourMs,
          counters: [...row.counters.values()].map(sumOf),
          people: [...row.people].map(([name, set]) => ({ kind: name.split(':')[2] as PeopleKind, set })),
        });
      }
      this.table.drop(family);
      this.hours.delete(hourMs);
    }
    return closed;
  }

  collect(changes: CollectedChanges): void {
    this.table.collect(changes);
  }

  /** To be called when all that was collected is committed. */
  forget(): void {
    this.table.forget();
  }

  private row(brand: string, startMs: number): LateRow {
    const { family, key } = this.addressOf(brand, startMs);
    const row = this.table.get(family, key) ?? { counters: new Map(), people: new Map() };
    this.table.put(family, key, row);
    this.hours.add(floorTo(startMs, HOUR_MS));
    return row;
  }
}

/** Whether nothing of this hour can come late any more. */
export function isClosed(startMs: number, watermarkMs: number | null): boolean {
  return watermarkMs !== null && floorTo(startMs, HOUR_MS) + HOUR_MS + LATE_HOURS_KEPT_MS <= watermarkMs;
}

export function lateFamily(hourMs: number): string {
  return `late:${hourMs}`;
}

export function lateName(level: LateLevel, startMs: number): string {
  return `${level}:${startMs}`;
}

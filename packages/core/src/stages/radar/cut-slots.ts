/**
 * The hours of each brand, cut by platform and by country: totals by value and source partition, a row for each hour
 * and brand. When every watermark has passed an hour by 25 hours, and its last totals are here, they are summed for good.
 */
import type { CutDimension, CutSlot } from '../../model/pulse.ts';
import { LATE_MINUTES_KEPT_MS } from '../../windows/lateness.ts';
import { DAY_MS, HOUR_MS } from '../../windows/pane.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import { type CollectedChanges, type RowCodec, RowTable } from '../row-table.ts';
import type { RowAddress, RowReader } from '../state-changes.ts';
import { CUTS_TOLD_EVERY_MS } from '../tally/cuts.ts';
import {
  merge,
  type PackedPartitionSlots,
  type PartitionSlots,
  packPartitionSlots,
  sumOf,
  unpackPartitionSlots,
  type Version,
} from './open-panes.ts';

/** `<dimension>:<value>` */
export type CutRow = Map<string, PartitionSlots>;

export const CUT_ROW_CODEC: RowCodec<CutRow> = {
  encode: (row) => packRow([...row].map(([name, slots]) => [name, packPartitionSlots(slots)])),
  decode: (bytes) =>
    new Map(
      unpackRow<readonly (readonly [string, PackedPartitionSlots])[]>(bytes).map(([name, slots]) => [
        name,
        unpackPartitionSlots(slots),
      ]),
    ),
};

/** As long as the ladder keeps hours. */
export const CUTS_KEPT_MS = 100 * DAY_MS;
const MAX_ROWS = 4096;
/** Stands for all partitions, once an hour is final. */
const ALL_PARTITIONS = -1;

export class CutSlots {
  private readonly table = new RowTable<CutRow>(CUT_ROW_CODEC, MAX_ROWS);
  private readonly open: Set<number>;
  private readonly final: Set<number>;

  constructor(packed: readonly [readonly number[], readonly number[]]) {
    this.open = new Set(packed[0]);
    this.final = new Set(packed[1]);
  }

  pack(): readonly [readonly number[], readonly number[]] {
    return [[...this.open], [...this.final]];
  }

  addressOf(slot: CutSlot): RowAddress {
    return { family: cutFamily(slot.hourMs), key: slot.brand };
  }

  isLoaded(address: RowAddress): boolean {
    return this.table.get(address.family, address.key) !== undefined;
  }

  provide(address: RowAddress, bytes: Uint8Array | undefined): void {
    this.table.provide(address, bytes);
  }

  merge(partition: number, version: Version, slot: CutSlot): void {
    const { family, key } = this.addressOf(slot);
    const row = this.table.get(family, key) ?? new Map<string, PartitionSlots>();
    const name = cutName(slot.dimension, slot.value);
    let slots = row.get(name);
    if (slots === undefined) {
      slots = new Map();
      row.set(name, slots);
    }
    if (!merge(slots, partition, version, slot.counters)) return;
    this.table.put(family, key, row);
    this.open.add(slot.hourMs);
  }

  /** Sums the partitions of hours that are final, and gives up those that are too old to be asked for. */
  async close(rows: RowReader, watermarkMs: number): Promise<void> {
    for (const hourMs of this.open) {
      if (!isFinal(hourMs, watermarkMs)) continue;
      const family = cutFamily(hourMs);
      for (const { key, bytes } of await rows.scan(family)) this.table.provide({ family, key }, bytes);
      for (const [brand, row] of this.table.rowsOf(family)) {
        for (const [name, slots] of row) {
          row.set(
            name,
            new Map([[ALL_PARTITIONS, { generation: 0, offset: 0, counters: sumOf(slots), packed: null }]]),
          );
        }
        this.table.put(family, brand, row);
      }
      this.open.delete(hourMs);
      this.final.add(hourMs);
    }
    for (const hourMs of this.final) {
      if (hourMs + HOUR_MS + CUTS_KEPT_MS > watermarkMs) continue;
      this.final.delete(hourMs);
      this.table.drop(cutFamily(hourMs));
    }
  }

  collect(changes: CollectedChanges): void {
    this.table.collect(changes);
  }

  /** To be called when all that was collected is committed. */
  forget(): void {
    this.table.forget();
  }
}

/** Whether the cuts of this hour can change no more: they are counted no longer, and each partition has told them since. */
export function isFinal(hourMs: number, watermarkMs: number | null): boolean {
  return watermarkMs !== null && hourMs + HOUR_MS + LATE_MINUTES_KEPT_MS + CUTS_TOLD_EVERY_MS <= watermarkMs;
}

export function cutFamily(hourMs: number): string {
  return `cuts:${hourMs}`;
}

export function cutName(dimension: CutDimension, value: string): string {
  return `${dimension}:${value}`;
}

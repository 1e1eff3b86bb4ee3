/**
 * The ladder's rows: totals of finished panes, on every level at once, in blocks; and the people of each slot.
 *
 *     family `ladder:<level>:<block>`   key <brand>                    slot start -> counters
 *     family `people:<level>:<block>`   key <brand> LF <kind> LF <slot>   a set
 *
 * A pane is added once, when it is final in every partition (law 3). A block whose slots are all out of the horizon
 * is dropped whole.
 */
import { addCounters, type Counters, emptyCounters } from '../../metrics/counters.ts';
import type { PeopleKind } from '../../model/pulse.ts';
import { PeopleSet } from '../../sketches/people-set.ts';
import {
  COUNTER_LADDER,
  isBlockGone,
  type Ladder,
  type LadderLevel,
  PEOPLE_LADDER,
  type Rung,
} from '../../windows/ladder.ts';
import { floorTo } from '../../windows/pane.ts';
import { type PackedCounters, packCounters, packRow, unpackCounters, unpackRow } from '../row-codec.ts';
import { type CollectedChanges, type RowCodec, RowTable } from '../row-table.ts';
import type { RowAddress } from '../state-changes.ts';

export type LadderRow = Map<number, Counters>;

export const LADDER_ROW_CODEC: RowCodec<LadderRow> = {
  encode: (row) => packRow([...row].flatMap(([startMs, counters]) => [startMs, packCounters(counters)])),
  decode: (bytes) => {
    const packed = unpackRow<readonly (number | PackedCounters)[]>(bytes);
    const row: LadderRow = new Map();
    for (let at = 0; at < packed.length; at += 2) {
      row.set(packed[at] as number, unpackCounters(packed[at + 1] as PackedCounters));
    }
    return row;
  },
};

const PEOPLE_CODEC: RowCodec<PeopleSet> = {
  encode: (people) => people.toBytes(),
  decode: (bytes) => PeopleSet.fromBytes(bytes),
};

const MAX_LADDER_ROWS = 8192;
const MAX_PEOPLE_ROWS = 2048;

/** Blocks that have rows: [rung, start] of counters, of people. */
export type PackedBlocks = readonly [readonly (readonly [number, number])[], readonly (readonly [number, number])[]];

export class LadderRows {
  private readonly counters = new RowTable<LadderRow>(LADDER_ROW_CODEC, MAX_LADDER_ROWS);
  private readonly people = new RowTable<PeopleSet>(PEOPLE_CODEC, MAX_PEOPLE_ROWS);
  private readonly counterBlocks: readonly Set<number>[];
  private readonly peopleBlocks: readonly Set<number>[];

  constructor([counters, people]: PackedBlocks) {
    this.counterBlocks = blockSets(COUNTER_LADDER, counters);
    this.peopleBlocks = blockSets(PEOPLE_LADDER, people);
  }

  pack(): PackedBlocks {
    return [packBlocks(this.counterBlocks), packBlocks(this.peopleBlocks)];
  }

  /** The rows that adding at this instant needs and that are not loaded. */
  missingCounters(brand: string, atMs: number, rungs: Ladder, missing: RowAddress[]): void {
    for (const rung of rungs) {
      const family = ladderFamily(rung.level, floorTo(atMs, rung.blockMs));
      if (this.counters.get(family, brand) === undefined) missing.push({ family, key: brand });
    }
  }

  missingPeople(brand: string, kind: PeopleKind, atMs: number, rungs: Ladder, missing: RowAddress[]): void {
    for (const rung of rungs) {
      const family = peopleFamily(rung.level, floorTo(atMs, rung.blockMs));
      const key = peopleKey(brand, kind, floorTo(atMs, rung.sizeMs));
      if (this.people.get(family, key) === undefined) missing.push({ family, key });
    }
  }

  provide(address: RowAddress, bytes: Uint8Array | undefined): void {
    this.tableOf(address.family).provide(address, bytes);
  }

  isLoaded({ family, key }: RowAddress): boolean {
    return this.tableOf(family).get(family, key) !== undefined;
  }

  /** Whether there are any people in a block: if not, its rows need not be asked for. */
  hasPeople(level: LadderLevel, blockMs: number): boolean {
    return PEOPLE_LADDER.some((rung, at) => rung.level === level && this.peopleBlocks[at]?.has(blockMs));
  }

  hasCounters(level: LadderLevel, blockMs: number): boolean {
    return COUNTER_LADDER.some((rung, at) => rung.level === level && this.counterBlocks[at]?.has(blockMs));
  }

  /** `undefined`: not loaded; `null`: there is none. To be read, not to be changed. */
  countersAt({ family, key }: RowAddress): LadderRow | null | undefined {
    return this.counters.get(family, key);
  }

  peopleAt({ family, key }: RowAddress): PeopleSet | null | undefined {
    return this.people.get(family, key);
  }

  /** Adds totals to the slots in which the instant lies, on these rungs. Rows must be loaded. */
  addCounters(brand: string, atMs: number, counters: Counters, rungs: Ladder = COUNTER_LADDER): void {
    for (const rung of rungs) {
      const blockMs = floorTo(atMs, rung.blockMs);
      const family = ladderFamily(rung.level, blockMs);
      const row = this.counters.get(family, brand) ?? new Map<number, Counters>();
      const startMs = floorTo(atMs, rung.sizeMs);
      let slot = row.get(startMs);
      if (slot === undefined) {
        slot = emptyCounters();
        row.set(startMs, slot);
      }
      addCounters(slot, counters);
      this.counters.put(family, brand, row);
      (this.counterBlocks[COUNTER_LADDER.indexOf(rung)] as Set<number>).add(blockMs);
    }
  }

  addPeople(brand: string, kind: PeopleKind, atMs: number, people: PeopleSet, rungs: Ladder = PEOPLE_LADDER): void {
    for (const rung of rungs) {
      const blockMs = floorTo(atMs, rung.blockMs);
      const family = peopleFamily(rung.level, blockMs);
      const key = peopleKey(brand, kind, floorTo(atMs, rung.sizeMs));
      const slot = this.people.get(family, key) ?? new PeopleSet();
      slot.union(people);
      this.people.put(family, key, slot);
      (this.peopleBlocks[PEOPLE_LADDER.indexOf(rung)] as Set<number>).add(blockMs);
    }
  }

  expire(watermarkMs: number): void {
    dropGone(COUNTER_LADDER, this.counterBlocks, watermarkMs, (rung, blockMs) => {
      this.counters.drop(ladderFamily(rung.level, blockMs));
    });
    dropGone(PEOPLE_LADDER, this.peopleBlocks, watermarkMs, (rung, blockMs) => {
      this.people.drop(peopleFamily(rung.level, blockMs));
    });
  }

  collect(changes: CollectedChanges): void {
    this.counters.collect(changes);
    this.people.collect(changes);
  }

  /** To be called when all that was collected is committed. */
  forget(): void {
    this.counters.forget();
    this.people.forget();
  }

  private tableOf(family: string): RowTable<PeopleSet> | RowTable<LadderRow> {
    return family.startsWith('people:') ? this.people : this.counters;
  }
}

export function ladderFamily(level: LadderLevel, blockMs: number): string {
  return `ladder:${level}:${blockMs}`;
}

export function peopleFamily(level: LadderLevel, blockMs: number): string {
  return `people:${level}:${blockMs}`;
}

export function peopleKey(brand: string, kind: PeopleKind, slotMs: number): string {
  return `${brand}\n${kind}\n${slotMs}`;
}

function blockSets(ladder: Ladder, packed: readonly (readonly [number, number])[]): readonly Set<number>[] {
  return ladder.map((_, rung) => new Set(packed.filter(([index]) => index === rung).map(([, blockMs]) => blockMs)));
}

function packBlocks(sets: readonly Set<number>[]): readonly (readonly [number, number])[] {
  return sets.flatMap((set, rung) => [...set].map((blockMs): readonly [number, number] => [rung, blockMs]));
}

function dropGone(
  ladder: Ladder,
  sets: readonly Set<number>[],
  watermarkMs: number,
  drop: (rung: Rung, blockMs: number) => void,
): void {
  ladder.forEach((rung, index) => {
    const blocks = sets[index] as Set<number>;
    for (const blockMs of blocks) {
      if (!isBlockGone(rung, blockMs, watermarkMs)) continue;
      blocks.delete(blockMs);
      drop(rung, blockMs);
    }
  });
}

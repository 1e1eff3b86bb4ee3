/**
 * Panes that are not final yet: one slot for each (pane, brand, source partition), of which the larger version counts
 * (law 3), and the people seen in each pane.
 *
 * People stay for as long as a decision looks back (15 minutes), so they outlive the counters of their pane.
 */
import { addCounters, type Counters, emptyCounters } from '../../metrics/counters.ts';
import type { OnTimeSlot, PeopleKind, PeopleSlot } from '../../model/pulse.ts';
import { PeopleSet } from '../../sketches/people-set.ts';
import { floorTo, MINUTE_MS, PANE_MS } from '../../windows/pane.ts';
import { type PackedCounters, packCounters, packRow, unpackCounters, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';

/** (generation, offset): which of two totals of the same slot is the newer. */
export interface Version {
  readonly generation: number;
  readonly offset: number;
}

export function isNewer(version: Version, than: Version): boolean {
  if (version.generation !== than.generation) return version.generation > than.generation;
  return version.offset > than.offset;
}

/** Never changed, only replaced by a newer one; so it is packed once, however often its row is written. */
export interface VersionedCounters extends Version {
  readonly counters: Counters;
  packed: PackedCounters | null;
}

/** Slots of one brand and pane by source partition; also the form in which late slots and cuts are kept. */
export type PartitionSlots = Map<number, VersionedCounters>;
export type PackedPartitionSlots = readonly (readonly [number, number, number, PackedCounters])[];

export function packPartitionSlots(slots: PartitionSlots): PackedPartitionSlots {
  return [...slots].map(([partition, slot]) => {
    slot.packed ??= packCounters(slot.counters);
    return [partition, slot.generation, slot.offset, slot.packed];
  });
}

export function unpackPartitionSlots(packed: PackedPartitionSlots): PartitionSlots {
  return new Map(
    packed.map(([partition, generation, offset, counters]) => [
      partition,
      { generation, offset, counters: unpackCounters(counters), packed: counters },
    ]),
  );
}

/** Takes the slot in if it is newer than what is known; whether it was. */
export function merge(slots: PartitionSlots, partition: number, version: Version, counters: Counters): boolean {
  const known = slots.get(partition);
  if (known !== undefined && !isNewer(version, known)) return false;
  slots.set(partition, { generation: version.generation, offset: version.offset, counters, packed: null });
  return true;
}

export function sumOf(slots: PartitionSlots): Counters {
  const sum = emptyCounters();
  for (const { counters } of slots.values()) addCounters(sum, counters);
  return sum;
}

export type Crowd = Map<PeopleKind, PeopleSet>;

/** Which panes have rows in the store: of counters, of people. */
export type PackedPanes = readonly [counters: readonly number[], people: readonly number[]];

export class OpenPanes {
  private readonly panes = new Map<number, Map<string, PartitionSlots>>();
  private readonly crowds = new Map<number, Map<string, Crowd>>();
  /** Sums over the partitions, until one of them says more. */
  private readonly totals = new Map<string, Counters>();
  private readonly dirtyPanes = new Map<number, Set<string>>();
  private readonly dirtyCrowds = new Map<number, Set<string>>();
  private readonly stored: { readonly counters: Set<number>; readonly people: Set<number> };
  private readonly drops: string[] = [];
  /** People of whole minutes, as they have been asked for: windows move on by a pane, and most of them stays the same. */
  private readonly minutes = new Map<number, Map<string, Crowd>>();

  private constructor(stored: PackedPanes) {
    this.stored = { counters: new Set(stored[0]), people: new Set(stored[1]) };
  }

  static empty(): OpenPanes {
    return new OpenPanes([[], []]);
  }

  static async load(rows: RowReader, packed: PackedPanes): Promise<OpenPanes> {
    const open = new OpenPanes(packed);
    for (const paneMs of packed[0]) {
      for (const { key, bytes } of await rows.scan(paneFamily(paneMs))) {
        mapIn(open.panes, paneMs).set(key, unpackPartitionSlots(unpackRow<PackedPartitionSlots>(bytes)));
      }
    }
    for (const paneMs of packed[1]) {
      for (const { key, bytes } of await rows.scan(crowdFamily(paneMs))) {
        const crowd = unpackCrowd(unpackRow<PackedCrowd>(bytes));
        mapIn(open.crowds, paneMs).set(key, crowd);
      }
    }
    return open;
  }

  pack(): PackedPanes {
    return [[...this.stored.counters], [...this.stored.people]];
  }

  /** Starts of the panes that have totals, ascending. */
  get paneStarts(): readonly number[] {
    return [...this.panes.keys()].sort((a, b) => a - b);
  }

  merge(partition: number, version: Version, slot: OnTimeSlot): void {
    const brands = mapIn(this.panes, slot.startMs);
    let slots = brands.get(slot.brand);
    if (slots === undefined) {
      slots = new Map();
      brands.set(slot.brand, slots);
    }
    if (!merge(slots, partition, version, slot.counters)) return;
    setIn(this.dirtyPanes, slot.startMs).add(slot.brand);
    this.totals.delete(`${slot.startMs}\n${slot.brand}`);
  }

  /** Takes a partition's totals out of all panes: it is counted anew, and will say again what they are. */
  forgetTotals(partition: number): void {
    for (const [paneMs, brands] of this.panes) {
      for (const [brand, slots] of brands) {
        if (!slots.delete(partition)) continue;
        setIn(this.dirtyPanes, paneMs).add(brand);
        this.totals.delete(`${paneMs}\n${brand}`);
      }
    }
  }

  addPeople(slot: PeopleSlot): void {
    const brands = mapIn(this.crowds, slot.startMs);
    let crowd = brands.get(slot.brand);
    if (crowd === undefined) {
      crowd = new Map();
      brands.set(slot.brand, crowd);
    }
    let people = crowd.get(slot.kind);
    if (people === undefined) {
      people = new PeopleSet();
      crowd.set(slot.kind, people);
    }
    for (const member of slot.members) people.add(member);
    this.minutes.get(floorTo(slot.startMs, MINUTE_MS))?.delete(slot.brand);
    setIn(this.dirtyCrowds, slot.startMs).add(slot.brand);
  }

  /** The pane's totals over all partitions, brand by brand, in the order of their ids; the pane is given up. */
  finish(paneMs: number): readonly { readonly brand: string; readonly counters: Counters }[] {
    const brands = this.panes.get(paneMs) ?? new Map<string, PartitionSlots>();
    for (const brand of brands.keys()) this.totals.delete(`${paneMs}\n${brand}`);
    this.panes.delete(paneMs);
    this.dirtyPanes.delete(paneMs);
    if (this.stored.counters.delete(paneMs)) this.drops.push(paneFamily(paneMs));
    return sorted(brands).map(([brand, slots]) => ({ brand, counters: sumOf(slots) }));
  }

  crowdsOf(paneMs: number): readonly (readonly [string, Crowd])[] {
    return sorted(this.crowds.get(paneMs) ?? new Map<string, Crowd>());
  }

  /** Totals of a brand's pane over all partitions; to be read, not to be changed. */
  totalsOf(paneMs: number, brand: string): Counters | undefined {
    const name = `${paneMs}\n${brand}`;
    const known = this.totals.get(name);
    if (known !== undefined) return known;
    const slots = this.panes.get(paneMs)?.get(brand);
    if (slots === undefined) return undefined;
    const totals = sumOf(slots);
    this.totals.set(name, totals);
    return totals;
  }

  crowdOf(paneMs: number, brand: string): Crowd | undefined {
    return this.crowds.get(paneMs)?.get(brand);
  }

  /** Starts of the panes of which people are remembered, ascending. */
  get crowdStarts(): readonly number[] {
    return [...this.crowds.keys()].sort((a, b) => a - b);
  }

  /** Distinct people of a brand over the panes in `[fromMs, toMs)`. */
  peopleIn(brand: string, kind: PeopleKind, fromMs: number, toMs: number): number {
    const union = new PeopleSet();
    for (let paneMs = fromMs; paneMs < toMs; ) {
      const isWholeMinute = paneMs % MINUTE_MS === 0 && paneMs + MINUTE_MS <= toMs;
      const people = isWholeMinute
        ? this.minuteOf(paneMs, brand, kind)
        : this.crowds.get(paneMs)?.get(brand)?.get(kind);
      if (people !== undefined) union.union(people);
      paneMs += isWholeMinute ? MINUTE_MS : PANE_MS;
    }
    return union.estimate();
  }

  private minuteOf(minuteMs: number, brand: string, kind: PeopleKind): PeopleSet {
    const brands = mapIn(this.minutes, minuteMs);
    const known = brands.get(brand)?.get(kind);
    if (known !== undefined) return known;
    const people = new PeopleSet();
    for (let paneMs = minuteMs; paneMs < minuteMs + MINUTE_MS; paneMs += PANE_MS) {
      const ofPane = this.crowds.get(paneMs)?.get(brand)?.get(kind);
      if (ofPane !== undefined) people.union(ofPane);
    }
    brands.set(brand, (brands.get(brand) ?? new Map()).set(kind, people));
    return people;
  }

  /** Forgets the people of panes that ended at or before `untilMs`. */
  forgetPeople(untilMs: number): void {
    for (const paneMs of this.crowds.keys()) {
      if (paneMs + PANE_MS > untilMs) continue;
      this.crowds.delete(paneMs);
      this.dirtyCrowds.delete(paneMs);
      if (this.stored.people.delete(paneMs)) this.drops.push(crowdFamily(paneMs));
    }
    for (const minuteMs of this.minutes.keys()) if (minuteMs + PANE_MS <= untilMs) this.minutes.delete(minuteMs);
  }

  collect(changes: CollectedChanges): void {
    changes.drops.push(...this.drops.splice(0));
    for (const [paneMs, brands] of this.dirtyPanes) {
      this.stored.counters.add(paneMs);
      for (const brand of brands) {
        const slots = this.panes.get(paneMs)?.get(brand);
        if (slots === undefined) continue;
        changes.puts.push({ family: paneFamily(paneMs), key: brand, bytes: packRow(packPartitionSlots(slots)) });
      }
    }
    for (const [paneMs, brands] of this.dirtyCrowds) {
      this.stored.people.add(paneMs);
      for (const brand of brands) {
        const crowd = this.crowds.get(paneMs)?.get(brand);
        if (crowd === undefined) continue;
        changes.puts.push({ family: crowdFamily(paneMs), key: brand, bytes: packRow(packCrowd(crowd)) });
      }
    }
    this.dirtyPanes.clear();
    this.dirtyCrowds.clear();
  }
}

export function paneFamily(paneMs: number): string {
  return `pane:${paneMs}`;
}

export function crowdFamily(paneMs: number): string {
  return `crowd:${paneMs}`;
}

export type PackedCrowd = readonly (readonly [PeopleKind, Uint8Array])[];

function packCrowd(crowd: Crowd): PackedCrowd {
  return [...crowd].map(([kind, people]) => [kind, people.toBytes()]);
}

export function unpackCrowd(packed: PackedCrowd): Crowd {
  return new Map(packed.map(([kind, bytes]) => [kind, PeopleSet.fromBytes(bytes)]));
}

function sorted<T>(brands: Map<string, T>): readonly (readonly [string, T])[] {
  return [...brands].sort(([a], [b]) => (a < b ? -1 : 1));
}

function mapIn<T>(outer: Map<number, Map<string, T>>, key: number): Map<string, T> {
  let inner = outer.get(key);
  if (inner === undefined) {
    inner = new Map();
    outer.set(key, inner);
  }
  return inner;
}

function setIn(outer: Map<number, Set<string>>, key: number): Set<string> {
  let inner = outer.get(key);
  if (inner === undefined) {
    inner = new Set();
    outer.set(key, inner);
  }
  return inner;
}

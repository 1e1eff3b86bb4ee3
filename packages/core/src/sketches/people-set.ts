/**
 * A set of people by their 64-bit hashes: exact up to 512 members, beyond that a HyperLogLog of 2 KB.
 *
 * A function of the set alone (law 3: merging is idempotent, commutative, associative): which form it has, its bytes
 * and its estimate depend on the members and on nothing else, in whatever order, grouping or repetition they came.
 *
 *     bytes, few:       0 | hash, 8 bytes big-endian | ... ascending
 *            exact:     2 | number, 2 bytes big-endian | packed hashes (sorted-hashes.ts)
 *            sketch:    1 | 2048 registers
 */
import {
  addHalvesToRegisters,
  addToRegisters,
  areRegisters,
  emptyRegisters,
  estimateRegisters,
  mergeRegisters,
  REGISTERS,
} from './hyperloglog.ts';
import { SortedHashes } from './sorted-hashes.ts';

/** The largest number of members that is kept exactly. */
export const EXACT_PEOPLE = 512;

const FEW = 0;
const SKETCH = 1;
const PACKED = 2;
/** From so many on packed hashes are the shorter ones. */
const PACKED_FROM = 40;

/** Mutable: owned by the slot that holds it. Hashes are unsigned: 0 <= hash < 2^64. */
export class PeopleSet {
  /** The members, while they are exact. */
  #members: SortedHashes | null = new SortedHashes();
  #registers: Uint8Array | null = null;
  /** Of the registers as they are; `null`: not known. */
  #estimate: number | null = null;

  /** A set of these members. */
  static of(hashes: Iterable<bigint>): PeopleSet {
    const people = new PeopleSet();
    people.addAll(hashes);
    return people;
  }

  /** Reads what `toBytes` wrote; throws a RangeError for anything else. */
  static fromBytes(bytes: Uint8Array): PeopleSet {
    const people = new PeopleSet();
    if (bytes[0] === FEW) people.#members = fewOf(bytes);
    else if (bytes[0] === PACKED) people.#members = packedOf(bytes);
    else if (bytes[0] === SKETCH && areRegisters(bytes.subarray(1))) people.#become(new Uint8Array(bytes.subarray(1)));
    else throw new RangeError(`not a set of people: ${bytes.length} bytes, form ${bytes[0] ?? 'absent'}`);
    return people;
  }

  get isExact(): boolean {
    return this.#members !== null;
  }

  /** Whether the set may have changed: certain while exact, of a sketch whether a register rose. */
  add(hash: bigint): boolean {
    const members = this.#members;
    if (members === null) return this.#noted(addToRegisters(this.#registers as Uint8Array, hash));
    if (!members.add(hash)) return false;
    if (members.size > EXACT_PEOPLE) this.#outgrow(members);
    return true;
  }

  /** Whether the set may have changed. */
  addAll(hashes: Iterable<bigint>): boolean {
    let changed = false;
    for (const hash of hashes) if (this.add(hash)) changed = true;
    return changed;
  }

  /** Takes in the members of `other`, which stays as it is; whether this set may have changed. */
  union(other: PeopleSet): boolean {
    const mine = this.#members;
    const theirs = other.#members;
    if (mine !== null && theirs !== null) {
      const changed = mine.union(theirs);
      if (mine.size > EXACT_PEOPLE) this.#outgrow(mine);
      return changed;
    }
    if (theirs !== null) return this.#noted(addMembers(this.#registers as Uint8Array, theirs));
    const registers = other.#registers as Uint8Array;
    if (mine === null) return this.#noted(mergeRegisters(this.#registers as Uint8Array, registers));
    const union = registers.slice();
    addMembers(union, mine);
    this.#become(union);
    return true;
  }

  /** The number of members: exact, or estimated with a standard error of 2.3 % and rounded to an integer. */
  estimate(): number {
    if (this.#members !== null) return this.#members.size;
    // It outgrew the exact form, so it has at least one member more than that holds.
    this.#estimate ??= Math.max(EXACT_PEOPLE + 1, Math.round(estimateRegisters(this.#registers as Uint8Array)));
    return this.#estimate;
  }

  /** Equal sets give equal bytes: at most 3683 while exact, then 2049. */
  toBytes(): Uint8Array {
    if (this.#members === null) {
      const bytes = new Uint8Array(1 + REGISTERS);
      bytes[0] = SKETCH;
      bytes.set(this.#registers as Uint8Array, 1);
      return bytes;
    }
    const members = this.#members;
    if (members.size < PACKED_FROM) {
      const bytes = new Uint8Array(1 + members.byteLength);
      bytes[0] = FEW;
      members.write(bytes, 1);
      return bytes;
    }
    const bytes = new Uint8Array(3 + members.packedByteLength);
    bytes[0] = PACKED;
    bytes[1] = members.size >>> 8;
    bytes[2] = members.size & 0xff;
    members.writePacked(bytes, 3);
    return bytes;
  }

  #outgrow(members: SortedHashes): void {
    const registers = emptyRegisters();
    addMembers(registers, members);
    this.#become(registers);
  }

  /** Whether a register rose: then the estimate is another one. */
  #noted(rose: boolean): boolean {
    if (rose) this.#estimate = null;
    return rose;
  }

  #become(registers: Uint8Array): void {
    this.#members = null;
    this.#registers = registers;
  }
}

function addMembers(registers: Uint8Array, members: SortedHashes): boolean {
  let changed = false;
  members.forEach((high, low) => {
    if (addHalvesToRegisters(registers, high, low)) changed = true;
  });
  return changed;
}

function fewOf(bytes: Uint8Array): SortedHashes {
  const members = SortedHashes.fromBytes(bytes, 1);
  if (members.size >= PACKED_FROM) throw new RangeError(`not a small set of people: ${members.size} members`);
  return members;
}

function packedOf(bytes: Uint8Array): SortedHashes {
  const size = ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0);
  if (size < PACKED_FROM || size > EXACT_PEOPLE) throw new RangeError(`not an exact set of people: ${size} members`);
  return SortedHashes.fromPackedBytes(bytes, 3, size);
}

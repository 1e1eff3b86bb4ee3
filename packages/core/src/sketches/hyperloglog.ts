/**
 * HyperLogLog with 2^11 registers of a byte (Flajolet et al. 2007): the number of distinct members in 2 KB, with a
 * standard error of 2.3 %.
 *
 *     mixed hash, 64 bits:   | register: 11 | rest: 53 |     rank = leading zeros of the rest + 1, 1..54
 *
 * A register keeps the largest rank that it saw, so the sketch is a function of the set alone: order, repetition and
 * grouping leave no trace. The estimator is Ertl's (arXiv:1702.01284, 2017): no bias to correct, no switch between
 * ranges, and only + - * / and square roots, which are the same on every engine.
 */
import { halvesOf } from './hash-halves.ts';

export const REGISTERS = 2048;
const INDEX_BITS = 11;
/** Bits of the rest; its largest rank is one more. */
const REST_BITS = 53;
/** 1 / (2 ln 2) */
const ALPHA = 0.7213475204444817;

export function emptyRegisters(): Uint8Array {
  return new Uint8Array(REGISTERS);
}

/** Takes in the 64-bit `hash`; whether a register rose. */
export function addToRegisters(registers: Uint8Array, hash: bigint): boolean {
  const halves = halvesOf(hash);
  return addHalvesToRegisters(registers, halves.getUint32(0), halves.getUint32(4));
}

/** The same of a hash in two halves of 32 bits, unsigned. */
export function addHalvesToRegisters(registers: Uint8Array, high: number, low: number): boolean {
  // Three rounds of a Feistel network: the sketch does not rely on how well its caller's hashes are spread.
  const middle = low ^ mix32(high + 0x9e3779b9);
  const first = high ^ mix32(middle + 0x7f4a7c15);
  const second = middle ^ mix32(first + 0x94d049bb);
  const index = first >>> (32 - INDEX_BITS);
  const rest = first << INDEX_BITS;
  const rank = rest === 0 ? 33 - INDEX_BITS + Math.clz32(second) : 1 + Math.clz32(rest);
  if (rank <= (registers[index] as number)) return false;
  registers[index] = rank;
  return true;
}

/** Takes in another sketch's members; whether a register rose. */
export function mergeRegisters(registers: Uint8Array, other: Uint8Array): boolean {
  let changed = false;
  for (let index = 0; index < REGISTERS; index++) {
    const rank = other[index] as number;
    if (rank <= (registers[index] as number)) continue;
    registers[index] = rank;
    changed = true;
  }
  return changed;
}

/** Whether these bytes can be registers: their number, and no rank beyond the largest. */
export function areRegisters(bytes: Uint8Array): boolean {
  return bytes.length === REGISTERS && bytes.every((rank) => rank <= REST_BITS + 1);
}

/** The estimated number of distinct members, not rounded; Infinity if every register is full. */
export function estimateRegisters(registers: Uint8Array): number {
  const ofRank = new Float64Array(REST_BITS + 2);
  for (let index = 0; index < REGISTERS; index++) {
    const rank = registers[index] as number;
    ofRank[rank] = (ofRank[rank] as number) + 1;
  }
  let z = REGISTERS * tau(1 - (ofRank[REST_BITS + 1] as number) / REGISTERS);
  for (let rank = REST_BITS; rank >= 1; rank--) z = 0.5 * (z + (ofRank[rank] as number));
  z += REGISTERS * sigma((ofRank[0] as number) / REGISTERS);
  return (ALPHA * REGISTERS * REGISTERS) / z;
}

/** x + x^2 + 2 x^4 + 4 x^8 + ...: what the empty registers tell (Ertl, eq. 13). */
function sigma(x: number): number {
  if (x === 1) return Infinity;
  let power = x;
  let weight = 1;
  let sum = x;
  for (let before = -1; sum !== before; ) {
    before = sum;
    power *= power;
    sum += power * weight;
    weight += weight;
  }
  return sum;
}

/** (1 - x - (1 - x^(1/2))^2 / 2 - (1 - x^(1/4))^2 / 4 - ...) / 3: what the full ones tell (Ertl, eq. 14). */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let root = x;
  let weight = 1;
  let sum = 1 - x;
  for (let before = -1; sum !== before; ) {
    before = sum;
    root = Math.sqrt(root);
    weight *= 0.5;
    sum -= (1 - root) * (1 - root) * weight;
  }
  return sum / 3;
}

function mix32(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

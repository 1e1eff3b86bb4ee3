/**
 * Which texts are nearly the same: a copy with another greeting, a link, a spelling mended. A text's sketch is the least
 * hash, under each of 32 functions, of its pairs of words in normal form (MinHash: Broder, "On the resemblance and
 * containment of documents", 1997); the part in which two sketches agree estimates how many of their pairs they share.
 * Links, names of accounts and numbers are left out: they differ between copies. A sketch gives no words away.
 */
import { normalForm } from './text-normal-form.ts';

const FUNCTIONS = 32;
/** A text of fewer pairs is like too many others. */
const LEAST_PAIRS = 4;
/** Estimated part of shared pairs from which on two texts are copies of one. */
const COPY = 0.5;

const LEFT_OUT = /https?:\/\/\S+|@\S+|\d+/gu;
const WORD = /[\p{L}\p{M}']+/gu;
/** Odd multipliers and offsets of the functions, from one linear congruence. */
const [FACTORS, OFFSETS] = scrambles();

export type TextSketch = readonly number[];

/** The posts of all leaderboards are looked at again every ten seconds, each against every claim. About 12 MB. */
const MOST_REMEMBERED = 16_384;
const remembered = new Map<string, TextSketch | null>();

/** `null`: too short to be told from others. The sketches of the last 16,384 texts are remembered. */
export function sketchOf(text: string): TextSketch | null {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const sketch = madeOf(text);
  remembered.set(text, sketch);
  for (const oldest of remembered.keys()) {
    if (remembered.size <= MOST_REMEMBERED) break;
    remembered.delete(oldest);
  }
  return sketch;
}

function madeOf(text: string): TextSketch | null {
  const words = normalForm(text).replace(LEFT_OUT, ' ').match(WORD) ?? [];
  if (words.length <= LEAST_PAIRS) return null;
  const least = new Uint32Array(FUNCTIONS).fill(0xffff_ffff);
  for (let at = 1; at < words.length; at++) {
    const pair = hashOf(`${words[at - 1]} ${words[at]}`);
    for (let nth = 0; nth < FUNCTIONS; nth++) {
      const factor = FACTORS[nth] as number;
      let hash = Math.imul(pair ^ (OFFSETS[nth] as number), factor);
      hash = Math.imul(hash ^ (hash >>> 15), factor) >>> 0;
      if (hash < (least[nth] as number)) least[nth] = hash;
    }
  }
  return [...least];
}

export function areCopies(a: TextSketch, b: TextSketch): boolean {
  let agreeing = 0;
  for (let nth = 0; nth < FUNCTIONS; nth++) if (a[nth] === b[nth]) agreeing += 1;
  return agreeing >= COPY * FUNCTIONS;
}

/** FNV-1a (Fowler, Noll, Vo) over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  return hash;
}

function scrambles(): readonly [factors: Uint32Array, offsets: Uint32Array] {
  let seed = 1;
  const next = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed;
  };
  const factors = new Uint32Array(FUNCTIONS);
  const offsets = new Uint32Array(FUNCTIONS);
  for (let nth = 0; nth < FUNCTIONS; nth++) {
    factors[nth] = next() | 1;
    offsets[nth] = next();
  }
  return [factors, offsets];
}

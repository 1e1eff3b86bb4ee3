/** The weights of listed words by their keys: a hash table with open addressing, at most half full. */
import type { ListedWord } from './sentiment-model-file.ts';

const EMPTY = 0;

export class ListedWords {
  readonly #mask: number;
  /** Key, negative, positive; a key of 0 is an empty place. */
  readonly #table: Int32Array;

  constructor(listed: readonly ListedWord[]) {
    let places = 2;
    while (places < 2 * listed.length) places *= 2;
    this.#mask = places - 1;
    this.#table = new Int32Array(3 * places);
    for (const { key, negative, positive } of listed) {
      if (key === EMPTY) continue;
      this.#table.set([key, negative, positive], this.#placeOf(key));
    }
  }

  /** Where `key` stands in the table, or the empty place at which it would; that weighs nothing. */
  #placeOf(key: number): number {
    let place = key & this.#mask;
    for (;;) {
      const at = 3 * place;
      const there = this.#table[at];
      if (there === key || there === EMPTY) return at;
      place = (place + 1) & this.#mask;
    }
  }

  /** Adds the weights of `keys[0..count)` into `sums`: negative, positive. */
  addTo(sums: Float64Array, keys: Int32Array, count: number): void {
    const table = this.#table;
    for (let i = 0; i < count; i += 1) {
      const at = this.#placeOf(keys[i] as number);
      sums[0] = (sums[0] as number) + (table[at + 1] as number);
      sums[1] = (sums[1] as number) + (table[at + 2] as number);
    }
  }
}

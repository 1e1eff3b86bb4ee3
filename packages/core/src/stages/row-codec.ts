/**
 * The bytes of a state row: MessagePack of plain arrays, numbers, 64-bit integers, strings and byte arrays, without
 * type extensions, so that equal values give equal bytes. Only the stage that owns a row reads it.
 */
import { Packr } from 'msgpackr';
import { addValue, type Counters, emptyCounters } from '../metrics/counters.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true, int64AsType: 'bigint', moreTypes: false });

export type Packed = null | boolean | number | bigint | string | Uint8Array | readonly Packed[];

export function packRow(value: Packed): Uint8Array {
  return packr.pack(value);
}

/** The caller knows the shape: it wrote the row. */
export function unpackRow<T extends Packed>(bytes: Uint8Array): T {
  return packr.unpack(bytes) as T;
}

/** Sparse: [place, total, place, total, ...] of what is not 0, then the money as [currency, direct, indirect] if any. */
export type PackedCounters = readonly (number | readonly (string | number)[])[];

export function packCounters(counters: Counters): PackedCounters {
  const packed: (number | readonly (string | number)[])[] = [];
  const { vector } = counters;
  for (let place = 0; place < vector.length; place++) {
    const total = vector[place] as number;
    if (total !== 0) packed.push(place, total);
  }
  for (const [currency, sum] of counters.value ?? []) packed.push([currency, sum.direct, sum.indirect]);
  return packed;
}

export function unpackCounters(packed: PackedCounters): Counters {
  const counters = emptyCounters();
  for (let at = 0; at < packed.length; ) {
    const place = packed[at] as number | readonly [string, number, number];
    if (typeof place === 'number') {
      counters.vector[place] = packed[at + 1] as number;
      at += 2;
    } else {
      addValue(counters, place[0], place[1], place[2]);
      at += 1;
    }
  }
  return counters;
}

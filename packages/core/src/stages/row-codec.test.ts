import { expect, test } from 'vitest';
import { addValue, COUNTERS, emptyCounters } from '../metrics/counters.ts';
import { packCounters, packRow, unpackCounters, unpackRow } from './row-codec.ts';

test('equal values give equal bytes, and come back as they were', () => {
  const row = [1, -1, 0.1, 2 ** 53 - 1, -(2 ** 53 - 1), 1e-300, null, true, 'ærlig 😀', '', [['a', [2]]]];
  expect(packRow(structuredClone(row))).toEqual(packRow(row));
  expect(unpackRow(packRow(row))).toEqual(row);
  expect(Uint8Array.from(unpackRow<Uint8Array>(packRow(Uint8Array.of(1, 2))))).toEqual(Uint8Array.of(1, 2));
});

test('a 64-bit integer comes back as one, small or large', () => {
  for (const hash of [0n, 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n])
    expect(unpackRow(packRow([hash]))).toEqual([hash]);
});

test('a float comes back to the last bit', () => {
  for (const value of [Math.PI, 1 / 3, 5e-324, 123_456_789.123_456_79])
    expect(unpackRow(packRow([value]))).toEqual([value]);
});

test('counters keep additions, retractions and money, and cost nothing for what is 0', () => {
  const counters = emptyCounters();
  counters.vector[0] = 3;
  counters.vector[COUNTERS] = -2;
  counters.vector[2 * COUNTERS - 1] = 2 ** 40;
  addValue(counters, 'NOK', 500, 0);
  addValue(counters, 'EUR', -7, 7);
  expect(unpackCounters(unpackRow(packRow(packCounters(counters))))).toEqual(counters);
  expect(packCounters(emptyCounters())).toEqual([]);
});

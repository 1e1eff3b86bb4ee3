/**
 *     10-minute buckets   |12:00     |12:10     |12:20     |...     six hours are kept
 *     mentions              x   x       x
 */
import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, PANE_MS } from '../windows/pane.ts';
import { MENTIONS_KEPT_MS, MentionBuckets } from './mention-buckets.ts';

const T0 = Date.UTC(2026, 10, 23, 12);
const ONE = { mentions: 1, negative: 0, positive: 0 };

function bucketsOf(...minutes: readonly number[]): MentionBuckets {
  const buckets = new MentionBuckets();
  for (const minute of minutes) buckets.add(T0 + minute * MINUTE_MS, ONE);
  return buckets;
}

function mentionsIn(buckets: MentionBuckets, fromMinute: number, toMinute: number): number {
  return buckets.sums(T0 + fromMinute * MINUTE_MS, T0 + toMinute * MINUTE_MS).mentions;
}

test('a window counts the buckets from its begin, which is in it, to its end, which is not', () => {
  const buckets = bucketsOf(0, 9, 10, 20);
  expect([mentionsIn(buckets, 0, 10), mentionsIn(buckets, 10, 20), mentionsIn(buckets, 0, 30)]).toEqual([2, 1, 4]);
});

test('of no mention nothing is known, and the sums are zero', () => {
  const buckets = new MentionBuckets();
  expect(buckets.newestMs).toBeNull();
  expect(buckets.sums(T0, T0 + HOUR_MS)).toEqual({ mentions: 0, negative: 0, positive: 0 });
});

test('moods are summed apart from one another', () => {
  const buckets = new MentionBuckets();
  buckets.add(T0, { mentions: 5, negative: 2, positive: 1 });
  buckets.add(T0 + PANE_MS, { mentions: 1, negative: 1, positive: 0 });
  expect(buckets.sums(T0, T0 + 10 * MINUTE_MS)).toEqual({ mentions: 6, negative: 3, positive: 1 });
});

test('six hours are kept, however long the talk goes on', () => {
  const minutes = Array.from({ length: 12 * 6 }, (_, nth) => 10 * nth);
  const buckets = bucketsOf(...minutes);
  const lastMs = T0 + 710 * MINUTE_MS;
  expect(buckets.newestMs).toBe(lastMs);
  expect(buckets.pack().map(([startMs]) => startMs)).toEqual(
    Array.from({ length: 37 }, (_, nth) => lastMs - MENTIONS_KEPT_MS + nth * 10 * MINUTE_MS),
  );
});

test('instants before 1970 lie in the bucket that begins before them', () => {
  const buckets = new MentionBuckets();
  buckets.add(-1, ONE);
  expect(buckets.newestMs).toBe(-10 * MINUTE_MS);
});

test('what was added before a restart is there after it, and grows on by itself', () => {
  const before = bucketsOf(0, 10);
  const packed = before.pack();
  const after = MentionBuckets.unpack(JSON.parse(JSON.stringify(packed)));
  after.add(T0 + 10 * MINUTE_MS, ONE);
  expect([mentionsIn(after, 0, 20), mentionsIn(before, 0, 20)]).toEqual([3, 2]);
});

import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../windows/pane.ts';
import { SEEN_RECORDS, Seen } from './seen.ts';

const T0 = Date.UTC(2026, 10, 23);

/** Notes this many records that nobody asks for again. */
function pass(seen: Seen, records: number, watermarkMs: number | null = T0, from = 1_000): void {
  for (let nth = 0; nth < records; nth++) seen.note(from + nth, 99, watermarkMs);
}

describe('a redelivery is known', () => {
  test('exactly 2^17 records after the first, and not one later', () => {
    // records   x |---- 2^17 - 1 others ----| x       the 2^17th after it: known
    //           x |------ 2^17 others ------|   x     one more: forgotten
    const seen = new Seen();
    seen.note(1, 1, T0);
    pass(seen, SEEN_RECORDS - 1);
    expect(seen.has(1, 1, T0)).toBe(true);
    pass(seen, 1, T0, 1_000_000);
    expect(seen.has(1, 1, T0)).toBe(false);
  });

  test('up to 24 hours of watermark after the first', () => {
    const seen = new Seen();
    seen.note(1, 1, T0);
    expect([seen.has(1, 1, T0 + DAY_MS), seen.has(1, 1, T0 + DAY_MS + 1)]).toEqual([true, false]);
  });

  test('from the newest sighting on: a redelivery refreshes it', () => {
    const seen = new Seen();
    seen.note(1, 1, T0);
    pass(seen, SEEN_RECORDS - 10);
    seen.note(1, 1, T0 + DAY_MS);
    pass(seen, SEEN_RECORDS - 1, T0 + DAY_MS, 2_000_000);
    expect(seen.has(1, 1, T0 + 2 * DAY_MS)).toBe(true);
  });

  test('without an age, as long as there is no watermark', () => {
    const seen = new Seen();
    seen.note(1, 1, null);
    expect([seen.has(1, 1, null), seen.has(1, 1, T0)]).toEqual([true, true]);
  });

  test('by both halves of its hash', () => {
    const seen = new Seen();
    seen.note(1, 2, T0);
    expect([seen.has(1, 2, T0), seen.has(2, 1, T0), seen.has(1, 1, T0), seen.has(2, 2, T0)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

test('what it packs restores the same memory, also when the ring has come round', () => {
  const seen = new Seen();
  for (let nth = 0; nth < SEEN_RECORDS + 5_000; nth++) seen.note(nth % 90_001, nth % 7, T0 + nth);
  const restored = new Seen(seen.sightings - SEEN_RECORDS);
  for (let from = seen.sightings - SEEN_RECORDS; from < seen.sightings; from += 1 << 15) {
    restored.restore(seen.pack(from, Math.min(seen.sightings, from + (1 << 15))));
  }
  expect(restored.sightings).toBe(seen.sightings);
  const at = T0 + SEEN_RECORDS;
  for (let nth = 0; nth < SEEN_RECORDS + 5_000; nth += 97) {
    expect(restored.has(nth % 90_001, nth % 7, at)).toBe(seen.has(nth % 90_001, nth % 7, at));
  }
});

test('it agrees with a plain list of sightings, over several rounds of a crowded ring', () => {
  const seen = new Seen();
  const last = new Map<number, number>();
  let state = 12_345;
  for (let nth = 0; nth < 3 * SEEN_RECORDS; nth++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const id = state % (nth % 3 === 0 ? 50 : 250_000);
    const before = last.get(id);
    if (seen.has(id, 0, T0) !== (before !== undefined && nth - before <= SEEN_RECORDS))
      expect.unreachable(`record ${nth}`);
    seen.note(id, 0, T0);
    last.set(id, nth);
  }
});

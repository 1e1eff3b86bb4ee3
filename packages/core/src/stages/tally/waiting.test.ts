import { describe, expect, test } from 'vitest';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { MAX_PATTERNS, MAX_WAITING_POSTS, type Pattern, Waiting } from './waiting.ts';

const T0 = Date.UTC(2026, 10, 23);

function pattern(fields: Partial<Pattern> = {}): Pattern {
  return {
    kind: 'like',
    paneMs: T0,
    applause: true,
    sentiment: 'unscored',
    harmClaim: false,
    itemBrands: [],
    ownOf: [],
    country: null,
    currency: null,
    isReferred: false,
    total: null,
    ...fields,
  };
}

describe('acts that wait', () => {
  test('are summed by post and pattern, and come out in the order in which each pattern was first seen', () => {
    const waiting = new Waiting();
    waiting.add('x', 'p', pattern({ country: 'NO' }), 2, 0);
    waiting.add('x', 'p', pattern({ country: 'SE' }), 1, 0);
    waiting.add('x', 'p', pattern({ country: 'NO' }), 3, 0);
    waiting.add('x', 'other', pattern(), 1, 0);
    expect(waiting.records).toBe(4);
    expect(waiting.take('x', 'p').map(({ pattern: { country }, count, records }) => [country, count, records])).toEqual(
      [
        ['NO', 5, 2],
        ['SE', 1, 1],
      ],
    );
    expect([waiting.records, waiting.take('x', 'p')]).toEqual([1, []]);
  });

  test('wait until the watermark has passed their pane by 60 s', () => {
    // pane [00, 10)      ends 10      10 + 60 = 70: over
    const waiting = new Waiting();
    waiting.add('x', 'p', pattern(), 1, 0);
    waiting.add('x', 'p', pattern({ paneMs: T0 + 10_000 }), 1, 0);
    expect(waiting.expire(T0 + 69_999)).toBe(0);
    expect(waiting.expire(T0 + 70_000)).toBe(1);
    expect([waiting.records, waiting.paneStarts]).toEqual([1, [T0 + 10_000]]);
  });

  test('of running totals only the newest by time stands, and the older ones share its fate', () => {
    const waiting = new Waiting();
    const total = (value: number, atMs: number) =>
      pattern({ total: { value, atMs }, paneMs: Math.floor(atMs / 10_000) * 10_000 });
    waiting.add('x', 'p', total(5, T0 + 15_000), 1, 0);
    waiting.add('x', 'p', total(4, T0 + 3_000), 1, 0);
    waiting.add('x', 'p', total(9, T0 + 27_000), 1, 0);
    expect(waiting.take('x', 'p').map(({ pattern: { total: kept }, records }) => [kept?.value, records])).toEqual([
      [9, 3],
    ]);
  });
});

describe('the bounds', () => {
  test('64 patterns a post: the 65th is full, and one of the 64 still takes more', () => {
    const waiting = new Waiting();
    for (let nth = 0; nth < MAX_PATTERNS; nth++) {
      expect(waiting.add('x', 'p', pattern({ country: `C${nth}` }), 1, 0)).toBe('waiting');
    }
    expect(waiting.add('x', 'p', pattern({ country: 'more' }), 1, 0)).toBe('full');
    expect(waiting.add('x', 'p', pattern({ country: 'C7' }), 1, 0)).toBe('waiting');
    expect([MAX_PATTERNS, waiting.records]).toEqual([64, 65]);
  });

  test('100,000 posts a partition: the next post is full, a known one is not, and room is made by waiting’s end', () => {
    const waiting = new Waiting();
    for (let nth = 0; nth < MAX_WAITING_POSTS; nth++) waiting.add('x', `p${nth}`, pattern(), 1, 0);
    expect(MAX_WAITING_POSTS).toBe(100_000);
    expect(waiting.add('x', 'more', pattern(), 1, 0)).toBe('full');
    expect(waiting.add('x', 'p5', pattern({ kind: 'share' }), 1, 0)).toBe('waiting');
    expect(waiting.expire(T0 + 70_000)).toBe(100_001);
    expect(waiting.add('x', 'more', pattern(), 1, 0)).toBe('waiting');
  });
});

test('a restart reads back what waits, whatever was taken or has ended in between', async () => {
  const rows = new RowsOfTest();
  let restarted = new Waiting();
  const whole = new Waiting();
  for (let nth = 0; nth < 300; nth++) {
    for (const waiting of [whole, restarted]) {
      const paneMs = T0 + (Math.floor(nth / 20) - (nth % 3)) * 10_000;
      const total = nth % 4 === 0 ? { value: nth, atMs: paneMs + (nth % 7) * 1_000 } : null;
      waiting.add(
        'x',
        `p${nth % 9}`,
        pattern({ paneMs, total, country: `C${nth % 5}`, kind: nth % 2 ? 'view' : 'like' }),
        nth,
        3,
      );
      if (nth % 11 === 0) waiting.take('x', `p${nth % 7}`);
      if (nth % 40 === 39) waiting.expire(T0 + Math.floor(nth / 20) * 10_000);
    }
    if (nth % 13 !== 0) continue;
    const changes = noChanges();
    restarted.collect(changes, String(nth).padStart(8, '0'));
    rows.commit(changes);
    restarted = await Waiting.load(rows, restarted.paneStarts);
    expect(restarted.records).toBe(whole.records);
  }
  const left = (waiting: Waiting) =>
    Array.from({ length: 9 }, (_, post) =>
      waiting
        .take('x', `p${post}`)
        .map(({ pattern: kept, count, amountMinor, records }) => [kept, count, amountMinor, records]),
    );
  expect(left(restarted)).toEqual(left(whole));
});

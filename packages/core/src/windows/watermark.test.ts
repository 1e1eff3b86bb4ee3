import { expect, test } from 'vitest';
import type { FeedState, Mark } from '../model/interaction.ts';
import { Watermark } from './watermark.ts';

function mark(source: string, lowWatermarkMs: number, state: FeedState = 'live', holds = true): Mark {
  return { type: 'mark', source, worker: 'w', lowWatermarkMs, state, holds, cursor: '' };
}

/** The watermark after each mark. */
function after(...marks: Mark[]): (number | null)[] {
  const watermark = new Watermark(null, []);
  return marks.map((each) => {
    watermark.apply(each);
    return watermark.currentMs;
  });
}

test('it is the least of what the live feeds claim', () => {
  // a  10 ---------- 30 ------ 50
  // b        20 ---------- 40
  // =  10    10      20    30  40
  expect(after(mark('a', 10), mark('b', 20), mark('a', 30), mark('b', 40), mark('a', 50))).toEqual([
    10, 10, 20, 30, 40,
  ]);
});

test('it never goes back: neither by an older mark nor by a feed that begins behind it', () => {
  expect(after(mark('a', 100), mark('a', 70), mark('b', 20), mark('b', 110), mark('a', 120))).toEqual([
    100, 100, 100, 100, 110,
  ]);
});

test('an idle feed holds nobody back, and stands in the way again when it speaks', () => {
  const marks = [mark('a', 10), mark('b', 10), mark('b', 10, 'idle'), mark('a', 90), mark('b', 50), mark('a', 95)];
  expect(after(...marks)).toEqual([10, 10, 10, 90, 90, 90]);
});

test('when no feed is live it stands, and when all are done it goes to the largest end', () => {
  // a  10 ------ done 40
  // b  10 -- idle ------------ done 70
  const marks = [mark('a', 10), mark('b', 10), mark('b', 10, 'idle'), mark('a', 40, 'done'), mark('b', 70, 'done')];
  expect(after(...marks)).toEqual([10, 10, 10, 10, 70]);
});

test('a feed that does not hold moves nothing, alone or beside others', () => {
  expect(after(mark('poller', 5, 'live', false), mark('a', 50), mark('poller', 10, 'live', false))).toEqual([
    null,
    50,
    50,
  ]);
});

test('two workers of one source are two feeds', () => {
  expect(after(mark('a', 50), { ...mark('a', 20), worker: 'v' }, { ...mark('a', 60), worker: 'v' })).toEqual([
    50, 50, 50,
  ]);
});

test('it goes on from its packed form as if nothing had been', () => {
  const marks = [mark('a', 10), mark('b', 20), mark('c', 5, 'idle'), mark('a', 30), mark('c', 25), mark('b', 60)];
  const whole = new Watermark(null, []);
  let restarted = new Watermark(null, []);
  for (const each of marks) {
    expect(restarted.apply(each)).toBe(whole.apply(each));
    restarted = new Watermark(restarted.currentMs, structuredClone(restarted.pack()));
    expect(restarted.reports()).toEqual(whole.reports());
  }
});

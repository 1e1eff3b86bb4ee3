import { expect, test } from 'vitest';
import { rfc3339 } from './market-interaction.ts';
import { MarketTimeline } from './market-timeline.ts';

const view = (id: string) => ({ id, kind: 'view', platform: 'x', post: 'p' }) as const;

//        0         1000        2000
// added  |  c . a=b |  .   d    |
test('a step gives what lies in it, in order of event time, equal times in order of addition', () => {
  const timeline = new MarketTimeline(0, 1000);
  for (const [id, atMs] of [
    ['a', 900],
    ['d', 1500],
    ['b', 900],
    ['c', 100],
  ] as const)
    timeline.add(atMs, view(id));
  expect([...timeline.takeStep()].map((one) => one.id)).toEqual(['c', 'a', 'b']);
  expect([...timeline.takeStep()].map((one) => one.id)).toEqual(['d']);
  expect([...timeline.takeStep()]).toEqual([]);
});

test('nothing can be added to a step that was taken', () => {
  const timeline = new MarketTimeline(0, 1000);
  timeline.takeStep().next();
  expect(() => timeline.add(999, view('late'))).toThrow(RangeError);
});

test('event times are written as the platform writes them, before 1970 too', () => {
  for (const atMs of [0, 7, 45, 999, 1000, 1_700_000_000_123, -1, -86_400_000.5]) {
    expect(rfc3339(atMs)).toBe(new Date(Math.floor(atMs)).toISOString());
  }
});

import { describe, expect, test } from 'vitest';
import { type Tally, UsualProportion } from './usual-proportion.ts';

const STRAY = 0.1;

/** Of so many items, so many are the brand's. */
function share(own: number, items: number): Tally {
  return { items, sum: own, squares: own };
}

function learned(hours: readonly Tally[]): UsualProportion {
  const usual = new UsualProportion(STRAY);
  for (const hour of hours) usual.learn(hour);
  return usual;
}

function repeated(hours: number, of: (hour: number) => Tally): readonly Tally[] {
  return Array.from({ length: hours }, (_, hour) => of(hour));
}

const FIFTH = repeated(48, () => share(20, 100));

describe('what is usual', () => {
  test('is the mean of the items of the hours that are over', () => {
    expect(learned(FIFTH).compare(share(20, 100))).toMatchObject({ now: 0.2, usual: expect.closeTo(0.2, 10) });
  });

  test('weighs an hour by its items: ten say less than a thousand', () => {
    const { usual } = learned([share(200, 1000), share(4, 10)]).compare(share(0, 0));
    expect(usual).toBeGreaterThan(0.2);
    expect(usual).toBeLessThan(0.203);
  });

  test('is not learned from an hour in which nothing was said', () => {
    const quiet = learned([...FIFTH, share(0, 0)]);
    expect([quiet.hours, quiet.pack()]).toEqual([48, learned(FIFTH).pack()]);
  });

  test('is moved by an hour far off no more than by one at the edge of the usual', () => {
    const usualAfter = (own: number) => learned([...FIFTH, share(own, 100)]).compare(share(0, 0)).usual;
    expect(usualAfter(100)).toBe(usualAfter(90));
    expect(usualAfter(100)).toBeLessThan(0.21);
    expect(usualAfter(22)).toBeLessThan(usualAfter(90)); // the control: within the usual each item counts
  });

  test('follows a lasting change: the old level weighs half after two weeks', () => {
    const changed = learned([...repeated(336, () => share(20, 100)), ...repeated(336, () => share(40, 100))]);
    const { usual } = changed.compare(share(0, 0));
    expect(usual).toBeGreaterThan(0.32);
    expect(usual).toBeLessThan(0.36);
  });
});

describe('how rare a mean of now is', () => {
  test('depends on the items: the same share of few is chance, of many it is not', () => {
    const usual = learned(FIFTH);
    const [few, many] = [usual.compare(share(4, 10)), usual.compare(share(400, 1000))];
    expect([few.now, many.now]).toEqual([0.4, 0.4]);
    expect(few.sigma).toBeGreaterThan(many.sigma);
    expect(few.tailProbability).toBeGreaterThan(0.05);
    expect(many.tailProbability).toBeLessThan(1e-4);
  });

  test('depends on how changeful the brand is: hours that sway make the next one less surprising', () => {
    const steady = learned(FIFTH);
    const swaying = learned(repeated(48, (hour) => share(hour % 2 === 0 ? 5 : 35, 100)));
    const now = share(400, 1000);
    expect(swaying.compare(now).sigma).toBeGreaterThan(2 * steady.compare(now).sigma);
    expect(swaying.compare(now).tailProbability).toBeGreaterThan(steady.compare(now).tailProbability);
  });

  test('is one half where all is as usual, also where nothing is said', () => {
    expect(learned(FIFTH).compare(share(0, 0))).toMatchObject({ now: expect.closeTo(0.2, 10), tailProbability: 0.5 });
  });

  test('is never certain, even where every hour was the same', () => {
    const none = learned(repeated(200, () => share(0, 100)));
    const { sigma, tailProbability } = none.compare(share(1, 100));
    expect(sigma).toBeGreaterThan(0);
    expect(tailProbability).toBeGreaterThan(0);
  });
});

test('what was learned before a restart is there after it', () => {
  const hours = repeated(40, (hour) => share(10 + (hour % 7), 100));
  const restarted = UsualProportion.unpack(STRAY, JSON.parse(JSON.stringify(learned(hours.slice(0, 20)).pack())));
  for (const hour of hours.slice(20)) restarted.learn(hour);
  expect(restarted.pack()).toEqual(learned(hours).pack());
});

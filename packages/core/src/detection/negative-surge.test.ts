import { describe, expect, test } from 'vitest';
import type { Condition } from '../model/alert.ts';
import { HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import { FAST_WINDOW_MS, SLOW_WINDOW_MS, type WindowCount } from './count-series.ts';
import { findSurge, isSurgeNear, type SurgeLook } from './negative-surge.ts';
import { shippedThresholds } from './rule-set.ts';

const WHEN = shippedThresholds('negative-surge');

interface Look {
  readonly acts?: number;
  readonly slowActs?: number;
  readonly expected?: number;
  readonly dispersion?: number;
  readonly people?: number;
  readonly historyMs?: number;
  readonly isOwn?: boolean;
}

/** A look at an own brand in a clear surge, unless said otherwise. */
function look({
  acts = 60,
  slowActs = acts,
  expected = 2,
  dispersion = 0.1,
  people = 30,
  ...rest
}: Look = {}): SurgeLook {
  const windowOf = (windowMs: number, count: number): WindowCount => ({
    windowMs,
    acts: count,
    expected: (expected * windowMs) / FAST_WINDOW_MS,
    dispersion,
  });
  return {
    when: WHEN,
    falseAlarmsPerWeek: 1,
    isOwn: true,
    historyMs: 5 * HOUR_MS,
    demand: 1,
    fast: windowOf(FAST_WINDOW_MS, acts),
    slow: windowOf(SLOW_WINDOW_MS, slowActs),
    peopleIn: () => people,
    ...rest,
  };
}

describe('a surge is found', () => {
  test('when all conditions hold at once', () => {
    expect(findSurge(look())).toMatchObject({ isMet: true, severity: 'warning', windowMs: FAST_WINDOW_MS });
  });

  test.each<readonly [string, Look]>([
    ['too few acts', { acts: WHEN.acts - 1 }],
    ['too few people: one angry person is not a crisis', { people: WHEN.people - 1 }],
    ['less than three times the usual', { expected: 20.01 }],
    ['nothing rare, where counts vary much', { expected: 15, dispersion: 3 }],
    ['the first hour of a brand not yet over', { historyMs: HOUR_MS - 10_000 }],
  ])('but not with %s', (_, changed) => {
    expect(findSurge(look(changed)).isMet).toBe(false);
  });

  test('exactly at the floors, not only above them', () => {
    const atFloors = { acts: WHEN.acts, people: WHEN.people, historyMs: HOUR_MS, expected: 0.1, dispersion: 0.05 };
    expect(findSurge(look(atFloors)).isMet).toBe(true);
  });

  test('in fifteen minutes, of what never crowds into five', () => {
    const slow = { acts: WHEN.acts - 1, slowActs: WHEN.slowActs, people: WHEN.slowPeople, expected: 0.5 };
    expect(findSurge(look(slow))).toMatchObject({ isMet: true, windowMs: SLOW_WINDOW_MS, observed: WHEN.slowActs });
    expect(findSurge(look({ ...slow, slowActs: WHEN.slowActs - 1 })).isMet).toBe(false);
  });

  test('to be near without anybody being asked for, and a quiet brand is not', () => {
    const near = ({ fast, slow }: SurgeLook) => isSurgeNear(WHEN, fast, slow, 0.6);
    const least = Math.ceil(0.6 * WHEN.acts);
    expect([
      near(look({ acts: least })),
      near(look({ acts: least - 1 })),
      near(look({ acts: 90, expected: 60 })),
    ]).toEqual([true, false, false]);
  });
});

describe('the margin of a condition', () => {
  const all = (changed: Look): readonly Condition[] => findSurge(look(changed)).conditions;

  test('is at least 0 exactly when it is met', () => {
    const looks: Look[] = [];
    for (const acts of [0, 1, 14, 15, 16, 60, 1_000]) {
      for (const people of [0, 7, 8, 9]) {
        for (const expected of [0, 0.25, 5, 20])
          looks.push({ acts, people, expected, historyMs: (people + 52) * MINUTE_MS });
      }
    }
    for (const { margin, met, name, value } of looks.flatMap(all)) {
      expect([name, value, margin >= 0]).toEqual([name, value, met]);
    }
  });

  test('is a finite number also where the tail has vanished', () => {
    const rarity = all({ acts: 1e7, expected: 0, dispersion: 0.05 }).find(({ name }) => name === 'tailProbability');
    expect(rarity).toMatchObject({ met: true });
    expect(Number.isFinite(rarity?.margin)).toBe(true);
  });

  test('does not divide by a usual level of nothing', () => {
    expect(all({ expected: 0 }).every(({ value }) => Number.isFinite(value))).toBe(true);
  });
});

describe('how bad it is', () => {
  const severity = (changed: Look) => findSurge(look(changed)).severity;

  test('an own brand is warned of, and it is critical when it is large, far above the usual, and by many', () => {
    expect(severity({ acts: 100, people: 50, expected: 10 })).toBe('critical');
    expect(severity({ acts: 99, people: 50, expected: 5 })).toBe('warning');
    expect(severity({ acts: 100, people: 49, expected: 5 })).toBe('warning');
    expect(severity({ acts: 100, people: 50, expected: 10.1 })).toBe('warning');
  });

  test('a brand that is nobody’s own is at most watched', () => {
    expect(severity({ acts: 10_000, people: 5_000, isOwn: false })).toBe('watch');
  });
});

describe('it is calm again', () => {
  const isCalm = (changed: Look) => findSurge(look(changed)).isCalm;

  test('below half of the floor, and of the slow window’s', () => {
    const half = WHEN.acts / 2;
    expect([isCalm({ acts: half - 1, expected: 1 }), isCalm({ acts: half, expected: 1 })]).toEqual([true, false]);
    expect(isCalm({ acts: 0, slowActs: Math.ceil(WHEN.slowActs / 2), expected: 1 })).toBe(false);
  });

  test('of a busy brand below one and a half times what is usual', () => {
    expect([isCalm({ acts: 149, expected: 100 }), isCalm({ acts: 150, expected: 100 })]).toEqual([true, false]);
  });
});

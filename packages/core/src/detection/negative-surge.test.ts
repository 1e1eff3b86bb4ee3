import { describe, expect, test } from 'vitest';
import type { Condition } from '../model/alert.ts';
import { HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import {
  arithmeticOf,
  CALM_MS,
  CLEAR_ACTS,
  type Episode,
  MIN_ACTS,
  MIN_HISTORY_MS,
  MIN_PEOPLE,
  type SurgeInput,
  stepSurge,
} from './negative-surge.ts';

const T0 = Date.UTC(2026, 10, 23, 12);

type Look = Partial<Omit<SurgeInput, 'people'>> & { readonly people?: number };

/** A look at an own brand in a clear surge, unless said otherwise. */
function look({ people = 30, ...rest }: Look = {}): SurgeInput {
  const usual = { atMs: T0, acts: 60, expected: 2, dispersion: 0.1, historyMs: 5 * HOUR_MS };
  return { ...usual, isOwn: true, falseAlarmsPerWeek: 1, ...rest, people: () => people };
}

function episode(fields: Partial<Episode> = {}): Episode {
  return { openedAtMs: T0 - HOUR_MS, severity: 'warning', notices: 1, calmSinceMs: null, peak: 60, ...fields };
}

describe('an incident opens', () => {
  test('when all conditions hold at once', () => {
    const decision = stepSurge(look(), null);
    expect(decision).toMatchObject({ kind: 'opened', severity: 'warning' });
  });

  test.each<readonly [string, Look]>([
    ['too few acts', { acts: MIN_ACTS - 1 }],
    ['too few people: one angry person is not a crisis', { people: MIN_PEOPLE - 1 }],
    ['less than three times the usual', { expected: 20.01 }],
    ['nothing rare, where counts vary much', { expected: 15, dispersion: 3 }],
    ['the first hour of a brand not yet over', { historyMs: MIN_HISTORY_MS - 10_000 }],
  ])('but not with %s', (_, changed) => {
    expect(stepSurge(look(changed), null).kind).toBe('none');
  });

  test('exactly at the floors, not only above them', () => {
    const atFloors = { acts: MIN_ACTS, people: MIN_PEOPLE, historyMs: MIN_HISTORY_MS, expected: 0.1, dispersion: 0.05 };
    expect(stepSurge(look(atFloors), null).kind).toBe('opened');
  });

  test('without asking who acted while the acts do not suffice', () => {
    const input = { ...look({ acts: MIN_ACTS - 1 }), people: () => expect.unreachable() };
    expect(stepSurge(input, null).kind).toBe('none');
  });
});

describe('the margin of a condition', () => {
  const all = (changed: Look): readonly Condition[] => arithmeticOf(look(changed)).conditions;

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
  test('an own brand is warned of, and it is critical when it is large, far above the usual, and by many', () => {
    expect(stepSurge(look({ acts: 100, people: 50, expected: 10 }), null)).toMatchObject({ severity: 'critical' });
    expect(stepSurge(look({ acts: 99, people: 50, expected: 5 }), null)).toMatchObject({ severity: 'warning' });
    expect(stepSurge(look({ acts: 100, people: 49, expected: 5 }), null)).toMatchObject({ severity: 'warning' });
    expect(stepSurge(look({ acts: 100, people: 50, expected: 10.1 }), null)).toMatchObject({ severity: 'warning' });
  });

  test('a brand that is nobody’s own is at most watched', () => {
    const huge = { acts: 10_000, people: 5_000, isOwn: false };
    expect(stepSurge(look(huge), null)).toMatchObject({ kind: 'opened', severity: 'watch' });
    expect(stepSurge(look(huge), episode({ severity: 'watch' })).kind).toBe('none');
  });

  test('it escalates once, and does not fall back while it is open', () => {
    const open = episode();
    expect(stepSurge(look({ acts: 200, people: 80 }), open)).toMatchObject({ kind: 'escalated', severity: 'critical' });
    open.severity = 'critical';
    expect(stepSurge(look({ acts: 200, people: 80 }), open).kind).toBe('none');
    expect(stepSurge(look({ acts: 60 }), open).kind).toBe('none');
    expect(open.peak).toBe(200);
  });
});

describe('an episode is one incident', () => {
  /** What is decided at each look of a series, ten minutes apart. */
  function decided(acts: readonly number[]): string[] {
    const open = episode();
    return acts.map(
      (count, nth) => stepSurge(look({ acts: count, expected: 1, atMs: T0 + nth * 10 * MINUTE_MS }), open).kind,
    );
  }

  test('it ends when it has been calm for 30 minutes without a break', () => {
    // minutes  0    10   20   30
    // acts     60 | 2    2    2    2
    //               |<-- 30 min -->| resolved
    expect(decided([60, 2, 2, 2, 2])).toEqual(['none', 'none', 'none', 'none', 'resolved']);
    expect(CALM_MS).toBe(30 * MINUTE_MS);
  });

  test('one flare begins the half hour anew, also below the level at which it would open', () => {
    // acts     2    2    9    2    2    2    2
    //                    ^ above half of the floor: not calm
    expect(decided([2, 2, 9, 2, 2, 2, 2])).toEqual(['none', 'none', 'none', 'none', 'none', 'none', 'resolved']);
  });

  test('the level to clear lies below the level to open', () => {
    const open = episode();
    stepSurge(look({ acts: Math.ceil(CLEAR_ACTS), expected: 1 }), open);
    expect(open.calmSinceMs).toBeNull();
    stepSurge(look({ acts: Math.ceil(CLEAR_ACTS) - 1, expected: 1 }), open);
    expect(open.calmSinceMs).toBe(T0);
  });

  test('of a busy brand it ends at one and a half times what is usual', () => {
    const open = episode();
    stepSurge(look({ acts: 150, expected: 100 }), open);
    expect(open.calmSinceMs).toBeNull();
    stepSurge(look({ acts: 149, expected: 100 }), open);
    expect(open.calmSinceMs).toBe(T0);
  });
});

import { describe, expect, test } from 'vitest';
import { shippedThresholds } from './rule-set.ts';
import { findViral, type ViralLook } from './viral-negative.ts';

const WHEN = shippedThresholds('viral-negative');

/** A look at an own brand's post that races, unless said otherwise. */
function look(fields: Partial<ViralLook> = {}) {
  const racing = { velocity: 6, shares: 40, expectedShares: 90, people: 30, demand: 1 };
  return findViral({ when: WHEN, isOwn: true, ...racing, ...fields });
}

describe('a negative post that races', () => {
  test('opens where velocity, shares and people are enough, each with its margin', () => {
    const { conditions, isMet, severity } = look();
    expect([isMet, severity]).toEqual([true, 'warning']);
    expect(conditions.map(({ name, margin }) => [name, Number(margin.toFixed(2))])).toEqual([
      ['velocity', 1],
      ['shares', 1.67],
      ['people', 2.75],
    ]);
  });

  test.each([
    ['velocity', { velocity: 2.9 }],
    ['shares', { shares: 14 }],
    ['people', { people: 7 }],
  ])('does not where %s is short of it', (name, fields) => {
    const { conditions, isMet } = look(fields);
    expect([isMet, conditions.filter(({ met }) => !met).map((each) => each.name)]).toEqual([false, [name]]);
  });

  test('must be faster where the brand’s own alarms have asked for it', () => {
    expect([look({ demand: 2 }).isMet, look({ demand: 2.1 }).isMet]).toEqual([true, false]);
  });

  test('is critical at ten times the velocity and a hundred shares, of an own brand', () => {
    const wild = { velocity: 30, shares: 100 };
    expect(look(wild).severity).toBe('critical');
    expect(look({ ...wild, shares: 99 }).severity).toBe('warning');
    expect(look({ ...wild, isOwn: false }).severity).toBe('watch');
  });

  test('is calm below a third of the velocity as shipped, whatever the demand', () => {
    expect([look({ velocity: 0.99, demand: 6 }).isCalm, look({ velocity: 1, demand: 6 }).isCalm]).toEqual([
      true,
      false,
    ]);
  });
});

describe('how far it is expected to go', () => {
  test('is not asked as shipped: nothing is later for a forecast', () => {
    expect(look({ expectedShares: 0 }).isMet).toBe(true);
  });

  test('is a condition with its margin where a rule asks for it', () => {
    const when = { ...WHEN, expectedShares: 100 };
    const { conditions, isMet } = look({ when });
    expect(isMet).toBe(false);
    expect(conditions.find(({ name }) => name === 'expectedShares')).toMatchObject({ value: 90, threshold: 100 });
    expect(look({ when, expectedShares: 100 }).isMet).toBe(true);
  });
});

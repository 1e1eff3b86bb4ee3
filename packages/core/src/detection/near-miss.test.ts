import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import { atLeast, atMost, type Finding } from './finding.ts';
import { forgetRunUp, type NearMiss, nearnessOf, noteNearMiss, packNearMiss, unpackNearMiss } from './near-miss.ts';
import { type Rule, type RuleClass, SHIPPED_RULES } from './rule-set.ts';

const T0 = Date.UTC(2026, 10, 23);
const LACKING = { kind: 'lacking' } as const;

function ruleOf(name: RuleClass): Rule {
  return SHIPPED_RULES.find((rule) => rule.class === name) as Rule;
}

const SURGE = ruleOf('negative-surge');

function lookAt(conditions: Finding['conditions']): Finding {
  return { conditions, windowMs: 5 * MINUTE_MS } as Finding;
}

/** So many acts where fifteen are asked for. */
function acts(count: number): Finding {
  return lookAt([atLeast('acts', count, 15)]);
}

function noted(...looks: readonly (readonly [hours: number, finding: Finding, rule?: Rule])[]): NearMiss[] {
  const misses: NearMiss[] = [];
  for (const [hours, finding, rule = SURGE] of looks)
    noteNearMiss(misses, finding, T0 + hours * HOUR_MS, rule, LACKING);
  return misses;
}

function shown(misses: readonly NearMiss[]): readonly (readonly [number, number | undefined])[] {
  return misses.map(({ atMs, conditions }) => [(atMs - T0) / HOUR_MS, conditions[0]?.value]);
}

describe('how near a look was', () => {
  test('is the part of the condition that is farthest; below 60 % it is not near', () => {
    expect(nearnessOf(acts(12))).toBe(0.8);
    expect(nearnessOf(acts(9))).toBe(0.6);
    expect(nearnessOf(acts(8))).toBe(0);
    expect(nearnessOf(lookAt([atLeast('acts', 14, 15), atLeast('people', 6, 8)]))).toBe(0.75);
  });

  test('asks a probability to be within a hundredfold, and is no nearer for how far within', () => {
    const chance = (value: number) =>
      nearnessOf(lookAt([atLeast('acts', 12, 15), atMost('tailProbability', value, 1e-4)]));
    expect([chance(2e-4), chance(1e-2), chance(1.1e-2)]).toEqual([0.8, 0.8, 0]);
  });

  test('is 1 where everything is met: something else held it back', () => {
    expect(nearnessOf(acts(15))).toBe(1);
  });
});

describe('what nearly became an incident', () => {
  test('is remembered once an hour and class: the nearest look', () => {
    const misses = noted(
      [0, acts(10)],
      [0.2, acts(13)],
      [0.4, acts(11)],
      [1, acts(10)],
      [1.1, acts(10), ruleOf('harm-claim')],
    );
    expect(shown(misses)).toEqual([
      [0.2, 13],
      [1, 10],
      [1.1, 10],
    ]);
  });

  test('is not remembered where it was far', () => {
    expect(noted([0, acts(8)])).toEqual([]);
  });

  test('once held back with a reason keeps that reason for its hour', () => {
    const misses: NearMiss[] = [];
    noteNearMiss(misses, acts(20), T0, SURGE, { kind: 'expected-spike', reason: 'Launch' });
    noteNearMiss(misses, acts(14), T0 + MINUTE_MS, SURGE, LACKING);
    expect(misses.map(({ why }) => why.kind)).toEqual(['expected-spike']);
  });

  test('is forgotten after a week, or when twenty newer ones are remembered', () => {
    expect(shown(noted([0, acts(10)], [168, acts(10)]))).toEqual([
      [0, 10],
      [168, 10],
    ]);
    expect(shown(noted([0, acts(10)], [168.01, acts(10)]))).toEqual([[168.01, 10]]);
    const many = noted(...Array.from({ length: 22 }, (_, hour) => [hour, acts(10)] as const));
    expect([many.length, shown(many)[0]]).toEqual([20, [2, 10]]);
  });

  test('was the way to an incident where one of its class opens within the hour, and is no miss then', () => {
    const misses = noted([0, acts(10)], [1.2, acts(13)], [1.3, acts(10), ruleOf('harm-claim')]);
    forgetRunUp(misses, 'negative-surge', T0 + 2 * HOUR_MS);
    expect(misses.map(({ class: name, atMs }) => [name, (atMs - T0) / HOUR_MS])).toEqual([
      ['negative-surge', 0],
      ['harm-claim', 1.3],
    ]);
  });

  test('is the same over a restart', () => {
    const conditions = [atLeast('acts', 12, 15), atMost('tailProbability', 0, 1e-4)];
    const about = {
      atMs: T0,
      class: 'negative-surge',
      rule: { id: 'own', version: 3 },
      windowMs: 1,
      conditions,
    } as const;
    for (const why of [
      LACKING,
      { kind: 'expected-spike', reason: 'Launch' },
      { kind: 'joined', incident: 'abc' },
    ] as const) {
      expect(unpackNearMiss(packNearMiss({ ...about, why }))).toEqual({ ...about, why });
    }
  });
});

import { describe, expect, test } from 'vitest';
import { completedRules, expectedSpikeAt, RULE_CLASSES, type Rule, ruleFor, SHIPPED_RULES } from './rule-set.ts';
import { thresholdsOf } from './thresholds.ts';

const SURGE = SHIPPED_RULES.find((rule) => rule.class === 'negative-surge') as Rule;

describe('without any configuration', () => {
  test('each class has one rule for every brand, with all of its thresholds within their ranges', () => {
    for (const name of RULE_CLASSES) {
      const rule = ruleFor(SHIPPED_RULES, name, 'main/any') as Rule;
      expect(rule).toMatchObject({ id: name, class: name, isEnabled: true });
      for (const [threshold, { least, most }] of Object.entries(thresholdsOf(name))) {
        const value = (rule.when as Readonly<Record<string, number>>)[threshold] as number;
        expect([threshold, value >= least && value <= most]).toEqual([threshold, true]);
      }
    }
  });
});

describe('a rule of one’s own', () => {
  const ofA: Rule = { ...SURGE, id: 'of-a', brands: ['main/a'] };

  test('decides for its brands, and the shipped one for the others', () => {
    const rules = completedRules([ofA]);
    expect(ruleFor(rules, 'negative-surge', 'main/a')?.id).toBe('of-a');
    expect(ruleFor(rules, 'negative-surge', 'main/b')?.id).toBe('negative-surge');
  });

  test('with the id of a shipped one stands in its place', () => {
    const rules = completedRules([{ ...SURGE, version: 9 }]);
    expect(rules.filter(({ class: name }) => name === 'negative-surge').map(({ version }) => version)).toEqual([9]);
  });

  test('that is switched off silences its class for its brands, and not the shipped one behind it', () => {
    const rules = completedRules([{ ...ofA, isEnabled: false }]);
    expect(ruleFor(rules, 'negative-surge', 'main/a')).toBeNull();
    expect(ruleFor(rules, 'negative-surge', 'main/b')).not.toBeNull();
  });
});

test('an expected spike lasts from its first instant until before its last', () => {
  // spike     [100 ---- 200)
  const launch = { fromMs: 100, toMs: 200, reason: 'Launch' };
  const rule: Rule = { ...SURGE, except: [launch] };
  expect([99, 100, 199, 200].map((atMs) => expectedSpikeAt(rule, atMs))).toEqual([null, launch, launch, null]);
});

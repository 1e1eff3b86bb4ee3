import { expect, test } from 'vitest';
import { faultText } from './parse-configuration.ts';
import { parseRuleTests, type RuleTests } from './rule-tests.ts';

const MINUTE_MS = 60_000;

function read(text: string): RuleTests {
  const reading = parseRuleTests(text, 't.yaml');
  if (reading.kind === 'faults') throw new Error(JSON.stringify(reading.faults));
  return reading.tests;
}

function faultsOf(text: string): readonly string[] {
  const reading = parseRuleTests(text, 't.yaml');
  return reading.kind === 'faults' ? reading.faults.map((fault) => faultText('t.yaml', fault)) : [];
}

test('a test is a situation in spans from its begin, and all that is to be raised', () => {
  const { brands, own, tests } = read(`
brands: [united, delta]
own: [united]
tests:
  - name: angry people
    usual: { for: 2d, negative: 6 }
    acts: [{ from: 5m, for: 10m, negative: 4, people: 12 }, { from: 0, brand: delta, harmClaims: 1, shares: 2 }]
    expect: [{ class: negative-surge, by: 8m, severity: warning }]
`);
  expect([brands, own]).toEqual([['united', 'delta'], ['united']]);
  const [one] = tests;
  expect(one).toMatchObject({
    name: 'angry people',
    brand: 'united',
    lastsMs: (15 + 60) * MINUTE_MS,
    usual: { forMs: 2 * 1440 * MINUTE_MS, negative: 6, neutral: 0 },
    expect: [{ class: 'negative-surge', brand: 'united', rule: null, afterMs: 0, byMs: 8 * MINUTE_MS }],
  });
  expect(one?.acts).toMatchObject([
    { brand: 'united', fromMs: 5 * MINUTE_MS, forMs: 10 * MINUTE_MS, negative: 4, people: 12 },
    { brand: 'delta', fromMs: 0, forMs: MINUTE_MS, harmClaims: 1, shares: 2, people: null },
  ]);
});

test('rules are those of a file, or stand with the tests, each fault at its own place', () => {
  const tests = 'tests: [{ name: a }]';
  expect(read(`brands: [a]\nrules: r.yaml\n${tests}`).rules).toEqual({ kind: 'file', name: 'r.yaml' });
  const { rules } = read(`brands: [a]\nrules:\n  falseAlarmsPerWeek: 2\n${tests}`);
  if (rules.kind !== 'inline') throw new Error('they stand with the tests');
  expect(rules.section.value).toEqual({ falseAlarmsPerWeek: 2 });
  expect(rules.section.placeOf(['falseAlarmsPerWeek'])).toEqual({ line: 3, column: 3 });
});

test.each([
  ['brands: [a]\ntests: []', 'tests has 0 entries; at least 1'],
  [
    'brands: [a]\ntests: [{ name: x, akts: [] }]',
    't.yaml:2:20: tests[0].akts is not known here (did you mean "acts"?)',
  ],
  ['brands: [a]\ntests: [{ name: x, brand: b }]', 'tests[0].brand "b" is not among the brands; they are a'],
  ['brands: [a]\ntests: [{ name: x, acts: [{ shares: 2 }] }]', 'has shares or likes and nothing to share'],
  [
    'brands: [a]\ntests: [{ name: x, acts: [{ from: soon }] }]',
    'tests[0].acts[0].from is not a span of time up to 28d',
  ],
  ['brands: [a]\ntests: [{ name: x, expect: [{ class: negative-surge }] }]', 'tests[0].expect[0].by is missing'],
  [
    'brands: [a]\ntests: [{ name: x, expect: [{ class: surge, by: 0 }] }]',
    'it must be one of harm-claim, negative-surge',
  ],
  ['brands: [a]\ntests: [{ name: x, expect: [{ class: no-data, after: 5m, by: 4m }] }]', 'by comes before "after"'],
  ['brands: [a]\nrules: 7\ntests: [{ name: x }]', 'rules is neither rules nor the name of a file of them'],
  ['', 't.yaml:1:1: the file is empty'],
])('%j is refused with its place', (text, fault) => {
  expect(faultsOf(text).join('\n')).toContain(fault);
});

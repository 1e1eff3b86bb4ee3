import { describe, expect, it } from 'vitest';
import { SHIPPED_RULES } from '../detection/rule-set.ts';
import type { Configuration } from './configuration.ts';
import { brandIdsOnLog, ownAccountsOf } from './configuration.ts';
import { configurationDigest } from './configuration-digest.ts';
import { configurationJsonSchema } from './configuration-schema.ts';
import { faultText, parseAlertsSection, parseConfiguration } from './parse-configuration.ts';

const WHOLE = `
group: main
locale: nb
timeZone: Europe/Oslo
businessHours: { mon-fri: "08:00-16:00", sat: "10:00-24:00", holidays: [2027-05-17] }
brands:
  - id: united
    name: United Airlines
    match: { keywords: ["united airlines"], handles: ["@united"], hashtags: ["#united"], products: [], exclude: ["manchester united"] }
    accounts: [{ platform: x, id: "united" }]
  - id: delta
markets: [{ id: us-airlines, version: 2, own: [united], brands: [united, delta] }]
goals: [{ id: q1, brand: united, metric: conversions, baseline: { value: 1200, per: 90d }, target: "+15%", from: 2027-01-01, by: 2027-03-31 }]
campaigns: [{ id: spring, brand: united, from: 2027-03-01, to: 2027-05-31, cost: { amountMinor: 500000, currency: USD } }]
alerts: { falseAlarmsPerWeek: 0.5, rules: [{ id: surge, class: negative-surge, version: 3, brands: [united], when: { acts: 30 }, except: [{ from: 2027-03-01T08:00:00+01:00, to: 2027-03-02T08:00:00+01:00, reason: Launch }] }], advice: { harm-claim: "Call the kitchen." } }
sources: [{ id: fire, kind: bluesky, delay: 5s, options: { collections: [a, b] } }]
channels: [{ id: team, kind: slack, secret: SLACK_URL }, { id: press, kind: mail, to: [press@example.com], severity: critical }]
`;

function configurationOf(text: string): Configuration {
  const reading = parseConfiguration(text, 'grapevine.yaml');
  if (reading.kind === 'faults')
    throw new Error(reading.faults.map((fault) => faultText('grapevine.yaml', fault)).join('\n'));
  return reading.configuration;
}

function faultsOf(text: string): string[] {
  const reading = parseConfiguration(text, 'g.yaml');
  return reading.kind === 'faults' ? reading.faults.map((fault) => faultText(reading.file, fault)) : [];
}

const BRANDS = 'brands: [{ id: united }, { id: delta }]\n';

describe('a configuration', () => {
  it('is read with its durations, hours and changes as numbers', () => {
    const read = configurationOf(WHOLE);
    expect(read).toMatchObject({ group: 'main', locale: 'nb', timeZone: 'Europe/Oslo' });
    expect(read.businessHours.open).toHaveLength(6);
    expect(read.businessHours.open[5]).toEqual({ weekday: 6, startMinute: 600, endMinute: 1440 });
    expect(read.businessHours.holidays).toEqual(['2027-05-17']);
    expect(read.goals[0]).toMatchObject({
      targetChange: 0.15,
      baseline: { value: 1200, perMs: 90 * 86_400_000 },
      byDay: '2027-03-31',
    });
    expect(read.campaigns[0]).toMatchObject({ attributionWindowMs: 7 * 86_400_000, toDay: '2027-05-31' });
    expect(read.alerts.falseAlarmsPerWeek).toBe(0.5);
    expect(read.alerts.rules[0]).toMatchObject({
      id: 'surge',
      class: 'negative-surge',
      version: 3,
      brands: ['united'],
      when: { acts: 30, people: 8 },
      except: [{ fromMs: Date.UTC(2027, 2, 1, 7), toMs: Date.UTC(2027, 2, 2, 7), reason: 'Launch' }],
    });
    expect(read.alerts.rules.slice(1)).toEqual(SHIPPED_RULES);
    expect(read.sources[0]).toMatchObject({ id: 'fire', kind: 'bluesky', delayMs: 5000, holds: null });
    expect(read.channels.map(({ severity }) => severity)).toEqual(['warning', 'critical']);
  });

  it('of a brand alone gets the defaults, and the market of all brands', () => {
    const read = configurationOf('brands: [{ id: united }, { id: delta }]');
    expect(read).toMatchObject({
      group: 'main',
      locale: 'en',
      timeZone: 'UTC',
      alerts: { falseAlarmsPerWeek: 1, rules: SHIPPED_RULES, advice: {} },
    });
    expect(read.brands[0]).toMatchObject({ name: 'united', match: { keywords: [], exclude: [] }, accounts: [] });
    expect(read.markets).toEqual([{ id: 'all', version: 1, own: ['united', 'delta'], brands: ['united', 'delta'] }]);
  });

  it('takes an empty section for one that is not there', () => {
    expect(configurationOf(`${BRANDS}alerts:\ngoals:\nmarkets:\n`).markets[0]?.id).toBe('all');
  });

  it('says where its brands are on the log and whose accounts are whose', () => {
    const read = configurationOf(WHOLE);
    expect(brandIdsOnLog(read).get('united')).toBe('main/united');
    expect(ownAccountsOf(read).get('x')?.get('united')).toEqual(['united']);
  });

  it('has one digest however it is laid out, and another when a value changes', () => {
    const hash = (text: string): string => text;
    const digest = configurationDigest(configurationOf('group: a\nbrands: [{ id: b, name: B }]'), hash);
    expect(configurationDigest(configurationOf('# note\nbrands:\n  - name: B\n    id: b\ngroup: a'), hash)).toBe(
      digest,
    );
    expect(configurationDigest(configurationOf('group: a\nbrands: [{ id: b, name: C }]'), hash)).not.toBe(digest);
  });

  it('has a JSON Schema for editors', () => {
    const schema = configurationJsonSchema();
    expect(Object.keys(schema['properties'] as object)).toContain('businessHours');
    expect(schema['required']).toEqual(['brands']);
    expect(JSON.stringify(schema)).toContain('falseAlarmsPerWeek');
  });
});

describe('the faults of a configuration', () => {
  it('are told all at once, in the order of the file, each at its line and column', () => {
    const faults = faultsOf(`grup: main
timeZone: Oslo
brands:
  - id: United
  - id: delta
    match: { keywords: ["", ok] }
  - id: delta
markets: [{ id: m, own: [delta], brands: [detla] }]
alerts: { falseAlarmsPerWeek: 0 }
`);
    expect(faults).toEqual([
      'g.yaml:1:1: grup is not known here (did you mean "group"?)',
      'g.yaml:2:1: timeZone is not a time zone; write one such as Europe/Oslo',
      'g.yaml:4:5: brands[0].id is not an id; write 1 to 64 small letters, digits and hyphens',
      'g.yaml:6:25: brands[1].match.keywords[0] is empty; remove it or write the term',
      'g.yaml:7:5: brands[2].id "delta" stands twice; give each its own id',
      'g.yaml:8:26: markets[0].own[0] "delta" is own but not among the market\'s brands; add it there',
      'g.yaml:8:43: markets[0].brands[0] "detla" is not a brand of this file (did you mean "delta"?)',
      'g.yaml:9:11: alerts.falseAlarmsPerWeek is 0; it must be more than 0',
    ]);
  });

  it.each([
    ['', '1:1: the file is empty'],
    ['- a', '1:1: is a list, not an object'],
    ['group: a', '1:1: brands is missing'],
    ['brands: []', 'brands has 0 entries; at least 1'],
    ['\tgroup: x', '1:1: Tabs are not allowed'],
    ['group: a\ngroup: b\nbrands: 5', '2:1: this name stands twice'],
    ['group: a\ngroup: b\nbrands: 5', '3:1: brands is 5, not a list'],
    [`group: !!js/function x\n${BRANDS}`, '1:8: this tag is not known'],
    ['brands: [{ id: a }]\n---\nbrands: []', 'a second document begins here'],
    ['base: &b { id: x }\nbrands: [{ <<: *b }]', 'brands[0].<< is not known here'],
    ['__proto__: 1\nbrands: [{ id: a }]', '__proto__ is not known here'],
    [`${BRANDS}locale: de`, 'locale is "de"; it must be one of en, nb'],
    [`${BRANDS}markets: [{ id: m, brands: [delta, delta] }]`, 'markets[0].brands[1] "delta" stands twice'],
    [`${BRANDS}markets: [{ id: m, brands: [delta] }, { id: m, brands: [delta] }]`, 'markets[1].id "m" stands twice'],
    [`${BRANDS}markets: [{ id: m, version: 0, brands: [delta] }]`, 'markets[0].version is 0'],
    [`${BRANDS}alerts: { falseAlarmsPerWeek: 0 }`, 'alerts.falseAlarmsPerWeek is 0; it must be more than 0'],
    [`${BRANDS}alerts: { falseAlarmsPerWeek: -1 }`, 'alerts.falseAlarmsPerWeek is -1; it must be more than 0'],
    [`${BRANDS}alerts: { falseAlarmsPerWeek: 1e6 }`, 'alerts.falseAlarmsPerWeek is 1000000; it must be at most 1000'],
    [
      `${BRANDS}campaigns: [{ id: c, brand: delta, from: 2027-03-01, to: 2027-04-01, attributionWindow: 0d }]`,
      'attributionWindow',
    ],
    [`${BRANDS}alerts: { falseAlarmsPerWeek: .nan }`, 'alerts.falseAlarmsPerWeek'],
    [`${BRANDS}alerts: { rules: [{ id: a }, { id: a }] }`, 'alerts.rules[1].id "a" stands twice'],
    [`${BRANDS}alerts: { rules: [{ id: a }] }`, 'alerts.rules[0].class is missing; it is one of harm-claim, '],
    [`${BRANDS}alerts: { rules: [{ id: a, class: harm-clam }] }`, 'did you mean "harm-claim"?'],
    [
      `${BRANDS}alerts: { rules: [{ id: harm-claim, when: { act: 3 } }] }`,
      'alerts.rules[0].when.act is not a threshold of harm-claim (did you mean "acts"?)',
    ],
    [
      `${BRANDS}alerts: { rules: [{ id: harm-claim, when: { acts: 0 } }] }`,
      'alerts.rules[0].when.acts is 0; it must be at least 1',
    ],
    [
      `${BRANDS}alerts: { rules: [{ id: harm-claim, brands: [untied] }] }`,
      'alerts.rules[0].brands[0] "untied" is not a brand of this file (did you mean "united"?)',
    ],
    [
      `${BRANDS}alerts: { rules: [{ id: harm-claim, except: [{ from: 2027-03-01T08:00:00Z, to: 2027-03-01T08:00:00Z, reason: x }] }] }`,
      'alerts.rules[0].except[0].to 2027-03-01T08:00:00Z must come after "from"',
    ],
    [
      `${BRANDS}alerts: { rules: [{ id: harm-claim, except: [{ from: yesterday, to: 2027-03-01T08:00:00Z, reason: x }] }] }`,
      'alerts.rules[0].except[0].from is not a time',
    ],
    [
      `${BRANDS}alerts: { rules: [{ id: no-data, brands: [united] }] }`,
      'alerts.rules[0].brands is not known to no-data',
    ],
    [`${BRANDS}alerts: { advice: { harmclaim: x } }`, 'did you mean "harm-claim"?'],
    [`${BRANDS}businessHours: { mon-fru: "08:00-16:00" }`, 'businessHours.mon-fru is not a day'],
    [`${BRANDS}businessHours: { mon: "16:00-08:00" }`, 'businessHours.mon must end after it begins'],
    [`${BRANDS}businessHours: { holidays: [2027-02-29] }`, 'businessHours.holidays[0] is not a day of the calendar'],
    [`${BRANDS}channels: [{ id: s, kind: slak }]`, 'did you mean "slack"?'],
    [`${BRANDS}channels: [{ id: s, kind: webhook }]`, 'webhook needs "url"'],
    [`${BRANDS}channels: [{ id: s, kind: mail }]`, 'mail needs "to"'],
    [`${BRANDS}channels: [{ id: s, kind: slack, secret: hunter2 }]`, 'is not the name of an environment variable'],
    [`${BRANDS}channels: [{ id: s, kind: webhook, url: "file:///etc/passwd" }]`, 'is not an http or https address'],
    [`${BRANDS}sources: [{ id: a, kind: b, delay: 5 }]`, 'sources[0].delay is 5, not a string'],
    [`${BRANDS}sources: [{ id: a, kind: b, dealy: 5s }]`, 'did you mean "delay"?'],
    [
      `${BRANDS}goals: [{ id: g, brand: dela, metric: posts, baseline: { value: 1, per: 1d }, target: "+1%", from: 2027-03-01, by: 2027-01-01 }]`,
      'goals[0].by 2027-01-01 must come after "from" (2027-03-01)',
    ],
    [
      `${BRANDS}goals: [{ id: g, brand: dela, metric: posts, baseline: { value: 1, per: 1d }, target: "+1%", from: 2027-03-01, by: 2027-01-01 }]`,
      'goals[0].brand "dela" is not a brand of this file (did you mean "delta"?)',
    ],
    [
      `${BRANDS}campaigns: [{ id: c, brand: delta, from: 2027-03-01, to: 2027-01-01 }]`,
      'campaigns[0].to 2027-01-01 comes before',
    ],
  ])('%j has one at its place', (text, expected) => {
    expect(faultsOf(text).join('\n')).toContain(expected);
  });

  it('show no secret that stands in an address', () => {
    const faults = faultsOf(`${BRANDS}channels: [{ id: s, kind: webhook, url: "https://kari:hunter2@example.com/" }]`);
    expect(faults.join()).toContain('channels[0].url holds a name or password');
    expect(faults.join()).not.toContain('hunter2');
  });

  it.each([
    [
      'a bomb of aliases',
      `a: &a [x]\nb: &b [${Array(60).fill('*a').join(', ')}]\nc: [${Array(60).fill('*b').join(', ')}]`,
      'aliases',
    ],
    ['a million brackets', '['.repeat(1_000_000), '1:33: nested deeper than 32 levels; flatten it'],
    ['a million braces', '{'.repeat(1_000_000), '1:33: nested deeper than 32 levels'],
    ['a list in a list, half a million times', '- '.repeat(500_000), 'nested deeper than 32 levels'],
    ['a name in a name, a quarter of a million times', '[a: '.repeat(250_000), 'nested deeper than 32 levels'],
    [
      'steps of indentation',
      Array.from({ length: 1000 }, (_, nth) => `${' '.repeat(nth)}a:`).join('\n'),
      '33:33: nested',
    ],
    ['a hundred thousand lists that are closed', '[]'.repeat(100_000), 'more; mend these first'],
    ['a hundred thousand brackets that nothing opened', ']'.repeat(100_000), 'more; mend these first'],
    ['a hundred thousand quotes', '"'.repeat(100_000), 'more; mend these first'],
    ['more than a megabyte', `# ${'x'.repeat(1_048_576)}`, 'more than 1048576'],
  ])('%s is refused as a whole', { timeout: 60_000 }, (_what, text, expected) => {
    expect(faultsOf(text).join('\n')).toContain(expected);
  });

  it.each([
    ['unknown names', (nth: number) => `k${nth}: 1`],
    ['the same name', () => 'group: a'],
    ['sources of no kind', (nth: number) => (nth === 0 ? 'sources:' : `  - { id: s${nth}, kind: z, k${nth}: 1 }`)],
  ])(
    '%s, twenty thousand times, are told of in a bounded number, without comparing each with each',
    {
      // Each compared with each takes a minute; as it is, less than a second.
      timeout: 40_000,
    },
    (_what, line) => {
      const told = faultsOf(Array.from({ length: 20_000 }, (_, nth) => line(nth)).join('\n'));
      expect(told.length).toBeLessThan(110);
      expect(told.join('\n')).toMatch(/and \d{5} more; mend these first/);
    },
  );
});

describe('a file of rules', () => {
  const faultsOfRules = (text: string): string[] => {
    const reading = parseAlertsSection(text, 'r.yaml', BRANDS);
    return reading.kind === 'faults' ? reading.faults.map((fault) => faultText(reading.file, fault)) : [];
  };

  it('is the alerts of a configuration, in the place of its own', () => {
    const base = `${BRANDS}alerts: { falseAlarmsPerWeek: 3 }`;
    const reading = parseAlertsSection('falseAlarmsPerWeek: 0.5', 'r.yaml', base);
    expect(reading).toMatchObject({ kind: 'ok', configuration: { alerts: { falseAlarmsPerWeek: 0.5 } } });
    expect(reading.kind === 'ok' && reading.configuration.brands.map(({ id }) => id)).toEqual(['united', 'delta']);
  });

  it.each([
    ['falseAlarmsPerWek: 2', 'r.yaml:1:1: falseAlarmsPerWek is not known here (did you mean "falseAlarmsPerWeek"?)'],
    ['# none\nalerts: {}', 'r.yaml:2:1: alerts is not known here; remove it'],
    ['rules: [{ id: A }]', 'r.yaml:1:11: rules[0].id is not an id; write 1 to 64 small letters, digits and hyphens'],
    ['', 'r.yaml:1:1: the file is empty'],
    ['- a', 'r.yaml:1:1: is a list, not an object'],
  ])('such as %j is refused at its own line and column', (text, fault) => {
    expect(faultsOfRules(text)).toContain(fault);
  });
});

it('a file that is no YAML at all is told in short sentences, however much of it there is', () => {
  const reading = parseAlertsSection(`a: [}${'x'.repeat(5000)} : {`, 'rules.yaml', WHOLE);
  const faults = reading.kind === 'faults' ? reading.faults : [];
  expect(faults.length).toBeGreaterThan(0);
  expect(Math.max(...faults.map(({ message }) => message.length))).toBeLessThanOrEqual(203);
});

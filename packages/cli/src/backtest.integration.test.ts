import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { severeCrisis } from '@grapevine/testkit/crisis.ts';
import { demoConfiguration } from '@grapevine/testkit/market-brands.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, runJson, temporaryFolder } from './child-process.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
const END_MS = Date.UTC(2026, 10, 20, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CRISIS_MS = END_MS - 2 * HOUR_MS;
const CALM_AT = '2026-11-20T07:00:00Z';

interface Document {
  readonly from: string;
  readonly lines: { readonly read: number } | null;
  readonly rules: readonly {
    readonly rules: string;
    readonly incidents: readonly {
      readonly incident: string;
      readonly openedAt: string;
      readonly isFalseAlarm: unknown;
    }[];
    readonly labels: Record<string, unknown> | null;
  }[];
  readonly difference: Record<string, readonly unknown[]> | null;
}

beforeAll(() => {
  writeFileSync(join(cwd, 'grapevine.yaml'), demoConfiguration());
  const crisis = { seed: 1, brand: 'bobblefjord', startMs: CRISIS_MS, expectedPerMinute: 0.1, shape: 'burst' } as const;
  const lines = [...grumbling(), ...severeCrisis(crisis)].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  writeFileSync(join(cwd, 'market.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  writeFileSync(
    join(cwd, 'never.yaml'),
    'falseAlarmsPerWeek: 1e-300\nrules: [{ id: viral-negative, enabled: false }]\n',
  );
  const from = new Date(CRISIS_MS).toISOString();
  const to = new Date(CRISIS_MS + HOUR_MS).toISOString();
  writeFileSync(
    join(cwd, 'labels.csv'),
    `brand,from,to,label,at\nbobblefjord,${from},${to},crisis,${to}\nbobblefjord,${CALM_AT},${from},calm,\n`,
  );
});
afterAll(folder.remove);

test('on files, and on the log of a data set of these files, it raises what was raised live', async () => {
  await run(['replay', 'market.ndjson', '--data-dir', 'replayed'], options);
  const { alerts } = await runJson<{ alerts: { incident: string; state: string; at: string }[] }>(
    ['alerts', '--data-dir', 'replayed'],
    options,
  );
  const opened = alerts.filter(({ state }) => state === 'opened').map(({ incident, at }) => [incident, at]);
  expect(opened.length).toBeGreaterThan(0);
  for (const source of [['market.ndjson'], ['--data-dir', 'replayed']]) {
    const { rules, lines } = await runJson<Document>(['backtest', ...source], options);
    expect(rules[0]?.incidents.map(({ incident, openedAt }) => [incident, openedAt])).toEqual(opened);
    expect(lines === null).toBe(source[0] === '--data-dir');
  }
});

test('held against labels it says how soon a crisis was found, and what else was raised', async () => {
  const { rules } = await runJson<Document>(['backtest', 'market.ndjson', '--labels', 'labels.csv'], options);
  expect(rules[0]?.labels).toMatchObject({ crises: 1, missed: 0 });
  const [delay, lead] = ['medianDelaySeconds', 'medianLeadSeconds'].map((name) => Number(rules[0]?.labels?.[name]));
  expect(delay).toBeLessThan(15 * 60);
  expect(Number(delay) + Number(lead)).toBe(3600);
  expect(rules[0]?.incidents.at(-1)?.isFalseAlarm).toBe(false);
});

test('two rule sets are held against each other on the same data; a crisis that the first misses is exit code 1', async () => {
  const args = [
    'backtest',
    'market.ndjson',
    '--rules',
    'never.yaml',
    '--against',
    'usual.yaml',
    '--labels',
    'labels.csv',
  ];
  writeFileSync(join(cwd, 'usual.yaml'), 'falseAlarmsPerWeek: 1\n');
  const { code, out } = await run([...args, '--json'], options);
  expect(code).toBe(1);
  const { rules, difference } = JSON.parse(out) as Document;
  expect(rules.map(({ incidents }) => incidents.length)).toEqual([0, difference?.['onlySecond']?.length]);
  const shown = await run(args, options);
  expect(shown.out).toMatch(/^incidents +0 +[1-9]/m);
  expect(shown.out).toMatch(/only by usual\.yaml/);
  expect(shown.out).toMatch(/^Missed\nbobblefjord: 2026-11-20 11:00:00 to 12:00:00 \(line 2\)$/m);
});

test('the report is one page that needs nothing else, in the language of the configuration, and what strangers wrote is text', async () => {
  writeFileSync(join(cwd, 'norwegian.yaml'), `locale: nb\n${demoConfiguration().replace(/^locale:.*\n/m, '')}`);
  const claim = {
    id: 'evil',
    kind: 'post',
    platform: 'x',
    post: 'evil',
    author: 'e',
    brands: ['bobblefjord'],
    sentiment: -1,
  };
  const at = new Date(CRISIS_MS + MINUTE_MS).toISOString();
  const shares = { id: 'evil-s', kind: 'share', platform: 'x', post: 'evil', count: 30, at };
  const lines = readFileSync(join(cwd, 'market.ndjson'), 'utf8').trimEnd().split('\n');
  const place = lines.findIndex((line) => Date.parse((JSON.parse(line) as { at: string }).at) >= Date.parse(at));
  const foreign = { ...claim, at, text: '</title><script src="https://example.com/x.js">alert(1)</script>' };
  lines.splice(place, 0, JSON.stringify(foreign), JSON.stringify(shares));
  writeFileSync(join(cwd, 'foreign.ndjson'), `${lines.join('\n')}\n`);
  const args = [
    'backtest',
    'foreign.ndjson',
    '--config',
    'norwegian.yaml',
    '--labels',
    'labels.csv',
    '--report',
    'r.html',
  ];
  const { code, err } = await run(args, options);
  expect([code, err]).toEqual([0, 'The report is r.html.\n']);
  const page = readFileSync(join(cwd, 'r.html'), 'utf8');
  expect(page).toContain('<html lang="nb">');
  expect(page).toContain('Bobblefjord: kraftig vekst i negativ oppmerksomhet</h3>');
  expect(page).toContain('&lt;/title&gt;&lt;script src=&quot;https://example.com/x.js&quot;&gt;');
  expect(page).not.toMatch(/<(?:script|link|img|iframe|object|a)\b|\bon\w+=|url\(|NaN|undefined/);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  const nowhere = await run(['backtest', 'foreign.ndjson', '--report', 'no/such/folder/r.html'], options);
  expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('cannot be written (ENOENT)')]);
});

test('the report shows a crisis that was missed, how near the rules came, and what was nearly raised', async () => {
  writeFileSync(
    join(cwd, 'deaf.yaml'),
    [
      'rules:',
      '  - { id: negative-surge, when: { acts: 100, slowActs: 10000 } }',
      '  - { id: viral-negative, enabled: false }',
      '  - { id: harm-claim, enabled: false }',
    ].join('\n'),
  );
  const args = ['backtest', 'market.ndjson', '--rules', 'deaf.yaml', '--labels', 'labels.csv', '--report', 'deaf.html'];
  expect((await run(args, options)).code).toBe(1);
  const page = readFileSync(join(cwd, 'deaf.html'), 'utf8');
  const missed = page.slice(page.indexOf('<h2>What was missed</h2>'), page.indexOf('<h2>What was nearly raised</h2>'));
  expect(missed).toContain('20 Nov 2026, 11:00 – 20 Nov 2026, 12:00. Known otherwise: 20 Nov 2026, 12:00.');
  expect(missed).toMatch(/How near the rules came:.*<li>acts in 5 minutes: \d+ \(at least 100\)<\/li>/s);
  const near = page.slice(page.indexOf('<h2>What was nearly raised</h2>'));
  expect(near).toMatch(/<strong>Bobblefjord<\/strong>: surge of negative attention/);
});

test('what is judged may begin later than what is learned from', async () => {
  const before = await runJson<Document>(['backtest', 'market.ndjson', '--to', CALM_AT], options);
  expect(before.rules[0]?.incidents.filter(({ openedAt }) => Date.parse(openedAt) >= Date.parse(CALM_AT))).toEqual([]);
  const after = await runJson<Document>(['backtest', 'market.ndjson', '--from', CALM_AT], options);
  expect(after.from).toBe('2026-11-20T07:00:00.000Z');
  expect(after.rules[0]?.incidents.at(-1)?.openedAt).toMatch(/^2026-11-20T10:/);
});

test('an incident is exit code 1 where that is asked for, a bad line is 3', async () => {
  expect((await run(['backtest', 'market.ndjson', '--fail-on', 'warning'], options)).code).toBe(1);
  const { code, out } = await run(['backtest', '-', '--json'], { cwd, input: badLines() });
  expect(code).toBe(3);
  expect((JSON.parse(out) as Document).lines).toMatchObject({ read: 3, deadLettered: 1 });
});

/** Eight hours in which somebody complains every six minutes. */
function grumbling(): { readonly at: string }[] {
  return Array.from({ length: 80 }, (_, nth) => {
    const at = new Date(END_MS - 8 * HOUR_MS + nth * 6 * MINUTE_MS).toISOString();
    const [platform, brands] = ['x', ['bobblefjord']];
    return { id: `g${nth}`, kind: 'post', at, platform, post: `g${nth}`, author: `a${nth}`, brands, sentiment: -1 };
  });
}

function badLines(): string {
  const post = (id: string, at: string) =>
    JSON.stringify({ id, kind: 'post', at, platform: 'x', post: id, author: 'a', brands: ['bobblefjord'] });
  return [post('1', '2026-11-20T07:00:00Z'), '{not json', post('2', '2026-11-20T08:00:00Z'), ''].join('\n');
}

test.each([
  [['--rules', 'none.yaml'], 'none.yaml: there is no such file of rules'],
  [['--labels', 'none.csv'], 'none.csv: there is no such file'],
  [['--data-dir', 'replayed'], 'files are counted into a data set of their own'],
  [['--from', 'monday'], '"monday" is not'],
  [
    ['--from', '2027-01-01T00:00:00Z'],
    /nothing to decide upon between --from and --to.*Of \d+ lines read 0 name no watched brand, 0 were dead-lettered/,
  ],
  [
    ['--from', '2026-11-20T00:00:00Z', '--to', '2026-11-19T00:00:00Z'],
    '--to 2026-11-19T00:00:00Z is not later than --from',
  ],
  [['--rules', '.'], '. is a directory; name a file in it'],
  [['--labels', '.'], 'is a directory; name its files'],
  [['--report', 'market.ndjson'], 'market.ndjson, which is read; name another file'],
  [['--labels', 'labels.csv', '--report', 'labels.csv'], 'the report would be written over labels.csv'],
  [['--report', 'grapevine.yaml'], 'the report would be written over grapevine.yaml'],
])('%j is refused with exit code 2', async (args, words) => {
  const { code, err } = await run(['backtest', 'market.ndjson', ...args], options);
  expect(err).toMatch(words);
  expect(code).toBe(2);
  expect(readFileSync(join(cwd, 'market.ndjson'), 'utf8')).toMatch(/^\{"id"/);
});

test('labels may be packed', async () => {
  writeFileSync(join(cwd, 'labels.csv.gz'), gzipSync(readFileSync(join(cwd, 'labels.csv'))));
  const { rules } = await runJson<Document>(['backtest', 'market.ndjson', '--labels', 'labels.csv.gz'], options);
  expect(rules[0]?.labels).toMatchObject({ crises: 1, missed: 0 });
});

test('every fault of a file of rules is told, with its place', async () => {
  writeFileSync(join(cwd, 'faulty.yaml'), 'falseAlarmsPerWek: 2\nrules: [{ id: A }]\n');
  const { code, err } = await run(['backtest', 'market.ndjson', '--rules', 'faulty.yaml'], options);
  expect(code).toBe(2);
  expect(err).toContain('faulty.yaml:1:1: falseAlarmsPerWek is not known here (did you mean "falseAlarmsPerWeek"?)');
  expect(err).toContain('faulty.yaml:2:11: rules[0].id is not an id');
});

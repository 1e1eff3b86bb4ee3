import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { simulatedCascades } from '@grapevine/testkit/simulated-cascades.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, temporaryFolder } from './child-process.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const AUSPOL = `${DATA}cascades-auspol/cascades.jsonl.gz`;
const WEIBO = `${DATA}cascades-casflow-sample/dataset.txt.gz`;

interface Line {
  readonly id: string | number;
  readonly atSeconds?: number;
  readonly seen?: number;
  readonly final?: number;
  readonly low80?: number;
  readonly high80?: number;
  readonly low95?: number;
  readonly high95?: number;
  readonly reproduction?: number;
  readonly after?: number;
  readonly pDouble?: number;
}

const parsed = (out: string): Line[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

const cascadeLines = simulatedCascades(5, { count: 60, leastActs: 60 }).map(({ followers, seconds }, id) =>
  JSON.stringify({ id: `c${id}`, t: seconds, followers }),
);

beforeAll(() => {
  writeFileSync(join(cwd, 'plain.ndjson'), `${cascadeLines.join('\n')}\n`);
  writeFileSync(join(cwd, 'packed.ndjson.gz'), gzipSync(`${cascadeLines.join('\n')}\n`));
});
afterAll(folder.remove);

describe('forecast --json', () => {
  test('gives a document for each cascade and age, and one for each that reached the size asked about', async () => {
    const { code, err, out } = await run(
      ['forecast', 'plain.ndjson', '--at', '10m,60m', '--after', '100', '--json'],
      options,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = parsed(out);
    const cascades = cascadeLines.map((line) => JSON.parse(line) as { id: string; t: number[] });
    expect(lines.filter(({ atSeconds }) => atSeconds === 600).map(({ id }) => id)).toEqual(
      cascades.map(({ id }) => id),
    );
    expect(lines.filter(({ after }) => after === 100).map(({ id }) => id)).toEqual(
      cascades.filter(({ t }) => t.length >= 100).map(({ id }) => id),
    );
    for (const line of lines) {
      const t = cascades.find(({ id }) => id === line.id)?.t ?? [];
      if (line.after === undefined) {
        const { final = 0, high80 = 0, high95 = 0, low80 = 0, low95 = 0, seen = 0 } = line;
        expect(seen).toBe(t.filter((at) => at <= (line.atSeconds ?? 0)).length);
        expect(final).toBeGreaterThanOrEqual(seen);
        for (const bound of [low80, low95]) expect(bound).toBeLessThanOrEqual(final);
        for (const bound of [high80, high95]) expect(bound).toBeGreaterThanOrEqual(final);
        expect(line.reproduction).toBeGreaterThan(0);
      } else {
        expect(Object.keys(line)).toEqual(['id', 'after', 'pDouble']);
        expect(line.pDouble).toBeGreaterThan(0);
        expect(line.pDouble).toBeLessThan(1);
      }
    }
  });

  test('says the same of a packed file, and of standard input', async () => {
    const plain = await run(['forecast', 'plain.ndjson', '--json'], options);
    expect((await run(['forecast', 'packed.ndjson.gz', '--json'], options)).out).toBe(plain.out);
    const input = `${cascadeLines.join('\r\n')}`;
    expect((await run(['forecast', '-', '--json'], { cwd, input })).out).toBe(plain.out);
  });

  test('says of a cascade what can be known of it and of those before it, not of those behind it', async () => {
    const whole = parsed((await run(['forecast', 'plain.ndjson', '--json'], options)).out);
    const input = cascadeLines.slice(0, 20).join('\n');
    const part = parsed((await run(['forecast', '-', '--json'], { cwd, input })).out);
    expect(part).toEqual(whole.slice(0, part.length));
  });
});

test('a file in the order of its sizes is said to give the next one away; the same lines as they came are not', async () => {
  const sorted = [...cascadeLines].sort((a, b) => a.length - b.length).join('\n');
  const { err } = await run(['forecast', '-', '--json'], { cwd, input: sorted });
  expect(err).toMatch(/stand in the order of their sizes, which gives the next one away.*Shuffle the file/);
  expect((await run(['forecast', 'plain.ndjson', '--json'], options)).err).toBe('');
});

describe('forecast for people', () => {
  test('shows each forecast with its reasons, and how good all of them were', async () => {
    const { code, out } = await run(['forecast', 'plain.ndjson', '--at', '30m'], options);
    expect(code).toBe(0);
    expect(out).toMatch(/^cascade +at +seen +a minute +in 1 h +in 24 h +at the end/);
    expect(out).toMatch(/^c0 +30m +\d/m);
    expect(out).toMatch(/60 cascades, each forecast by what those before it had taught:/);
    expect(out).toMatch(/At 30m: mean absolute log error 0\.\d{3} .* the 80 % interval held in \d+\.\d %/);
    expect(out).toMatch(/cascades reached 100, \d+ of them 200; one that did was given more/);
  });
});

describe('what is no cascade', () => {
  test('is told with its file and line, and left out; the others are forecast', async () => {
    const bad = [
      'hello',
      '[1]',
      '{"t":[0]}',
      '{"id":1,"t":[]}',
      '{"id":1,"t":[5,6]}',
      '{"id":1,"t":[0,9,3]}',
      '{"id":1,"t":[0,"1"]}',
      '{"id":1,"t":[0,1],"followers":[3]}',
      '{"id":1,"t":[0,1],"followers":[3,-1]}',
      '{"id":1,"t":[0],"brand":7}',
    ];
    writeFileSync(join(cwd, 'bad.ndjson'), `\n${bad.join('\n')}\n{"id":9,"t":[0,1],"followers":[3,null]}\n`);
    const { code, err, out } = await run(['forecast', 'bad.ndjson', '--json'], options);
    expect(code).toBe(3);
    expect(parsed(out).map(({ id }) => id)).toEqual([9, 9]);
    for (const line of [
      /^bad\.ndjson:2: is no JSON /m,
      /^bad\.ndjson:3: is no JSON object\./m,
      /^bad\.ndjson:4: "id" must be a text or a number\./m,
      /^bad\.ndjson:5: "t" must be a list of seconds/m,
      /^bad\.ndjson:6: "t" must begin with the post itself, 0; it begins with "5"/m,
      /^bad\.ndjson:7: "t"\[2\] is 3, before the 9 that precedes it; sort "t" ascending\./m,
      /^bad\.ndjson:8: "t"\[1\] is not a number of seconds\./m,
      /^bad\.ndjson:9: "followers" must have one number for each entry of "t" \(2\)/m,
      /^bad\.ndjson:10: "followers"\[1\] is not a number of followers/m,
      /^bad\.ndjson:11: "brand" must be a text, or left out\./m,
      /^10 lines left out\.$/m,
    ]) {
      expect(err).toMatch(line);
    }
  });

  test('of a file of another kind the first ten lines are told, and how many more there are', async () => {
    writeFileSync(join(cwd, 'counts.csv'), '2026-11-24 13:05:00,3\n'.repeat(15_000));
    const { code, err } = await run(['forecast', 'counts.csv'], options);
    const lines = err.trimEnd().split('\n');
    expect(lines.slice(0, 10).every((line, index) => line.startsWith(`counts.csv:${index + 1}: is no JSON`))).toBe(
      true,
    );
    expect(lines.slice(10)).toEqual([
      '... and 14,990 more',
      expect.stringContaining('counts.csv has no cascades'),
      '15,000 lines left out.',
    ]);
    expect(code).toBe(3);
  });

  test.each([
    [['forecast', 'none.ndjson'], 'none.ndjson: there is no such file'],
    [['forecast', 'plain.ndjson', '--at', 'soon'], '"soon" is not a duration, such as 5s, 10m, 1h or 7d'],
    [['forecast', 'plain.ndjson', '--at', '10m,600s'], 'An age is named twice'],
    [['forecast', 'plain.ndjson', '--at', '0s'], 'An age must be longer than 0s'],
    [['forecast', 'plain.ndjson', '--after', '0'], 'is not a whole number from 1 to 1000000'],
    [['forecast'], "missing required argument 'file'"],
  ])('nor is what is called wrongly guessed at: %j', async (args, message) => {
    const { code, err } = await run(args, options);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('a file without cascades is said to have none', async () => {
    const { code, out, err } = await run(['forecast', '-'], { cwd, input: '\n' });
    expect([code, out, err]).toEqual([0, '', expect.stringContaining('has no cascades; write one a line')]);
  });

  test('a file that is cut off is forecast as far as it goes, and said to be cut off', async () => {
    writeFileSync(join(cwd, 'cut.ndjson.gz'), readFileSync(join(cwd, 'packed.ndjson.gz')).subarray(0, -2_000));
    const { code, err, out } = await run(['forecast', 'cut.ndjson.gz', '--json'], options);
    expect(code).toBe(2);
    expect(parsed(out).length).toBeGreaterThan(0);
    expect(err).toMatch(/cut\.ndjson\.gz: ends in the middle.*GV_FILE_CORRUPT/);
  });
});

const error = (lines: readonly Line[], finals: ReadonlyMap<string | number, number>, atSeconds: number): number => {
  const at = lines.filter((line) => line.atSeconds === atSeconds);
  const sum = at.reduce((total, { final = 1, id }) => total + Math.abs(Math.log(final / (finals.get(id) ?? 1))), 0);
  return sum / at.length;
};

test('real retweets are forecast within the bounds that are promised', async (context) => {
  if (!existsSync(AUSPOL)) return context.skip('data absent: cascades-auspol');
  const all = gunzipSync(readFileSync(AUSPOL)).toString('utf8').split('\n').filter(Boolean);
  const large = all.filter((line) => (JSON.parse(line) as { t: number[] }).t.length >= 20);
  const { code, out } = await run(['forecast', '-', '--json'], { cwd, input: large.join('\n') });
  expect(code).toBe(0);
  const finals = new Map(large.map((line) => JSON.parse(line)).map(({ id, t }) => [id, t.length]));
  expect(error(parsed(out), finals, 600)).toBeLessThan(0.5);
  expect(error(parsed(out), finals, 3_600)).toBeLessThan(0.4);
});

test('the format of real Weibo paths gives cascades that are forecast, each at both ages', async (context) => {
  if (!existsSync(WEIBO)) return context.skip('data absent: cascades-casflow-sample');
  const lines = gunzipSync(readFileSync(WEIBO)).toString('utf8').split('\n').filter(Boolean);
  const input = lines.map((line, id) => {
    const paths = (line.trim().split('\t')[4] as string).split(' ');
    const t = paths.map((path) => Number(path.slice(path.lastIndexOf(':') + 1))).sort((a, b) => a - b);
    return JSON.stringify({ id, t });
  });
  const { code, out } = await run(['forecast', '-', '--json'], { cwd, input: input.join('\n') });
  expect(code).toBe(0);
  expect(parsed(out).filter(({ atSeconds }) => atSeconds !== undefined)).toHaveLength(2 * lines.length);
});

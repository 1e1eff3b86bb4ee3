import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, temporaryFolder } from './child-process.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
const ROWS_A_DAY = 288;
const SURGE_ROW = 5 * ROWS_A_DAY;
/** A week of three to five mentions in five minutes, and two hours of forty. */
const counts = Array.from({ length: 7 * ROWS_A_DAY }, (_, row) =>
  row >= SURGE_ROW && row < SURGE_ROW + 24 ? 40 : 3 + (row % 3),
);
const timestamps = counts.map((_, row) =>
  new Date(Date.UTC(2026, 10, 2) + row * 300_000).toISOString().slice(0, 19).replace('T', ' '),
);
const csv = ['timestamp,value', ...counts.map((count, row) => `${timestamps[row]},${count}`), ''].join('\n');

interface Row {
  readonly timestamp: string;
  readonly score: number;
  readonly alarm: boolean;
  readonly expected: number;
  readonly tailProbability: number;
}

beforeAll(() => {
  writeFileSync(join(cwd, 'mentions.csv'), csv);
  writeFileSync(join(cwd, 'mentions.csv.gz'), gzipSync(csv));
});
afterAll(folder.remove);

async function rowsOf(args: readonly string[], input = ''): Promise<readonly Row[]> {
  const { code, out, err } = await run(['surge', ...args, '--json'], { cwd, input });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

test('every row of the file is a document, with its timestamp as it was, and a surge is one alarm', async () => {
  const rows = await rowsOf(['mentions.csv']);
  expect(rows.map(({ timestamp }) => timestamp)).toEqual(timestamps);
  expect(rows.flatMap(({ alarm }, row) => (alarm ? [row] : []))).toEqual([SURGE_ROW]);
  const found = rows[SURGE_ROW] as Row;
  expect(Object.keys(found)).toEqual(['timestamp', 'score', 'alarm', 'expected', 'tailProbability']);
  expect(found.score).toBeGreaterThan(0.5);
  expect(found.expected).toBeCloseTo(4, 0);
});

test('packed, on standard input, quoted, with a byte order mark and Windows line ends, it is the same', async () => {
  const plain = await rowsOf(['mentions.csv']);
  const quoted = `\u{feff}${csv.replace(/^(?<at>[^,]+),(?<value>\w+)$/gm, '"$<at>", "$<value>"').replaceAll('\n', '\r\n')}`;
  expect(await rowsOf(['mentions.csv.gz'])).toEqual(plain);
  expect(await rowsOf(['-'], quoted)).toEqual(plain);
});

test('what comes later changes nothing of what was said before', async () => {
  const half = csv.split('\n').slice(0, SURGE_ROW + 2);
  expect(await rowsOf(['-'], half.join('\n'))).toEqual((await rowsOf(['mentions.csv'])).slice(0, SURGE_ROW + 1));
});

test('for people it says what was found, and with more false alarms allowed, no less is', async () => {
  const { code, out } = await run(['surge', 'mentions.csv', '--false-alarms', '2'], options);
  expect(code).toBe(0);
  expect(out).toContain('2,016 rows of 5 minutes, 2026-11-02 00:00:00 to 2026-11-08 23:55:00');
  expect(out).toMatch(/^1 surge in 1\.0 weeks$/m);
  expect(out).toMatch(/^2026-11-07 00:00:00 +40 +4\.0 +\d+e-\d+$/m);
});

test.each([
  ['2026-11-02 00:00:00,-3', 'bad.csv:3: "-3" is no count'],
  ['2026-11-02 00:00:00,', 'bad.csv:3: "" is no count'],
  ['2026-11-02 00:00:00,NaN', 'bad.csv:3: "NaN" is no count'],
  ['2026-02-30 00:00:00,1', 'bad.csv:3: "2026-02-30 00:00:00" is no timestamp'],
  ['yesterday,1', 'bad.csv:3: "yesterday" is no timestamp'],
  ['2026-11-02', 'bad.csv:3: the row has 1 of the cells'],
  ['2026-11-02 00:00:00,"1', 'bad.csv:3: a quote opens or closes'],
  ['2026-11-01 23:50:00,1', 'bad.csv:3: 2026-11-01 23:50:00 is not later than the row before'],
])('a row %j ends it with exit code 2 and the place', async (row, words) => {
  writeFileSync(join(cwd, 'bad.csv'), `timestamp,value\n2026-11-01 23:55:00,4\n${row}\n`);
  const { code, err } = await run(['surge', 'bad.csv', '--json'], options);
  expect(err).toContain(words);
  expect(code).toBe(2);
});

test('the rows before a broken one have been judged, and those after it are not', async () => {
  const lines = csv.split('\n');
  writeFileSync(join(cwd, 'broken.csv'), [...lines.slice(0, 1001), 'oops', ...lines.slice(1001)].join('\n'));
  const { code, out, err } = await run(['surge', 'broken.csv', '--json'], options);
  expect(code).toBe(2);
  expect(err).toContain('broken.csv:1002: ');
  expect(out.trimEnd().split('\n')).toHaveLength(1000);
});

test.each([
  ['count,at\n1,2\n', 'the first line must be timestamp,value'],
  ['', 'is empty; the first line must be timestamp,value'],
])('a file that begins with %j is refused', async (content, words) => {
  writeFileSync(join(cwd, 'other.csv'), content);
  const { code, err } = await run(['surge', 'other.csv'], options);
  expect(err).toContain(words);
  expect(code).toBe(2);
});

test('one row, no row, and a clock that was put back are no errors', async () => {
  const [header, first, second] = csv.split('\n') as [string, string, string];
  expect(await rowsOf(['-'], `${header}\n${first}\n`)).toHaveLength(1);
  const one = await run(['surge', '-'], { cwd, input: `${header}\n${first}\n` });
  expect(one.out).toMatch(/^1 row, \S+ \S+: the second would say how long an interval is\n$/);
  const none = await run(['surge', '-'], { cwd, input: header });
  expect(none).toMatchObject({ code: 0, out: '' });
  expect(none.err).toContain('no rows');
  const back = await run(['surge', '-', '--json'], { cwd, input: [header, first, second, first, second].join('\n') });
  expect(back.code).toBe(0);
  expect(back.err).toContain('1 row is not later than the row before (first: -:4)');
  expect(back.out.trimEnd().split('\n')).toHaveLength(4);
});

test('how many false alarms are put up with is a number above 0', async () => {
  const { code, err } = await run(['surge', 'mentions.csv', '--false-alarms', '0'], options);
  expect(err).toContain('is not a number above 0, to 1000');
  expect(code).toBe(2);
});

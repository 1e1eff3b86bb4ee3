import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { liveMarket, marketHistory } from '@grapevine/testkit/market.ts';
import { demoConfiguration } from '@grapevine/testkit/market-brands.ts';
import { Random } from '@grapevine/testkit/random.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, runJson, start, temporaryFolder } from './child-process.ts';
import type { ReplaySummary } from './replaying/replay-summary.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
const START_MS = Date.UTC(2026, 10, 20, 12);
const FILE_LINES = 2000;

beforeAll(() => {
  writeFileSync(join(cwd, 'grapevine.yaml'), demoConfiguration());
  writeFileSync(join(cwd, 'market.ndjson'), `${marketLines().join('\n')}\n`);
  const good = likes(FILE_LINES);
  const bad = ['{not json', '{"id":"x","kind":"shout","at":"2026-11-20T12:00:00Z","platform":"x","post":"1"}'];
  const unwatched = '{"id":"u","kind":"post","at":"2026-11-20T12:00:00Z","platform":"x","post":"u","text":"nobody"}';
  writeFileSync(
    join(cwd, 'mixed.ndjson'),
    `${[...good.slice(0, 10), ...bad, unwatched, ...good.slice(10)].join('\n')}\n`,
  );
});
afterAll(folder.remove);

test('a file with bad lines: every line has an outcome, the sums add up, the exit code is 3', async () => {
  const { code, out, err } = await run(['replay', 'mixed.ndjson', '--json'], options);
  expect(err).toContain('Reading into the data set .grapevine/replays/mixed.ndjson-');
  expect(code).toBe(3);
  const summary = JSON.parse(out) as ReplaySummary;
  expect(summary.lines).toEqual({ read: FILE_LINES + 3, accepted: FILE_LINES, deadLettered: 2, unwatched: 1 });
  expect(summary).toMatchObject({ ending: 'done', isBalanced: true, recordsWritten: FILE_LINES, isResumed: false });
  expect(summary.records).toMatchObject({ read: FILE_LINES, counted: FILE_LINES });

  const again = await run(['replay', 'mixed.ndjson'], options);
  expect(again.code).toBe(3);
  expect(again.out).toContain('was read to the end before');
  expect(again.out).toContain('The sums add up.');

  const letters = await runJson<{ deadLetters: { reason: string }[] }>(
    ['dead-letters', 'list', '--data-dir', summary.dataDir],
    options,
  );
  expect(letters.deadLetters.map(({ reason }) => reason)).toEqual(['not-json', 'invalid-field']);
});

test('with --strict it stops at the first bad line', async () => {
  const { code, out } = await run(['replay', 'mixed.ndjson', '--strict', '--data-dir', 'strict', '--json'], options);
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject({ ending: 'bad-line', lines: { read: 11, accepted: 10, deadLettered: 1 } });
});

test('asked to stop, it keeps what it has and says how to go on', async () => {
  const slowed = start(['replay', 'mixed.ndjson', '--data-dir', 'stopped', '--speed', '60x'], options);
  await slowed.said(/Reading into/);
  slowed.child.kill('SIGTERM');
  const { code, out } = await slowed.ended;
  expect(code === 143 || code === 3).toBe(true);
  expect(out).toContain('Stopped in mixed.ndjson. The same command goes on from here.');
  expect(out).toContain('The sums add up.');
});

test('a file that was cut off is counted up to there, and said to be cut off', async () => {
  const packed = gzipSync(readFileSync(join(cwd, 'mixed.ndjson')), { level: 1 });
  writeFileSync(join(cwd, 'cut.ndjson.gz'), packed.subarray(0, packed.length >> 1));
  const args = ['replay', 'cut.ndjson.gz', '--data-dir', 'cut', '--json'];
  const { code, out, err } = await run(args, options);
  expect(code).toBe(2);
  expect(err).toMatch(/cut\.ndjson\.gz.*ends in the middle/);
  const summary = JSON.parse(out) as ReplaySummary;
  expect(summary).toMatchObject({ ending: 'unreadable', isBalanced: true });
  expect(summary.lines.read).toBeGreaterThan(100);

  writeFileSync(join(cwd, 'cut.ndjson.gz'), packed);
  const whole = await run(args, options);
  expect(JSON.parse(whole.out)).toMatchObject({ ending: 'done', isResumed: true, lines: { read: FILE_LINES + 3 } });
});

test('a file that is another one now is refused, and nothing is changed', async () => {
  const args = ['replay', 'grown.ndjson', '--data-dir', 'grown'];
  writeFileSync(join(cwd, 'grown.ndjson'), `${likes(20).join('\n')}\n`);
  expect((await run(args, options)).code).toBe(0);
  appendFileSync(join(cwd, 'grown.ndjson'), `${likes(21).at(-1)}\n`);
  const { code, err } = await run(args, options);
  expect(code).toBe(2);
  expect(err).toMatch(/has grown from \d+ to \d+ bytes since it was read to its end/);
});

test('killed at random moments and resumed, it counts and alerts what an undisturbed one does, to the byte', async () => {
  const random = new Random(7);
  const slowed = ['replay', 'market.ndjson', '--data-dir', 'killed', '--speed', '5000x'];
  for (let kill = 0; kill < 3; kill++) {
    const { child, ended, said } = start(slowed, options);
    await said(/Reading into|Going on/);
    // The moment is chance of the machine and of this: what is compared must not depend on it.
    const timer = setTimeout(() => child.kill('SIGKILL'), 100 + random.uniform() * 900);
    expect(await ended).toMatchObject({ signal: 'SIGKILL' });
    clearTimeout(timer);
  }
  const resumed = await run(['replay', 'market.ndjson', '--data-dir', 'killed'], options);
  expect(resumed.code, resumed.err).toBe(0);
  expect(resumed.out).toContain('Went on with market.ndjson');
  expect((await run(['replay', 'market.ndjson', '--data-dir', 'whole'], options)).code).toBe(0);
  const questions = [
    ['counters', 'bobblefjord', '--window', '24h'],
    ['counters', 'bobblefjord', '--window', '24h', '--by', 'platform'],
    ['voice', 'fizzy-drinks', '--window', '24h', '--by', 'authors'],
    ['top', '--limit', '50'],
    ['alerts'],
  ];
  for (const question of questions) {
    const [one, other] = await Promise.all(
      ['killed', 'whole'].map((dataDir) => run([...question, '--data-dir', dataDir, '--json'], options)),
    );
    expect(one?.code, one?.err).toBe(0);
    expect(one?.out).toBe(other?.out);
    if (question[0] === 'alerts') expect(one?.out).toContain('"brand": "bobblefjord"');
  }
});

/** Six hours of the simulated market, and a hundred seconds of its life, in which a crisis breaks out. */
function marketLines(): string[] {
  const lines = [...marketHistory({ seed: 3, endMs: START_MS, days: 0.25 })].map((one) => JSON.stringify(one));
  for (const one of liveMarket({ seed: 3, startMs: START_MS })) {
    if (Date.parse(one.at) >= START_MS + 100_000) return lines;
    lines.push(JSON.stringify(one));
  }
  return lines;
}

function likes(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      id: `${index}`,
      kind: 'like',
      at: new Date(START_MS + index * 1000).toISOString(),
      platform: 'x',
      post: 'p',
      author: `a${index}`,
      brands: ['bobblefjord'],
    }),
  );
}

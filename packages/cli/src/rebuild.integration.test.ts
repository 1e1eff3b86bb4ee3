/** The state of a data set is begun anew, as an operator does it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packRow, unpackRow } from '@grapevine/core/stages/row-codec.ts';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, runJson, start, temporaryFolder } from './child-process.ts';
import type { RebuildReport } from './operating/rebuild-report.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
const START_MS = Date.UTC(2026, 2, 1, 12);
const dataDir = join(cwd, 'set');

beforeAll(async () => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  const lines = Array.from({ length: 400 }, (_, nth) => {
    const at = new Date(START_MS + nth * 30_000).toISOString();
    const person = { id: String(nth), at, platform: 'x', author: `author-${nth % 40}` };
    return nth % 4 === 0
      ? { ...person, kind: 'post', text: 'united airlines lost my bag', brands: ['united'] }
      : { ...person, kind: 'like', post: String(nth - (nth % 4)) };
  });
  writeFileSync(join(cwd, 'lines.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  expect((await run(['replay', 'lines.ndjson', '--data-dir', 'set'], options)).code).toBe(0);
});
afterAll(() => folder.remove());

const SET = ['--data-dir', 'set'];
const counters = () => runJson<object>(['counters', 'united', '--window', '24h', ...SET], options);
const rebuild = (...args: string[]) => runJson<RebuildReport>(['rebuild', ...SET, ...args], options);

/** Its last commit was made by an older program. */
async function ageTallies(): Promise<void> {
  const { store, close } = await openEmbedded({ dataDir, nowMs: Date.now });
  for (const scope of (await store.scopes()).filter((name) => name.startsWith('tally/'))) {
    const owner = await store.acquire(scope);
    const [head] = await owner.read('head', ['head']);
    const [, ...rest] = unpackRow<readonly never[]>(head as Uint8Array);
    const puts = [{ family: 'head', key: 'head', bytes: packRow([1, ...rest]) }];
    await owner.commit(owner.position as number, { drops: [], puts, deletes: [] });
  }
  await close();
}

test('where nothing needs it, it says so and changes nothing', async () => {
  const report = await rebuild();
  expect([report.generation, report.stages, report.result]).toEqual([1, [], null]);
  const { code, out } = await run(['rebuild', ...SET, '--dry-run'], options);
  expect([code, out]).toEqual([0, expect.stringContaining('Nothing needs a rebuild')]);
});

test('asked for all the same it comes to the same answers, in another generation each time', async () => {
  const before = await counters();
  for (const number of [2, 3]) {
    const report = await rebuild('--stage', 'all', '--why', 'a test');
    expect(report.result).toMatchObject({ number, isDone: true });
    expect(report.result?.records).toBeGreaterThanOrEqual(400);
    expect(await counters()).toEqual(before);
  }
  expect((await rebuild('--dry-run')).generation).toBe(3);
});

test('the state of another version stops what would count on with it, by name, until it is rebuilt', async () => {
  const before = await counters();
  await ageTallies();
  const stopped = await run(['replay', 'lines.ndjson', ...SET], options);
  expect([stopped.code, stopped.err]).toEqual([2, expect.stringContaining('`grapevine rebuild`')]);
  expect(stopped.err).toContain('GV_FOLD_CHANGED');
  const dry = await run(['rebuild', ...SET, '--dry-run'], options);
  expect([dry.code, dry.out]).toEqual([1, expect.stringContaining('GV_FOLD_CHANGED')]);
  expect(dry.out).toMatch(/tally {2}counts [\d,]+ records of 8 partitions anew/);
  const { code, out } = await run(['rebuild', ...SET], options);
  expect([code, out]).toEqual([0, expect.stringMatching(/Generation 4 stands: .* records and pulses in .* s/)]);
  expect(await counters()).toEqual(before);
  expect((await run(['replay', 'lines.ndjson', ...SET], options)).code).toBe(0);
});

test('it is refused while an instance runs on the data, and where there is none', async () => {
  const up = start(['up', '--data-dir', 'live', '--port', '0', '--ingest-port', '0'], options);
  await up.said(/answers/);
  const inUse = await run(['rebuild', '--data-dir', 'live'], options);
  expect([inUse.code, inUse.err]).toEqual([2, expect.stringContaining('GV_DATA_DIR_IN_USE')]);
  up.child.kill('SIGTERM');
  await up.ended;
  const cases = [
    [['rebuild', '--data-dir', 'nowhere'], 'was not begun by'],
    [['rebuild', '--stage', 'ingest'], 'Allowed choices are tally, radar, all'],
    [['rebuild', '--engine', 'kafka', '--data-dir', 'set'], '--data-dir is of the embedded engine'],
  ] as const;
  const ended = await Promise.all(cases.map(([args]) => run(args, options)));
  expect(ended.map(({ code, err }) => [code, err])).toEqual(
    cases.map(([, words]) => [2, expect.stringContaining(words)]),
  );
});

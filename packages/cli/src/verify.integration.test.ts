/** An alert is verified as its reader does it: by the id that `alerts` shows. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, runJson, temporaryFolder } from './child-process.ts';
import { crisisLines } from './crisis-of-test.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };

beforeAll(async () => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  writeFileSync(join(cwd, 'crisis.ndjson'), crisisLines('united'));
  expect(await run(['replay', 'crisis.ndjson', '--data-dir', 'set'], options)).toMatchObject({ code: 0 });
});
afterAll(() => folder.remove());

test('each alert of a data set comes out the same when it is decided again from its log', async () => {
  const { out } = await run(['alerts', '--data-dir', 'set'], options);
  const ids = [...out.matchAll(/^ {2}alert ([0-9a-f]{32}) of incident/gm)].map(([, id]) => id as string);
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids) {
    const { code, out: said } = await run(['verify', id.slice(0, 10), '--data-dir', 'set'], options);
    expect([code, said]).toEqual([0, expect.stringMatching(/^Equal: .*\nReached: full/)]);
  }
  expect(await runJson(['verify', ids[0] as string, '--data-dir', 'set'], options)).toEqual({
    alert: ids[0],
    equal: true,
    reach: 'full',
    limit: null,
    differences: [],
  });
});

test.each([
  [['verify', 'nothing', '--data-dir', 'set'], 'no alert that is still kept has an id that begins with "nothing"'],
  [['verify', 'x', '--data-dir', 'set', '--url', 'http://127.0.0.1:1'], '--url asks an instance'],
  [['verify', 'x', '--data-dir', 'nowhere'], 'There is no data to read'],
])('what cannot be verified is said: %j', async (args, words) => {
  const { code, err } = await run(args, options);
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const options = { cwd: folder.path };
const T0 = Date.UTC(2026, 10, 20, 12);

beforeAll(() => {
  writeFileSync(join(folder.path, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
});
afterAll(folder.remove);

/** Two posts, of authors with 4 and with an unknown number of followers, the first of which so many people see. */
async function topOf(name: string, viewers: number): Promise<string> {
  const act = (second: number, fields: object) =>
    JSON.stringify({ at: new Date(T0 + second * 1000).toISOString(), platform: 'x', brands: ['united'], ...fields });
  const lines = [
    act(0, { id: 'p1', kind: 'post', post: 'p1', author: 'anna', followers: 4, text: 'My bag is gone' }),
    act(1, { id: 'p2', kind: 'post', post: 'p2', author: 'per', text: 'On time today' }),
    ...Array.from({ length: viewers }, (_, nth) =>
      act(2 + nth, { id: `v${nth}`, kind: 'view', post: 'p1', author: `viewer${nth}` }),
    ),
    act(15, { id: 'l1', kind: 'like', post: 'p1', author: 'kari' }),
    act(15, { id: 'l2', kind: 'like', post: 'p2', author: 'kari' }),
  ];
  writeFileSync(join(folder.path, `${name}.ndjson`), `${lines.join('\n')}\n`);
  expect(await run(['replay', `${name}.ndjson`, '--data-dir', name], options)).toMatchObject({ code: 0 });
  return (await run(['top', '--data-dir', name], options)).out;
}

test('a post that more people see than follow its author is shown to go beyond its audience', async () => {
  const out = await topOf('seen', 10);
  expect(out).toMatch(/its audience/);
  expect(out).toMatch(/x2\.5 .*My bag is gone/);
  expect(out).toMatch(/ - .*On time today/);
});

test('where nobody says who sees, nothing is said of it', async () => {
  const out = await topOf('unseen', 0);
  expect(out).toContain('My bag is gone');
  expect(out).not.toMatch(/audience/);
});

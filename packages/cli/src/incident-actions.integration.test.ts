/** What people do about incidents, by the command line: on a stopped data set, and on a running instance with keys. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, runJson, start, temporaryFolder } from './child-process.ts';
import { crisisLines } from './crisis-of-test.ts';
import type { PublicIncident } from './reading/public-answers.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
const SET = ['--data-dir', 'set'];

beforeAll(async () => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  writeFileSync(join(cwd, 'crisis.ndjson'), crisisLines('united'));
  expect(await run(['replay', 'crisis.ndjson', ...SET], options)).toMatchObject({ code: 0 });
});
afterAll(() => folder.remove());

const incidents = async () =>
  (await runJson<{ incidents: readonly PublicIncident[] }>(['incidents', '--state', 'all', ...SET], options)).incidents;

async function theIncident(): Promise<PublicIncident> {
  const [incident] = await incidents();
  if (incident === undefined) throw new Error('the crisis was not found');
  return incident;
}

describe('an incident of a stopped data set', () => {
  test('is acknowledged and judged by the beginning of its id, and shows it in every list', async () => {
    const id = (await theIncident()).incident;
    const acknowledged = await run(['ack', id.slice(0, 8), '--note', 'on it', ...SET], options);
    expect([acknowledged.code, acknowledged.out]).toEqual([0, expect.stringContaining('acknowledged by anybody')]);
    expect(await runJson(['verdict', id, 'wrong', ...SET], options)).toMatchObject({
      verdict: { is: 'wrong' },
      ruleRecord: { wrong: 1 },
    });
    for (const command of [['incidents', '--state', 'all'], ['alerts']]) {
      const { out } = await run([...command, ...SET], options);
      expect(out).toContain('acknowledged by anybody');
      expect(out).toContain('wrong, says anybody');
    }
  });

  test('becomes a label with its verdict, beside what was missed', async () => {
    const { incident, class: name, openedAt, updatedAt, resolvedAt } = await theIncident();
    const end = resolvedAt ?? new Date(Date.parse(updatedAt) + 10_000).toISOString();
    await run(['verdict', incident, 'right', ...SET], options);
    const missed = ['missed', 'united', '--from', '2026-03-01T10:00:00Z', '--note', 'a rumour, spread by mail', ...SET];
    expect(await run(missed, options)).toMatchObject({ code: 0 });
    const { out } = await run(['incidents', '--labels', ...SET], options);
    expect(out.trim().split('\n')).toEqual([
      'brand,from,to,label,class',
      'united,2026-03-01T10:00:00.000Z,2026-03-01T11:00:00.000Z,missed,',
      `united,${openedAt},${end},right,${name}`,
    ]);
    const { labels } = await runJson<{ labels: unknown[] }>(['incidents', '--labels', ...SET], options);
    expect(labels[1]).toEqual({ brand: 'united', from: openedAt, to: end, label: 'right', class: name });
    writeFileSync(join(cwd, 'labels.csv'), out);
    const tried = await run(['backtest', 'crisis.ndjson', '--labels', 'labels.csv'], options);
    // The rumour was missed.
    expect([tried.code, tried.err]).toEqual([1, expect.not.stringContaining('labels.csv')]);
  });

  test('fails no script while it is silenced', async () => {
    const failing = ['incidents', '--state', 'open', '--fail-on', 'watch', ...SET];
    const isOpen = (await theIncident()).state !== 'resolved';
    expect((await run(failing, options)).code).toBe(isOpen ? 1 : 0);
    const put = await run(['silence', 'add', 'united', '--for', '2h', '--id', 'launch', ...SET], options);
    expect([put.code, put.out]).toEqual([0, expect.stringContaining('all alerts of united')]);
    expect((await run(failing, options)).code).toBe(0);
    expect((await run(['silence', 'list', ...SET], options)).out).toMatch(/launch +united +any .* holds +anybody/);
    expect((await run(['silence', 'remove', 'launch', ...SET], options)).code).toBe(0);
    expect((await run(['silence', 'remove', 'launch', ...SET], options)).code).toBe(2);
    expect((await run(failing, options)).code).toBe(isOpen ? 1 : 0);
  });

  test('leaves the decisions as they are: folded again the alerts are the same', async () => {
    expect(await run(['replay', 'crisis.ndjson', '--data-dir', 'untouched'], options)).toMatchObject({ code: 0 });
    const alertsOf = async (dataDir: string) => {
      const args = ['alerts', '--data-dir', dataDir];
      const { alerts } = await runJson<{ alerts: readonly object[] }>(args, options);
      const decided = { acknowledged: null, verdict: null, silenced: null, ruleRecord: null, logPosition: null };
      return alerts.map((alert) => ({ ...alert, ...decided }));
    };
    expect(await alertsOf('set')).toEqual(await alertsOf('untouched'));
  });

  test.each([
    [['ack', 'nothing'], 'no incident has an id that begins with "nothing"'],
    [['verdict', 'x', 'maybe'], 'Allowed choices'],
    [['silence', 'add', 'untied', '--for', '1h'], 'Did you mean "united"?'],
    [['silence', 'add', 'united'], '--for 2h'],
    [['silence', 'add', 'united', '--for', '40d'], '30 days'],
    [['missed', 'united', '--from', 'yesterday', '--note', 'x'], 'RFC 3339'],
  ])('is not touched by what makes no sense: %j', async (args, words) => {
    const { code, err } = await run([...args, ...SET], options);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('a running instance', () => {
  test('knows who acts by the key, keeps it over kill -9, and keeps its data set to itself', async () => {
    const made = await runJson<{ key: string }>(
      [
        'keys',
        'create',
        '--file',
        'keys.json',
        '--name',
        'Kari Nordmann',
        '--scope',
        'incidents:read',
        'incidents:write',
      ],
      options,
    );
    const reader = await runJson<{ key: string }>(
      ['keys', 'create', '--file', 'keys.json', '--name', 'Ola', '--scope', 'incidents:read'],
      options,
    );
    const up = ['up', '--data-dir', 'live', '--port', '0', '--ingest-port', '0'];
    const env = { GRAPEVINE_KEYS_FILE: 'keys.json' };
    const instance = start(up, { cwd, env });
    const [, url = ''] = await instance.said(/answers +(http:\S+)/);
    const by = (key: string) => ({ cwd, env: { GRAPEVINE_API_KEY: key } });
    const add = ['silence', 'add', 'united', '--for', '1h', '--id', 'launch', '--url', url];
    expect((await run(add, by(reader.key))).err).toContain('lacks the scope incidents:write');
    expect((await run(add, by(made.key))).code).toBe(0);
    const inUse = await run(['silence', 'add', 'united', '--for', '1h', '--data-dir', 'live'], options);
    expect([inUse.code, inUse.err]).toEqual([2, expect.stringContaining('is in use by process')]);
    instance.child.kill('SIGKILL');
    await instance.ended;

    const again = start(up, { cwd, env });
    const [, later = ''] = await again.said(/answers +(http:\S+)/);
    expect((await run(['silence', 'list', '--url', later], by(reader.key))).out).toMatch(/launch.*Kari Nordmann/);
    again.child.kill('SIGTERM');
    expect(await again.ended).toMatchObject({ code: 0 });
  });
});

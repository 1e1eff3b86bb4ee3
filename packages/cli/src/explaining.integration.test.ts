/** Why there is an incident, why there is none, and whether an alert is what it says: as their reader asks. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conditionName } from '@grapevine/core/detection/condition-words.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { run, runJson, temporaryFolder } from './child-process.ts';
import { crisisLines } from './crisis-of-test.ts';
import type { PublicExplanation, PublicIncident } from './reading/public-answers.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

beforeAll(async () => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  writeFileSync(join(cwd, 'crisis.ndjson'), crisisLines('united'));
  expect(await run(['replay', 'crisis.ndjson', '--data-dir', 'set'], options)).toMatchObject({ code: 0 });
});
afterAll(() => folder.remove());

test('an alert of a data set comes out the same when it is decided again from its log', async () => {
  const { out } = await run(['alerts', '--data-dir', 'set'], options);
  const ids = [...out.matchAll(/^ {2}alert ([0-9a-f]{32}) of incident/gm)].map(([, id]) => id as string);
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids.slice(0, 2)) {
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

test('what is neither a brand nor an incident is told with the brand that may be meant', async () => {
  const { code, err } = await run(['explain', 'untied', '--data-dir', 'set'], options);
  const words =
    'grapevine: "untied" is no brand that is watched (did you mean "united"?), and no incident has an id that begins with "untied"';
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
});

test('an incident is explained by what each notice saw, in words first and with its arithmetic below', async () => {
  const { incidents } = await runJson<{ incidents: readonly PublicIncident[] }>(
    ['incidents', '--state', 'all', '--data-dir', 'set'],
    options,
  );
  const [incident] = incidents as [PublicIncident];
  const args = ['explain', incident.incident.slice(0, 8), '--data-dir', 'set'];
  const { code, out } = await run(args, options);
  expect(code).toBe(0);
  const [opening] = incident.notices as [PublicIncident['notices'][number]];
  const [words = '', arithmetic = ''] = out.split('\nArithmetic\n');
  expect(words).toContain(incident.title.en);
  expect(words).toMatch(/When it opened, 2026-03-01 1[34]:\d\d:\d\d$/m);
  expect(out.match(/^Times are of Europe\/Oslo\.$/gm)).toHaveLength(1);
  expect(words.match(/^ {2}✓ /gm)?.length).toBeGreaterThanOrEqual(opening.conditions.length);
  for (const { name } of opening.conditions) {
    expect(arithmetic).toMatch(new RegExp(`^ {4}${conditionName(name).en} .*\\+\\d+ %$`, 'm'));
  }
  const norwegian = await run([...args, '--lang', 'nb'], options);
  expect(norwegian.out).toContain(incident.title.nb);
  expect(norwegian.out).toContain('Da hendelsen åpnet');
  expect(norwegian.out).toContain('\nRegnestykket\n');
  expect(norwegian.out).toMatch(/^ {4}ulike personer +\d+ +\d+ +\+/m);
  expect(norwegian.out).toMatch(/^Klokkeslett gjelder Europe\/Oslo\.$/m);
  expect(await runJson(args, options)).toEqual(incident);
});

test('alerts and incidents are told in the language that is asked for, else in that of the configuration', async () => {
  const inSet = ['--data-dir', 'set'];
  const alerts = await run(['alerts', ...inSet, '--lang', 'nb'], options);
  expect(alerts.out).toMatch(/ {2}(?:VARSEL|KRITISK) +åpnet +United Airlines: /);
  expect(alerts.out).toMatch(/^ {2}varsel [0-9a-f]{32} om hendelse [0-9a-f]{32}$/m);
  expect(alerts.out).toMatch(/^Klokkeslett gjelder Europe\/Oslo\.\n2026-03-01 1[34]:/);
  const all = await run(['incidents', '--state', 'all', ...inSet, '--lang', 'nb'], options);
  expect(all.out).toMatch(
    /^(?:VARSEL|KRITISK) {2}United Airlines: .*\n {2}åpnet 2026-03-01 1\d:\d\d:\d\d, oppdatert · united/m,
  );
  expect(all.out).toMatch(/^\d+ hendelser?$/m);
  const norwegian = join(cwd, 'norwegian.yaml');
  writeFileSync(norwegian, EXAMPLE_CONFIGURATION.replace(/^locale: .*$/m, 'locale: nb'));
  const byConfiguration = await run(['incidents', '--state', 'all', ...inSet, '--config', norwegian], options);
  expect(byConfiguration.out).toBe(all.out);
  expect((await run(['incidents', '--state', 'all', ...inSet], options)).out).toMatch(
    /^(?:WARNING|CRITICAL) {2}United/m,
  );
});

test('a brand is explained by every rule as of now, and by its near misses, in the language of its configuration', async () => {
  const explanation = await runJson<PublicExplanation>(['explain', 'delta', '--data-dir', 'set'], options);
  expect(explanation.rules.map((rule) => rule.class)).toContain('harm-claim');
  expect(explanation.nearMisses).toEqual([]);
  const { out } = await run(['explain', 'delta', '--data-dir', 'set'], options);
  expect(out).toContain('Delta Air Lines  as of');
  expect(out).toMatch(/^surge of negative attention: \d+ conditions are not met$/m);
  expect(out).toMatch(/^ {2}✗ acts in \d+ minutes: 0 \(at least \d+\)$/m);
  expect(out).toContain('No near misses in the last week.');
  writeFileSync(join(cwd, 'nb.yaml'), EXAMPLE_CONFIGURATION.replace('locale: en', 'locale: nb'));
  const norwegian = await run(['explain', 'delta', '--data-dir', 'set', '--config', 'nb.yaml'], options);
  expect(norwegian.out).toMatch(/^påstand om helseskade: /m);
});

test.each([
  [['explain', 'nothing', '--data-dir', 'set'], 'no incident has an id that begins with "nothing"'],
  [['verify', 'nothing', '--data-dir', 'set'], 'no alert that is still kept has an id that begins with "nothing"'],
  [['verify', 'x', '--data-dir', 'set', '--url', 'http://127.0.0.1:1'], '--url asks an instance'],
  [['verify', 'x', '--data-dir', 'nowhere'], 'There is no data to read'],
])('what cannot be verified is said: %j', async (args, words) => {
  const { code, err } = await run(args, options);
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
});

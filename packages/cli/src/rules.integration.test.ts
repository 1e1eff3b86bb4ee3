import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { run, temporaryFolder } from './child-process.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
afterAll(folder.remove);

const SITUATION = `
  - name: fifty angry people
    usual: { for: 6h, negative: 6, positive: 6 }
    acts: [{ for: 10m, negative: 8 }]
    expect: [{ class: negative-surge, by: 5m }]
  - name: an ordinary hour
    usual: { for: 6h, negative: 6 }
    acts: [{ for: 30m, negative: 1, positive: 1 }]
`;

test('a file of tests passes where the rules raise what they should and nothing else', async () => {
  writeFileSync(join(cwd, 'surge.test.yaml'), `brands: [united]\ntests:${SITUATION}`);
  const { code, out } = await run(['rules', 'test', 'surge.test.yaml'], options);
  expect(out).toBe('ok      fifty angry people\nok      an ordinary hour\n2 tests, all passed.\n');
  expect(code).toBe(0);
});

test('rules in a file beside it that raise nothing fail it, with the difference and exit code 1', async () => {
  mkdirSync(join(cwd, 'tests'));
  writeFileSync(join(cwd, 'tests', 'never.yaml'), 'falseAlarmsPerWeek: 1e-300\n');
  writeFileSync(join(cwd, 'tests', 'never.test.yaml'), `brands: [united]\nrules: never.yaml\ntests:${SITUATION}`);
  const { code, out } = await run(['rules', 'test', 'tests/never.test.yaml', '--json'], options);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual({
    file: 'tests/never.test.yaml',
    tests: [
      { name: 'fifty angry people', differences: ['negative-surge of united, by 5 min: it was not raised'] },
      { name: 'an ordinary hour', differences: [] },
    ],
    failed: 1,
  });
});

test('the example passes: rules of one’s own, and the day of a launch on which a surge is expected', async () => {
  const example = fileURLToPath(new URL('../../../examples/rules/launch.test.yaml', import.meta.url));
  const { code, out, err } = await run(['rules', 'test', example], options);
  expect(err).toBe('');
  expect(out).toMatch(/^4 tests, all passed\.$/m);
  expect(code).toBe(0);
});

test.each([
  ['tests: [{ name: x }]', 'brands is missing'],
  [
    'brands: [united]\nrules:\n  falseAlarmsPerWek: 1\ntests: [{ name: x }]',
    'faulty.yaml:3:3: falseAlarmsPerWek is not known here',
  ],
  ['brands: [united]\nrules: none.yaml\ntests: [{ name: x }]', 'none.yaml: there is no such file of rules'],
])('%j is refused with its place and exit code 2', async (text, words) => {
  writeFileSync(join(cwd, 'faulty.yaml'), text);
  const { code, err } = await run(['rules', 'test', 'faulty.yaml'], options);
  expect(err).toContain(words);
  expect(code).toBe(2);
});

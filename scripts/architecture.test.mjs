// Every rule of the architecture check refuses its bad example, and lets the good neighbour of that example pass.
import { describe, expect, it } from 'vitest';
import { faultsOf } from './architecture.mjs';

const messages = (path, text) => faultsOf(path, text).map((fault) => fault.message);
const STAGE = 'packages/core/src/stages/tally.ts';
const MODEL = 'packages/core/src/model/interaction.ts';
// Put together here, so that this file itself passes.
const machinePath = ['', 'home', 'somebody', 'grapevine'].join('/');
const registryHost = ['registry', 'npmjs', 'org'].join('.');

describe('the clock and chance stay out of the core', () => {
  it.each([
    'const at = Date.now();',
    'const at = new Date();',
    'const at = Date();',
    'const Clock = Date;',
    'const { now } = Date;',
    'const chance = Math.random();',
    'const g = globalThis;',
  ])('%s is refused', (source) => {
    expect(messages(MODEL, source)).toHaveLength(1);
  });

  it.each([
    'const at = new Date(instantMs).toISOString();',
    'const at = Date.UTC(2027, 0, 1);',
    'function year(at: Date): number { return at.getUTCFullYear(); }',
    'const word = "Date.now() and Math.random()"; // Date.now()',
    'const field = record.Date;',
  ])('%s passes', (source) => {
    expect(messages(MODEL, source)).toEqual([]);
  });

  it('a test of the core, and a package that is not the core, may read the clock', () => {
    expect(messages('packages/core/src/stages/tally.test.ts', 'const at = Date.now();')).toEqual([]);
    expect(messages('packages/connectors/src/feed.ts', 'const at = Date.now();')).toEqual([]);
  });
});

describe('what decides uses arithmetic that is the same everywhere', () => {
  it.each([
    'Math.exp(x)',
    'Math.log(x)',
    'Math.pow(x, 2)',
    'Math.sin(x)',
    'Math.hypot(x, y)',
    'x ** y',
    'Reflect.get(Math, "exp")',
  ])('%s is refused', (expression) => {
    expect(messages(STAGE, `export const result = ${expression};`)).toHaveLength(1);
  });

  it.each(['Math.sqrt(x)', 'Math.floor(x)', 'Math.max(x, y)', '2 ** 17', '2n ** 64n'])('%s passes', (expression) => {
    expect(messages(STAGE, `export const result = ${expression};`)).toEqual([]);
  });

  it('a clock in a stage is one fault, not two', () => {
    expect(messages(STAGE, 'export const at = Date.now();')).toHaveLength(1);
    expect(messages(STAGE, 'export const chance = Math.random();')).toHaveLength(1);
  });
});

describe('packages meet by name, in one direction', () => {
  const manifest = (fields) => JSON.stringify({ name: 'x', ...fields });
  const dependsOn = (...names) =>
    manifest({ dependencies: Object.fromEntries(names.map((name) => [`@grapevine/${name}`, 'workspace:*'])) });

  it.each([
    "import { x } from '../../core/src/model/pulse.ts';",
    "export { x } from '../../../services/api/src/main.ts';",
    "const x = await import('../../core/src/model/pulse.ts');",
    "type X = import('../../core/src/model/pulse.ts').X;",
  ])('%s is refused', (source) => {
    expect(messages('packages/engine/src/runner.ts', source)).toHaveLength(1);
  });

  it('a relative import inside the package passes', () => {
    expect(messages('packages/engine/src/runtime/runner.ts', "import { x } from '../ports/event-log.ts';")).toEqual([]);
  });

  it('a dependency against the direction is refused', () => {
    expect(messages('packages/core/package.json', dependsOn('engine'))).toEqual([
      'may not depend on @grapevine/engine',
    ]);
    expect(messages('packages/embedded/package.json', dependsOn('core', 'connectors'))).toEqual([
      'may not depend on @grapevine/connectors',
    ]);
    expect(messages('packages/client/package.json', dependsOn('core', 'http-api'))).toEqual([
      'may not depend on @grapevine/http-api',
    ]);
    expect(messages('examples/a/package.json', dependsOn('client', 'engine'))).toEqual([
      'may not depend on @grapevine/engine',
    ]);
    expect(messages('services/api/package.json', dependsOn('cli'))).toEqual(['may not depend on @grapevine/cli']);
    expect(messages('packages/engine/package.json', dependsOn('testkit'))).toEqual([
      'may not depend on @grapevine/testkit',
    ]);
  });

  it('a dependency along the direction, or on the test packages for tests, passes', () => {
    expect(messages('packages/embedded/package.json', dependsOn('core', 'engine'))).toEqual([]);
    expect(
      messages('packages/engine/package.json', manifest({ devDependencies: { '@grapevine/testkit': 'workspace:*' } })),
    ).toEqual([]);
    expect(messages('packages/cli/package.json', dependsOn('embedded', 'connectors'))).toEqual([]);
  });

  it('a new package must be given its place', () => {
    expect(messages('packages/novelty/package.json', manifest({}))).toHaveLength(1);
  });
});

describe('names and sizes', () => {
  it.each([
    'packages/core/src/utils.ts',
    'packages/core/src/helpers/text.ts',
    'packages/core/src/common.test.ts',
    'tests/misc.ts',
    'packages/core/src/index.ts',
  ])('%s is refused', (path) => {
    expect(messages(path, '')).toHaveLength(1);
  });

  it('a file of 500 lines passes and one of 501 is refused', () => {
    expect(messages(MODEL, '\n'.repeat(500))).toEqual([]);
    expect(messages(MODEL, '\n'.repeat(501))).toEqual(['501 lines; 500 is the most']);
    expect(messages('packages/core/fixtures/posts.ndjson', '\n'.repeat(501))).toEqual([]);
  });
});

describe('what belongs to one machine stays out', () => {
  it('a path of a machine is refused with its line, in any kind of file', () => {
    expect(faultsOf('docs/setup.md', `first\ncd ${machinePath}\n`)).toEqual([
      { path: 'docs/setup.md', line: 2, message: 'a path of one machine does not belong into the repository' },
    ]);
  });

  it('an address whose path only looks like one passes', () => {
    expect(messages('README.md', `See https://example.org${machinePath}.`)).toEqual([]);
  });

  it('the host of a package registry is refused, and any address in the lock file', () => {
    expect(messages('docs/setup.md', `npm --registry https://${registryHost}/`)).toHaveLength(1);
    expect(messages('pnpm-lock.yaml', 'resolution: {tarball: https://packages.example.org/x.tgz}')).toHaveLength(1);
    expect(messages('pnpm-lock.yaml', 'resolution: {integrity: sha512-abc}')).toEqual([]);
  });
});

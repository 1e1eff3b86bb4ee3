// The linters and the compiler, as this repository sets them, on a small tree of bad examples: each is refused by the
// rule that is meant for it, and the good neighbour passes. What the architecture check refuses is in its own test.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repositoryRoot = dirname(import.meta.dirname);
const CONFIGURATION = [
  'biome.json',
  '.oxlintrc.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'package.json',
  'packages/core/tsconfig.json',
];

const GOOD = `export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
`;
const SEND = 'const send = async (): Promise<void> => {};\n';
const STATE = "type State = 'open' | 'closed';\n";
const FILES = {
  'packages/core/package.json': '{ "type": "module" }\n',
  'packages/engine/package.json': '{ "type": "module" }\n',
  'packages/core/src/good.ts': GOOD,
  'packages/core/src/good.test.ts':
    "import { readFileSync } from 'node:fs';\n\nexport const text = readFileSync('x', 'utf8');\n",
  'packages/core/src/reads-files.ts':
    "import { readFileSync } from 'node:fs';\n\nexport const text = readFileSync('x', 'utf8');\n",
  'packages/core/src/reads-process.ts': 'export const path = process.env;\n',
  'packages/core/src/knows-engine.ts':
    "import { run } from '@grapevine/engine/runtime/runner.ts';\n\nexport const start = run;\n",
  'packages/engine/src/knows-driver.ts': "import { open } from 'lmdb';\n\nexport const store = open;\n",
  'packages/engine/src/knows-server.ts': "import { fastify } from 'fastify';\n\nexport const server = fastify;\n",
  'packages/embedded/src/knows-adapter.ts':
    "import { tail } from '@grapevine/connectors/file/tail.ts';\n\nexport const read = tail;\n",
  'packages/embedded/src/knows-engine.ts':
    "import { run } from '@grapevine/engine/runtime/runner.ts';\n\nexport const start = run;\n",
  'packages/engine/src/exports-all.ts': "export * from './good.ts';\n",
  'packages/engine/src/exports-default.ts': 'export default 1;\n',
  'packages/engine/src/any.ts': 'export const anything: any = 1;\n',
  'packages/engine/src/no-extension.ts': "import { good } from './good';\n\nexport const better = good;\n",
  'packages/engine/src/good.ts': 'export const good = 1;\n',
  'packages/engine/src/ugly.ts': 'export const ugly   =  "double";\n',
  'packages/engine/src/unordered.ts':
    "import { b } from 'node:b';\nimport { a } from 'node:a';\n\nexport const both = [a, b];\n",
  'packages/engine/src/unawaited.ts': `${SEND}export function start(): void {\n  send();\n}\n`,
  'packages/engine/src/awaited.ts': `${SEND}export async function start(): Promise<void> {\n  await send();\n}\n`,
  'packages/engine/src/async-callback.ts': `${SEND}export const start = (): void => [1].forEach(async () => send());\n`,
  'packages/engine/src/missing-case.ts': `${STATE}export function label(state: State): string {\n  switch (state) {\n    case 'open':\n      return 'o';\n  }\n  return '';\n}\n`,
  'packages/engine/src/every-case.ts': `${STATE}export function label(state: State): string {\n  switch (state) {\n    case 'open':\n      return 'o';\n    case 'closed':\n      return 'c';\n  }\n}\n`,
};

let tree;
const rulesOf = { biome: new Map(), oxlint: new Map() };
let coreErrors;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'grapevine-check-'));
  for (const path of CONFIGURATION) cpSync(join(repositoryRoot, path), join(tree, path));
  symlinkSync(join(repositoryRoot, 'node_modules'), join(tree, 'node_modules'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }

  for (const { category, location } of run('biome', 'check', '--reporter=json', '--max-diagnostics=none', 'packages')
    .diagnostics) {
    note(rulesOf.biome, location.path, category);
  }
  for (const { code, filename } of run('oxlint', '--type-aware', '--format=json', 'packages').diagnostics) {
    note(rulesOf.oxlint, filename, code);
  }
  coreErrors = runText('tsc', '-p', 'packages/core/tsconfig.json');
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('biome', () => {
  it.each([
    ['packages/core/src/reads-files.ts', 'noRestrictedImports'],
    ['packages/core/src/knows-engine.ts', 'noRestrictedImports'],
    ['packages/engine/src/knows-driver.ts', 'noRestrictedImports'],
    ['packages/engine/src/knows-server.ts', 'noRestrictedImports'],
    ['packages/embedded/src/knows-adapter.ts', 'noRestrictedImports'],
    ['packages/engine/src/exports-all.ts', 'noReExportAll'],
    ['packages/engine/src/exports-default.ts', 'noDefaultExport'],
    ['packages/engine/src/any.ts', 'noExplicitAny'],
    ['packages/engine/src/no-extension.ts', 'useImportExtensions'],
    ['packages/engine/src/knows-server.ts', 'noUndeclaredDependencies'],
    ['packages/engine/src/ugly.ts', 'format'],
    ['packages/engine/src/unordered.ts', 'organizeImports'],
  ])('refuses %s by %s', (path, rule) => {
    expect(rulesOf.biome.get(path)).toContain(rule);
  });

  it.each(['packages/core/src/good.ts', 'packages/core/src/good.test.ts'])('lets %s pass', (path) => {
    expect(rulesOf.biome.get(path)).toBeUndefined();
  });

  it('lets an adapter import the engine', () => {
    expect(rulesOf.biome.get('packages/embedded/src/knows-engine.ts') ?? []).not.toContain('noRestrictedImports');
  });
});

describe('oxlint', () => {
  it.each([
    ['packages/engine/src/unawaited.ts', 'no-floating-promises'],
    ['packages/engine/src/async-callback.ts', 'no-misused-promises'],
    ['packages/engine/src/missing-case.ts', 'switch-exhaustiveness-check'],
  ])('refuses %s by %s', (path, rule) => {
    expect(rulesOf.oxlint.get(path)).toContain(rule);
  });

  it.each(['packages/engine/src/awaited.ts', 'packages/engine/src/every-case.ts'])('lets %s pass', (path) => {
    expect(rulesOf.oxlint.get(path)).toBeUndefined();
  });
});

describe('the compiler', () => {
  it('refuses the globals and modules of Node in the core, but not in its tests', () => {
    expect(coreErrors).toMatch(/reads-process\.ts.*process/);
    expect(coreErrors).toMatch(/reads-files\.ts.*node:fs/);
    expect(coreErrors).not.toMatch(/good/);
  });
});

function note(rules, path, name) {
  const rule = name.match(/[\w-]+(?=\)?$)/)[0];
  rules.set(path, [...(rules.get(path) ?? []), rule]);
}

function run(tool, ...args) {
  return JSON.parse(runText(tool, ...args));
}

function runText(tool, ...args) {
  const { stdout, error } = spawnSync(join(repositoryRoot, 'node_modules', '.bin', tool), args, {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error) throw error;
  return stdout;
}

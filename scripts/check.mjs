// `npm run check`: every check that needs no test run, side by side, with a table of times and, for what failed, its
// output. `npm run check -- types promises` runs only those.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cached = (name) => ['--incremental', '--tsBuildInfoFile', join('node_modules', '.cache', `${name}.tsbuildinfo`)];

// The longest first: it decides when the whole is done.
const CHECKS = [
  {
    name: 'promises',
    what: 'awaited promises, exhaustive switches (oxlint)',
    command: ['oxlint', '--type-aware', '--deny-warnings'],
  },
  { name: 'types', what: 'TypeScript, everything', command: ['tsc', '-p', 'tsconfig.json', ...cached('types')] },
  {
    name: 'core-types',
    what: 'the core compiles without Node',
    command: ['tsc', '-p', 'packages/core/tsconfig.json', ...cached('core-types')],
  },
  {
    name: 'unused',
    what: 'dead exports and dependencies (knip)',
    command: ['knip', '--no-progress', '--no-config-hints'],
  },
  {
    name: 'format',
    what: 'format, imports, lint (biome)',
    command: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=100', '.'],
  },
  {
    name: 'architecture',
    what: 'direction, purity, names, sizes, machine paths',
    command: ['node', 'scripts/architecture.mjs'],
  },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `no such check: ${unknown.join(', ')}. There are: ${CHECKS.map((check) => check.name).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  const results = await runAll(CHECKS.filter((check) => asked.length === 0 || asked.includes(check.name)));
  const failed = results.filter((result) => result.code !== 0);
  for (const { check, output } of failed)
    process.stdout.write(`\n--- ${check.name}: ${check.command.join(' ')}\n${output.trimEnd()}\n`);
  process.stdout.write(`\n${results.map(tableRow).join('\n')}\n`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

async function runAll(checks) {
  const results = [];
  const waiting = checks.entries();
  const worker = async () => {
    for (const [position, check] of waiting) results[position] = await run(check);
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return results;
}

function run(check) {
  const startedAtMs = performance.now();
  const [command, ...args] = check.command;
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = (code) => resolve({ check, code, output, seconds: (performance.now() - startedAtMs) / 1000 });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => {
      output += `${command}: ${error.message}\n`;
      end(2);
    });
    child.once('close', (code) => end(code ?? 2));
  });
}

function tableRow({ check, code, seconds }) {
  return `${check.name.padEnd(14)}${seconds.toFixed(1).padStart(6)} s  ${code === 0 ? 'ok    ' : 'FAILED'}  ${check.what}`;
}

// `node scripts/run.mjs <tool> <args>`: installs what is missing, then runs a development tool on Node 24.
// `check`, `bench`, `faults`, `fuzz` and `simulate` are files of this repository; any other name is a program in
// node_modules/.bin.
import './require-node.mjs';
import { delimiter, dirname, join } from 'node:path';
import { handOver } from './hand-over.mjs';
import { bundledNode } from './install.mjs';
import { install, repositoryRoot } from './launch.mjs';

const OWN_TOOLS = {
  check: 'scripts/check.mjs',
  bench: 'bench/src/main.ts',
  faults: 'tests/src/faults/main.ts',
  fuzz: 'tests/src/fuzz/main.ts',
  simulate: 'tests/src/simulation/main.ts',
};

const [tool, ...args] = process.argv.slice(2);
if (!tool) {
  process.stderr.write('usage: node scripts/run.mjs <tool> [arguments]\n');
  process.exitCode = 2;
} else if (await install()) {
  const node = bundledNode(repositoryRoot);
  const binaries = dirname(node);
  const env = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` };
  const own = OWN_TOOLS[tool];
  if (own) await handOver(node, [join(repositoryRoot, own), ...args], env);
  else await handOver(join(binaries, tool), args, env);
}

// What `./grapevine` does: install what is missing, then hand over to the command line on the Node that the
// installation brought. The launcher speaks on standard error only; standard output belongs to the command.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handOver } from './hand-over.mjs';
import { bundledNode, ensureInstalled, InstallError } from './install.mjs';

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs one command line. Sets the exit code of this process to that of the command, or to 2 if it cannot start. */
export async function launch(args) {
  if (!(await install())) return;
  if (args[0] === 'setup') {
    process.stderr.write('grapevine: everything is installed\n');
    return;
  }
  const main = join(repositoryRoot, 'packages', 'cli', 'src', 'main.ts');
  await handOver(bundledNode(repositoryRoot), [main, ...args], withCompileCache(process.env));
}

/** Node keeps what it has compiled of the sources: a start takes about half as long from the second one on. */
function withCompileCache(env) {
  const folder = join(repositoryRoot, 'node_modules', '.cache', 'grapevine-compiled');
  return env.NODE_COMPILE_CACHE === undefined ? { ...env, NODE_COMPILE_CACHE: folder } : env;
}

/** Installs what is missing. Returns whether the installation is complete; if not, the reason has been printed. */
export async function install() {
  try {
    await ensureInstalled(repositoryRoot);
    return true;
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    process.stderr.write(`grapevine: ${error.message}\n`);
    process.exitCode = error.exitCode;
    return false;
  }
}

/** The command line's entry; `./grapevine` starts it with Node 24. */

import { runCommandLine } from './program.ts';
import { processShell } from './shell.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), processShell());

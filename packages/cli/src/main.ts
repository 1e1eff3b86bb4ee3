/** The command line's entry; `./grapevine` starts it with Node 24. */
import { processShell } from './shell.ts';
import { runCommandLine } from './program.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), processShell());

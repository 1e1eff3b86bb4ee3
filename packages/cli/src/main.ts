/**
 * The command line's entry; `./grapevine` starts it with Node 24.
 *
 * What is thrown where nobody awaits it ends the process like any other fault: whoever watches it starts it again, and it
 * goes on from what is durable. To go on with a state that nobody understands would be worse.
 */

import { endAtOnce } from './end-at-once.ts';
import { exitCodeOf, runCommandLine } from './program.ts';
import { processShell } from './shell.ts';

const shell = processShell();
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (cause: unknown) => {
    exitCodeOf(cause, shell);
    endAtOnce('SIGKILL');
  });
}
process.exitCode = await runCommandLine(process.argv.slice(2), shell);

/**
 * The grammar of the command line, and what an error of any kind becomes: a clear line on standard error and an exit
 * code. A command's own code is only loaded when it is run, so that `--help` and mistakes are answered at once.
 */
import { Command, CommanderError } from 'commander';
import { CliError, EXIT } from './cli-error.ts';
import { addActingCommands } from './grammar/acting-commands.ts';
import { addBacktestCommands } from './grammar/backtest-commands.ts';
import { addExplainingCommands } from './grammar/explaining-commands.ts';
import { addForecastCommand } from './grammar/forecast-command.ts';
import { addKeyCommands } from './grammar/key-commands.ts';
import { addLanguageCommands } from './grammar/language-commands.ts';
import { addMeasuringCommands } from './grammar/measuring-commands.ts';
import { addOperatingCommands } from './grammar/operating-commands.ts';
import { addReadingCommands } from './grammar/reading-commands.ts';
import { addRunningCommands } from './grammar/running-commands.ts';
import type { Shell } from './shell.ts';
import { programVersion } from './version.ts';

/** How a command gives its exit code. */
export type Finish = (run: () => Promise<number>) => Promise<void>;

const EXAMPLES = `
Examples:
  $ ./grapevine demo                                 a simulated market, and a crisis within a minute
  $ ./grapevine replay posts.ndjson                  what an archive holds
  $ ./grapevine counters united --window 24h         live numbers of a running instance
  $ ./grapevine incidents --fail-on warning          exit code 1 when there is one

Exit codes: 0 fine, 1 it found something, 2 usage, configuration or environment, 3 some input was dead-lettered,
70 a fault of Grapevine, 128 + n stopped by signal n before it was done. \`grapevine COMMAND --help\` says more.`;

/** Runs one command line; gives its exit code, and never throws. */
export async function runCommandLine(args: readonly string[], shell: Shell): Promise<number> {
  let exitCode: number = EXIT.fine;
  const program = new Command('grapevine')
    .description(
      'Counts what social media says of your brands, exactly, and raises an alert when it turns against them.',
    )
    .version(programVersion(), '-V, --version', 'print the version')
    .helpCommand(true)
    .showSuggestionAfterError(true)
    .showHelpAfterError('(--help shows what there is)')
    .configureOutput({ writeOut: shell.rawOut, writeErr: shell.rawErr })
    .exitOverride()
    .addHelpText('after', EXAMPLES);
  const finish: Finish = async (run) => {
    exitCode = await run();
  };
  addRunningCommands(program, shell, finish);
  addReadingCommands(program, shell, finish);
  addActingCommands(program, shell, finish);
  addExplainingCommands(program, shell, finish);
  addForecastCommand(program, shell, finish);
  addOperatingCommands(program, shell, finish);
  addKeyCommands(program, shell, finish);
  addBacktestCommands(program, shell, finish);
  addMeasuringCommands(program, shell, finish);
  addLanguageCommands(program, shell, finish);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, shell);
  }
}

/** Says what has ended a command, in one line where nobody has foreseen it, and gives the exit code. */
export function exitCodeOf(error: unknown, shell: Shell): number {
  // Commander has said what is wrong, or printed the help or version that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  if (error instanceof CliError) {
    shell.notice(`grapevine: ${error.message}`);
    showStack(error, shell);
    return error.exitCode;
  }
  if (isKnown(error)) {
    shell.notice(`grapevine: ${error.message} (${error.code})`);
    showStack(error, shell);
    return EXIT.usage;
  }
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ');
  const advice =
    'a fault of Grapevine; GRAPEVINE_DEBUG=1 shows where it happened, and the same command goes on from there';
  shell.notice(`grapevine: unexpected: ${message} (${advice})`);
  if (isDebugging(shell)) showStack(error, shell);
  return EXIT.fault;
}

/** An error that another package foresaw: its message says what to do. */
function isKnown(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('GV_');
}

function isDebugging(shell: Shell): boolean {
  return (shell.env['GRAPEVINE_DEBUG'] ?? '') !== '';
}

function showStack(error: unknown, shell: Shell): void {
  if (isDebugging(shell) && error instanceof Error) shell.notice(error.stack ?? '');
}

/**
 * Standard output, and what is done when it can take no more. Whoever reads it may have had enough (`| head`): that is no
 * fault, and nothing is said. Any other failure (a full disk) is the environment's: one line, and exit code 2 however the
 * command ends. Both ask the command to stop.
 */
import { fstatSync, writeFileSync } from 'node:fs';
import { getSystemErrorMessage } from 'node:util';
import { CliError, EXIT } from './cli-error.ts';

export interface StandardOutput {
  readonly write: (text: string | Uint8Array) => void;
  /** Once the system has taken the text; refuses (`GV_OUTPUT`) where it has not, with what comes of it. */
  readonly hand: (text: string, otherwise: string) => Promise<void>;
}

export interface OutputEnds {
  readonly notice: (line: string) => void;
  readonly stop: () => void;
}

export function standardOutput({ notice, stop }: OutputEnds): StandardOutput {
  const { stdout } = process;
  const take = fstatSync(stdout.fd).isFile() ? intoFile : intoStream;
  let isOpen = true;
  let isTold = false;
  const fail = (error: NodeJS.ErrnoException) => {
    // It may fail more than once; the first time says it.
    if (!isOpen) return;
    isOpen = false;
    stop();
    if (error.code === 'EPIPE') return;
    // Last of all, over the command's own exit code: an answer that is not there was not given.
    process.on('exit', () => {
      process.exitCode = EXIT.usage;
    });
    const advice = error.code === 'ENOSPC' ? 'free some, or write elsewhere' : 'write elsewhere';
    if (!isTold) notice(`grapevine: ${whyNotWritten(error)}; ${advice}.`);
  };
  stdout.on('error', fail);
  return {
    write(text) {
      if (!isOpen) return;
      take(text, (error) => {
        if (error) fail(error);
      });
    },
    hand: (text, otherwise) =>
      new Promise((resolve, reject) => {
        take(text, (error) => {
          if (!error) return resolve();
          // What ends the command says it.
          isTold = true;
          fail(error);
          reject(new CliError('GV_OUTPUT', `${whyNotWritten(error)}; ${otherwise}`, { cause: error }));
        });
      }),
  };
}

type Done = (error?: Error | null) => void;

/** Node's own stream for a file takes a part of the text for all of it, which is what a disk that gets full takes. */
function intoFile(text: string | Uint8Array, done: Done): void {
  try {
    writeFileSync(process.stdout.fd, text);
  } catch (error) {
    done(error as Error);
    return;
  }
  done();
}

function intoStream(text: string | Uint8Array, done: Done): void {
  process.stdout.write(text, done);
}

function whyNotWritten(error: NodeJS.ErrnoException): string {
  const why = error.errno === undefined ? (error.code ?? error.message) : getSystemErrorMessage(error.errno);
  return `standard output cannot be written: ${why}`;
}

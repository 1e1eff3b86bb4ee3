/** A file that a command writes beside its answer: where it may not stand, and what is said when it cannot be written. */
import { type Stats, statSync } from 'node:fs';
import { CliError } from './cli-error.ts';
import type { Shell } from './shell.ts';

export interface WrittenFile {
  /** With its article: `the report`. */
  readonly what: string;
  /** As the user named it. */
  readonly file: string;
}

/** Refuses (`GV_USAGE`) a target that is one of the files which the same command reads, by whatever name. */
export function refuseOverwriting(shell: Shell, { what, file }: WrittenFile, reads: readonly string[]): void {
  const target = statusOf(shell.path(file));
  if (target === undefined) return;
  const same = reads.find((name) => {
    const read = statusOf(shell.path(name));
    return read !== undefined && read.dev === target.dev && read.ino === target.ino;
  });
  if (same !== undefined) {
    throw new CliError('GV_USAGE', `${what} would be written over ${same}, which is read; name another file.`);
  }
}

export function notWritten({ what, file }: WrittenFile, cause: unknown): CliError {
  const code = (cause as NodeJS.ErrnoException).code;
  return new CliError(
    'GV_USAGE',
    code === 'ENOSPC'
      ? `${what} ${file} cannot be written: no space is left there (ENOSPC); free some, or name a file on another disk.`
      : `${what} ${file} cannot be written (${code}); name a file in a folder that is there.`,
    {
      cause,
    },
  );
}

function statusOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

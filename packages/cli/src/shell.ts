/**
 * What a command knows of the process around it: streams, terminal, environment, clock, and the wish to stop. Answers go
 * to standard output; progress and notices to standard error.
 */
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { endAtOnce } from './end-at-once.ts';
import { standardOutput } from './standard-output.ts';
import { type Paint, paintFor } from './terminal/paint.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes lines, with an end of line after the last. */
  readonly out: (text: string) => void;
  /** Writes lines and waits until they are taken; what must not be lost. Refuses (`GV_OUTPUT`), saying what comes of it. */
  readonly hand: (text: string, otherwise: string) => Promise<void>;
  readonly notice: (text: string) => void;
  readonly rawOut: (text: string | Uint8Array) => void;
  readonly rawErr: (text: string) => void;
  /** `null`: not a terminal. Asked anew each time, since terminals are resized. */
  readonly outTerminal: () => TerminalSize | null;
  readonly errTerminal: () => TerminalSize | null;
  /** For standard output. */
  readonly paint: Paint;
  /** Aborts with the first SIGINT, SIGTERM or SIGHUP; its reason is the signal's name. */
  readonly stop: AbortSignal;
  readonly nowMs: () => number;
  /** A path as the user means it. */
  readonly path: (given: string) => string;
}

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** The shell of this process. The first signal asks for an orderly end, the second ends at once. */
export function processShell(): Shell {
  const stop = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (stop.signal.aborted) endAtOnce(signal);
      else stop.abort(signal);
    });
  }
  process.stderr.on('error', () => undefined);
  const rawErr = (text: string) => {
    process.stderr.write(text);
  };
  const output = standardOutput({ notice: (line) => rawErr(`${line}\n`), stop: () => stop.abort('SIGPIPE') });
  return {
    env: process.env,
    out: (text) => output.write(`${text}\n`),
    notice: (text) => rawErr(`${text}\n`),
    hand: (text, otherwise) => output.hand(`${text}\n`, otherwise),
    rawOut: output.write,
    rawErr,
    outTerminal: () => sizeOf(process.stdout),
    errTerminal: () => sizeOf(process.stderr),
    paint: paintFor(process.stdout.isTTY === true, process.env),
    stop: stop.signal,
    nowMs: Date.now,
    path: (given) => resolve(given),
  };
}

function sizeOf(stream: NodeJS.WriteStream): TerminalSize | null {
  if (stream.isTTY !== true) return null;
  return { columns: stream.columns || 80, rows: stream.rows || 24 };
}

/** 128 + the number of the signal that asked to stop. */
export function exitCodeOfStop(stop: AbortSignal): number {
  const signals: Readonly<Record<string, number>> = constants.signals;
  return 128 + (signals[String(stop.reason)] ?? constants.signals.SIGINT);
}

/** One JSON document. */
export function printJson(shell: Shell, value: unknown): void {
  shell.out(jsonText(value));
}

export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

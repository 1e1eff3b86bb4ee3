/**
 * What an error of the driver means for who called: Redis cannot be reached at the moment (the same call may be sent
 * again), it has no room, or it is set up in a way that no repetition heals.
 *
 * ioredis hangs the command with all of its arguments on an error; for a login that is the password. So the error
 * itself is never passed on, only its text.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';

export type RedisFault =
  /** Not to be had now; the outcome is unknown. */
  | { readonly kind: 'outage'; readonly text: string }
  /** Refused before anything was written, for lack of memory or disk. */
  | { readonly kind: 'full'; readonly text: string }
  /** Wrong type, password, rights. */
  | { readonly kind: 'unusable'; readonly text: string; readonly advice: string }
  /** Redis understood, and refused for another reason. */
  | { readonly kind: 'refused'; readonly text: string };

/** Replies that stand for a state of the server or cluster that passes: start, fail-over, resharding, a long script. */
const PASSING =
  /^(?:LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|READONLY|NOREPLICAS|MOVED|ASK|UNBLOCKED|ERR max number of clients)\b/;
const FULL = /^(?:OOM|MISCONF)\b/;
/** How a missing right is told of that a script came upon. */
const IN_SCRIPT = /^ERR ACL failure in script\b/;
const ADVICE: Readonly<Record<string, string>> = {
  WRONGTYPE: 'another program uses the same names: choose another namespace, or delete the key',
  NOPERM: 'give this user the rights that the README of redis-store lists',
  NOAUTH: 'give the password of Redis',
  WRONGPASS: 'mend the user or the password',
};

export function faultOf(error: unknown): RedisFault {
  if (!(error instanceof Error) || isOurBug(error)) throw error;
  const text = error.message.replaceAll(/[\r\n]+/g, ' ').slice(0, 300);
  if (error.name !== 'ReplyError') return { kind: 'outage', text: textOf(error, text) };
  if (PASSING.test(text)) return { kind: 'outage', text };
  if (FULL.test(text)) return { kind: 'full', text };
  const advice = ADVICE[IN_SCRIPT.test(text) ? 'NOPERM' : (text.split(' ', 1)[0] ?? '')];
  return advice === undefined ? { kind: 'refused', text } : { kind: 'unusable', text, advice };
}

/** Why a connection is not to be had; whatever the driver throws there is no fault of the call. */
export function connectionFaultOf(error: Error): RedisFault {
  return isOurBug(error) ? { kind: 'outage', text: error.message } : faultOf(error);
}

/** The error of a call that is not sent again. */
export function errorOf(fault: RedisFault, what: string, where: string): EngineError {
  const cause = new Error(fault.text);
  switch (fault.kind) {
    case 'outage':
      return new EngineError(
        'GV_STORE_UNREACHABLE',
        `${what}: Redis at ${where} cannot be reached: ${fault.text}. A write may have been done or not: take the scope over again once Redis answers.`,
        { retriable: true, cause },
      );
    case 'full':
      return new EngineError(
        'GV_STORE_WRITE_FAILED',
        `${what}: Redis at ${where} has no room and wrote nothing: ${fault.text}. Raise maxmemory, or free disk space.`,
        { retriable: true, cause },
      );
    case 'unusable':
      return new EngineError(
        'GV_STORE_UNUSABLE',
        `${what}: Redis at ${where} refuses: ${fault.text}. To go on, ${fault.advice}.`,
        { cause },
      );
    case 'refused':
      return new EngineError('GV_STORE_WRITE_FAILED', `${what}: Redis at ${where} refuses: ${fault.text}.`, { cause });
  }
}

function textOf(error: Error, text: string): string {
  const { code } = error as NodeJS.ErrnoException;
  // Node reports some failed connections (both families tried) without a word.
  return text === '' ? (code ?? error.name) : text;
}

function isOurBug(error: Error): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError, EngineError].some((kind) => error instanceof kind);
}

/**
 * Asking again, within a time of the caller's own. What may be mended by waiting (a broker that is away, a leader that
 * moved) is asked again; anything else is thrown at once. kafkajs retries by count, and not for every fault: an outage
 * ended sends after a second and others never.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { isRetriable, ProtocolError } from '../protocol/protocol-errors.ts';
import { LoginRefused, TransportError } from './kafka-node.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

export interface Patience {
  readonly what: string;
  readonly withinMs: number;
  /** Before each further attempt. */
  readonly beforeAgain: () => Promise<unknown>;
  /** Aborted when nobody wants the answer any more. */
  readonly signal: AbortSignal;
}

export async function patiently<Answer>(attempt: () => Promise<Answer>, patience: Patience): Promise<Answer> {
  const until = performance.now() + patience.withinMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayBeMended(error)) throw asEngineError(error, patience.what);
      if (performance.now() + pauseMs >= until || patience.signal.aborted) throw unreachable(patience, error);
      await pause(pauseMs, patience.signal);
      // Its own failure will show again in the attempt.
      await patience.beforeAgain().catch(() => undefined);
    }
  }
}

/** Resolves after the time, or when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

export function mayBeMended(error: unknown): boolean {
  if (error instanceof ProtocolError) return isRetriable(error.errorCode);
  if (error instanceof TransportError) return true;
  const { retriable, name } = error as { readonly retriable?: boolean; readonly name?: string };
  return name === 'KafkaJSProtocolError' && retriable === true;
}

export function asEngineError(error: unknown, what: string): Error {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof LoginRefused) return new EngineError('GV_LOG_UNREACHABLE', message, { cause: error });
  return new EngineError('GV_LOG_UNREACHABLE', `${what} failed: ${message}`, {
    cause: error,
    retriable: mayBeMended(error),
  });
}

function unreachable({ what, withinMs }: Patience, cause: unknown): EngineError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new EngineError('GV_LOG_UNREACHABLE', `${what} did not succeed within ${withinMs / 1000} s. ${why}`, {
    cause,
    retriable: true,
  });
}

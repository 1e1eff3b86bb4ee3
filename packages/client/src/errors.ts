/** What can go wrong between an application and Grapevine, as a closed list; each is a line of docs/errors.md. */
import type { Problem } from './types/problem.ts';

export type ClientErrorCode =
  /** An option is none, or does not fit the others. */
  | 'GV_CLIENT_OPTIONS'
  /** Nobody answered at the address, or not in time. */
  | 'GV_CLIENT_HTTP_UNREACHABLE'
  /** It answered with a problem (RFC 9457); see `problem`. */
  | 'GV_CLIENT_HTTP_PROBLEM'
  /** It answered, but not as Grapevine does: a page of a proxy, another program. */
  | 'GV_CLIENT_HTTP_ANSWER'
  /** The brokers were away for longer than the client waits. */
  | 'GV_CLIENT_KAFKA_UNREACHABLE'
  /** The brokers refuse: login, rights, no such topic. */
  | 'GV_CLIENT_KAFKA_REFUSED'
  /** The schema registry was away, or answered wrongly, for longer than the client waits. */
  | 'GV_CLIENT_REGISTRY_UNREACHABLE';

export interface ClientErrorMore {
  readonly cause?: unknown;
  readonly retriable?: boolean;
  readonly status?: number | null;
  readonly problem?: Problem | null;
}

export class ClientError extends Error {
  readonly code: ClientErrorCode;
  /** Whether the same call may succeed later without anybody doing anything. */
  readonly retriable: boolean;
  /** Of an answer by HTTP. */
  readonly status: number | null;
  /** Of `GV_CLIENT_HTTP_PROBLEM`. */
  readonly problem: Problem | null;

  constructor(code: ClientErrorCode, message: string, more: ClientErrorMore = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ClientError';
    this.code = code;
    this.retriable = more.retriable ?? false;
    this.status = more.status ?? null;
    this.problem = more.problem ?? null;
  }
}

/** The message of the innermost cause: what fetch and kafkajs wrap says little. */
export function reasonOf(error: unknown): string {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause;
  if (innermost instanceof AggregateError && innermost.errors.length > 0) return reasonOf(innermost.errors[0]);
  return innermost instanceof Error ? innermost.message || innermost.name : String(innermost);
}

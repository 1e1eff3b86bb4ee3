/** Answers that are not what was asked for, as RFC 9457 problems: a stable type, what is wrong, what to do. */
import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';

export type ProblemType =
  | 'invalid-query'
  | 'window-too-short'
  | 'unknown-position'
  | 'not-found'
  | 'method-not-allowed'
  | 'beyond-watermark'
  | 'no-longer-kept'
  | 'misdirected'
  | 'too-many-streams'
  | 'no-data-yet'
  | 'unavailable'
  | 'request-refused';

export interface Problem {
  readonly kind: 'problem';
  readonly status: number;
  readonly type: ProblemType;
  readonly detail: string;
  /** Further members, such as `watermark`. */
  readonly also?: Readonly<Record<string, unknown>>;
  /** Only where the same request may succeed later. */
  readonly retryAfterSeconds?: number;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export function problem(
  status: number,
  type: ProblemType,
  detail: string,
  more: Pick<Problem, 'also' | 'retryAfterSeconds'> = {},
): Problem {
  return { kind: 'problem', status, type, detail, ...more };
}

/** The store or the log behind does not answer; it may later. */
export function unavailable(): Problem {
  return problem(503, 'unavailable', 'What is counted cannot be read now; ask again later.', { retryAfterSeconds: 5 });
}

export function replyWith(reply: FastifyReply, found: Problem): FastifyReply {
  const { status, type, detail, also = {}, retryAfterSeconds } = found;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  const title = STATUS_CODES[status] ?? 'Error';
  return reply
    .code(status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify({ type: `urn:grapevine:problem:${type}`, title, status, detail, ...also }));
}

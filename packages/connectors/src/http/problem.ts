/** Errors of the ingest door as RFC 9457 problems: a stable type, a title, what to do. They never echo a secret. */
import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';

export type ProblemType =
  | 'malformed'
  | 'not-found'
  | 'method-not-allowed'
  | 'unauthorized'
  | 'forbidden'
  | 'too-large'
  | 'too-many'
  | 'unsupported-media-type'
  | 'all-rejected'
  | 'too-many-headers'
  | 'saturated'
  | 'unavailable'
  | 'request-refused';

export interface Problem {
  readonly status: number;
  readonly type: ProblemType;
  readonly detail: string;
  /** Further members, such as `rejected`. */
  readonly also?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
}

/** Answers with a problem; whoever is to try again is told when. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { also = {}, detail, retryAfterSeconds, status, type } = problem;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return reply
    .code(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:grapevine:problem:${type}`,
        title: STATUS_CODES[status] ?? 'Error',
        status,
        detail,
        ...also,
      }),
    );
}

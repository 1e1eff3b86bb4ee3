/** Answers that are not what was asked for, as RFC 9457 problems: a stable type, what is wrong, what to do. No secret. */
import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';

/** What the door itself answers; each server adds types of its own. */
export type DoorProblemType =
  | 'key-in-address'
  | 'unauthorized'
  | 'forbidden'
  | 'cross-site'
  | 'misdirected'
  | 'too-many-requests'
  | 'too-many-headers'
  | 'not-found'
  | 'method-not-allowed'
  | 'request-refused'
  | 'unavailable';

export interface ProblemOf<Type extends string> {
  readonly status: number;
  readonly type: Type;
  readonly detail: string;
  /** Further members, such as `watermark`. */
  readonly also?: Readonly<Record<string, unknown>>;
  /** Only where the same request may succeed later. */
  readonly retryAfterSeconds?: number;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
export const PROBLEM_PREFIX = 'urn:grapevine:problem:';

/** Answers with a problem; whoever is to try again is told when. */
export function sendProblem(reply: FastifyReply, problem: ProblemOf<string>): FastifyReply {
  const { status, retryAfterSeconds } = problem;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return reply.code(status).type(PROBLEM_MEDIA_TYPE).send(problemText(problem));
}

export function problemText({ status, type, detail, also = {} }: ProblemOf<string>): string {
  return JSON.stringify({
    type: `${PROBLEM_PREFIX}${type}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...also,
  });
}

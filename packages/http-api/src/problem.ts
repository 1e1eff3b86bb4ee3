/** Answers that are not what was asked for, as RFC 9457 problems: a stable type, what is wrong, what to do. */
import { type DoorProblemType, type ProblemOf, sendProblem } from '@grapevine/http-door/problem.ts';
import type { FastifyReply } from 'fastify';

export type ProblemType =
  | DoorProblemType
  | 'invalid-query'
  | 'invalid-body'
  | 'silence-taken'
  | 'too-many-silences'
  | 'no-author-key'
  | 'window-too-short'
  | 'unknown-position'
  | 'beyond-watermark'
  | 'no-longer-kept'
  | 'too-many-streams'
  | 'no-data-yet';

export interface Problem extends ProblemOf<ProblemType> {
  readonly kind: 'problem';
}

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
  return problem(503, 'unavailable', CANNOT_BE_READ, { retryAfterSeconds: 5 });
}

export const CANNOT_BE_READ = 'What is counted cannot be read now; ask again later.';

export function replyWith(reply: FastifyReply, found: Problem): FastifyReply {
  return sendProblem(reply, found);
}

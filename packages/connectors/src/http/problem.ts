/** What the ingest door answers when it does not take something: RFC 9457 problems of a closed list of types. */
import { type DoorProblemType, type ProblemOf, sendProblem as send } from '@grapevine/http-door/problem.ts';
import type { FastifyReply } from 'fastify';

export type ProblemType =
  | DoorProblemType
  | 'malformed'
  | 'too-large'
  | 'too-many'
  | 'unsupported-media-type'
  | 'all-rejected'
  | 'saturated';

export type Problem = ProblemOf<ProblemType>;

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return send(reply, problem);
}

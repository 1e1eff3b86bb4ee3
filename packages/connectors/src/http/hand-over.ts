/** The step from a batch to its answer that every door shares: nothing is answered for before the log has it. */
import type { FastifyReply } from 'fastify';
import type { IngestedBatch, PlacedRecord } from '../ingest/ingester.ts';
import { sendProblem } from './problem.ts';

/** What became of a batch that was handed over. */
export type AcceptOutcome =
  /** All of it is on the log, its dead letters too. */
  | { readonly kind: 'durable' }
  /** Nothing of it was taken: too much is under way. */
  | { readonly kind: 'saturated'; readonly retryAfterSeconds: number }
  /** Nothing of it was taken, or it is not known: the log refuses. */
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number };

const DEFAULT_RETRY_SECONDS = 5;

export interface Answer {
  readonly accepted: number;
  readonly rejected: readonly { readonly index: number; readonly reason: string; readonly message: string }[];
  readonly unwatched: number;
  /** How many of `accepted` say the same again as an earlier one of this request. */
  readonly duplicates: number;
}

/** How many accepted entries say the same again as an earlier one; an entry's first record carries its identity. */
function duplicatesAmong({ accounts, outcomes }: IngestedBatch): number {
  const identities = new Set<string>();
  for (const outcome of outcomes) {
    if (outcome.kind !== 'accepted') continue;
    const { id, kind, platform } = (outcome.records[0] as PlacedRecord).record;
    identities.add(`${platform}\0${kind}\0${id}`);
  }
  return accounts.accepted - identities.size;
}

export function answerOf(batch: IngestedBatch): Answer {
  const rejected = batch.outcomes.flatMap((outcome) => {
    if (outcome.kind !== 'deadLettered') return [];
    const { message, origin, reason } = outcome.letter;
    return [{ index: origin.kind === 'request' ? origin.index : 0, reason, message }];
  });
  const { accepted, unwatched } = batch.accounts;
  return { accepted, rejected, unwatched, duplicates: duplicatesAmong(batch) };
}

/** An exception counts as `unavailable` and goes to `onFailure`. */
export async function handedOver(
  accept: () => Promise<AcceptOutcome>,
  onFailure: ((cause: unknown) => void) | undefined,
): Promise<AcceptOutcome> {
  try {
    return await accept();
  } catch (cause) {
    onFailure?.(cause);
    return { kind: 'unavailable', retryAfterSeconds: DEFAULT_RETRY_SECONDS };
  }
}

/** The answer for a batch that was not taken. */
export function sendNotTaken(reply: FastifyReply, outcome: Exclude<AcceptOutcome, { kind: 'durable' }>): FastifyReply {
  const { kind, retryAfterSeconds } = outcome;
  if (kind === 'saturated') {
    const detail = 'Too much is under way; send it again later.';
    return sendProblem(reply, { status: 429, type: 'saturated', detail, retryAfterSeconds });
  }
  const detail = 'The log takes nothing now; send it again later.';
  return sendProblem(reply, { status: 503, type: 'unavailable', detail, retryAfterSeconds });
}

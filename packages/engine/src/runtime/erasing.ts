/** A person is forgotten by a record in every partition of the interactions (docs/decisions/0026). */
import type { AuthorHash } from '@grapevine/core/model/interaction.ts';
import type { EventLog } from '../ports/event-log.ts';
import { FeedBatch } from './feed-batch.ts';

/** Resolves when the request is durable; the tallies take it up as they read on. */
export async function appendErasure(log: EventLog, author: AuthorHash, requestedAtMs: number): Promise<void> {
  const batch = new FeedBatch();
  batch.addErasure({ type: 'erasure', author, requestedAtMs });
  await batch.append(log);
}

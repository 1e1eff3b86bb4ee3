/** Forgets people by the names that their platforms give them: who has the key of pseudonyms can say whom a hash means. */
import { createAuthorHasher } from '@grapevine/connectors/ingest/author-hash.ts';
import type { PlatformPerson } from '@grapevine/core/model/platform-name.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { appendErasure } from '@grapevine/engine/runtime/erasing.ts';

export interface EraserOptions {
  readonly log: EventLog;
  readonly authorKey: Uint8Array;
  readonly nowMs: () => number;
}

/** A hasher of its own for each request: hashers remember names for a while. */
export function eraserOf({ log, authorKey, nowMs }: EraserOptions): (person: PlatformPerson) => Promise<void> {
  return ({ platform, author }) => appendErasure(log, createAuthorHasher(authorKey)(platform, author), nowMs());
}

/** What the oracle writes down whenever something counts for a brand; every answer is a sum over these notes. */
import type { AuthorHash, EventTimeMs } from '@grapevine/core/model/interaction.ts';
import type { CutDimension, PeopleKind } from '@grapevine/core/model/pulse.ts';
import type { Change, Receipt } from './counting.ts';
import type { Slot } from './slot.ts';

export interface Note {
  readonly brand: string;
  readonly atMs: EventTimeMs;
  readonly slot: Slot;
  readonly changes: readonly Change[];
  readonly receipts: readonly Receipt[];
  /** A person who joins the sets named; `null` when nobody is known. */
  readonly person: AuthorHash | null;
  readonly peopleKinds: readonly PeopleKind[];
  /** The value under which it was cut (`other` beyond the sixteenth); `null`: not cut by this dimension. */
  readonly cuts: Readonly<Record<CutDimension, string | null>>;
}

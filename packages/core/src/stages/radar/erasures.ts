/**
 * Who was to be forgotten, for as long as an alert may still be raised that speaks of the time before: until decisions
 * have passed the instant of the request. An archive's event time never gets there, so the number is bounded too.
 */
import type { AuthorHash } from '../../model/interaction.ts';
import type { ErasedPerson } from '../../model/pulse.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';

/** Beyond it the oldest request is forgotten: its evidence is gone by then, but for alerts yet to come. */
const MAX_ERASURES = 10_000;
const ROW = { family: 'erasures', key: 'all' } as const;

export class Erasures {
  /** In the order of their coming. */
  private readonly requested = new Map<AuthorHash, number>();
  private isDirty = false;

  static async load(rows: RowReader): Promise<Erasures> {
    const erasures = new Erasures();
    const [bytes] = await rows.read(ROW.family, [ROW.key]);
    const packed = bytes === undefined ? [] : unpackRow<readonly (readonly [AuthorHash | number, number])[]>(bytes);
    for (const [author, requestedAtMs] of packed) erasures.requested.set(BigInt(author), requestedAtMs);
    return erasures;
  }

  /** Whether it was new, or later than what was known. */
  add({ author, requestedAtMs }: ErasedPerson): boolean {
    const known = this.requested.get(author);
    if (known !== undefined && known >= requestedAtMs) return false;
    this.requested.delete(author);
    this.requested.set(author, requestedAtMs);
    this.isDirty = true;
    if (this.requested.size > MAX_ERASURES) this.requested.delete(this.requested.keys().next().value as AuthorHash);
    return true;
  }

  get all(): readonly ErasedPerson[] {
    return [...this.requested].map(([author, requestedAtMs]) => ({ author, requestedAtMs }));
  }

  /** No alert of before `decidedMs` will come any more. */
  expire(decidedMs: number): void {
    for (const [author, requestedAtMs] of this.requested) {
      if (requestedAtMs >= decidedMs) continue;
      this.requested.delete(author);
      this.isDirty = true;
    }
  }

  collect(changes: CollectedChanges): void {
    if (!this.isDirty) return;
    this.isDirty = false;
    changes.puts.push({ ...ROW, bytes: packRow([...this.requested]) });
  }
}

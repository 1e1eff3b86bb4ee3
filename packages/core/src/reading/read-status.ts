/** How far the group has come, and whether the sums of law 6 add up. */
import type { RowReader } from '../stages/state-changes.ts';
import { isBalanced } from '../stages/tally/accounts.ts';
import { type AsOf, asOf, type Completeness, completenessOf, type PartitionStatus, readHead } from './radar-head.ts';
import type { Unanswered } from './window-range.ts';

export interface StatusAnswer {
  readonly kind: 'answer';
  readonly asOf: AsOf;
  readonly completeness: Completeness;
  /** Whether the outcomes of every partition sum to what it read. */
  readonly isBalanced: boolean;
  /** Slots that repeated what was summed already: a crash, another cut, a replay. Harmless. */
  readonly repeats: number;
  readonly partitions: readonly PartitionStatus[];
}

export async function readStatus(rows: RowReader): Promise<StatusAnswer | Extract<Unanswered, { kind: 'no-data' }>> {
  const head = await readHead(rows);
  if (head === null) return { kind: 'no-data' };
  return {
    kind: 'answer',
    asOf: asOf(head),
    completeness: completenessOf(head),
    isBalanced: head.partitions.every(({ accounts }) => isBalanced(accounts)),
    repeats: head.repeats,
    partitions: head.partitions,
  };
}

/** Law 6: every record read is exactly one of these outcomes, and the sums are checked. */
import type { Accounts } from '../../model/pulse.ts';

export type Outcome = Exclude<keyof Accounts, 'read' | 'passedOver'>;

/** In the order in which a record is tested for them. */
export const OUTCOMES: readonly Outcome[] = [
  'deadLettered',
  'duplicate',
  'waiting',
  'unmatched',
  'void',
  'repeated',
  'expired',
  'late',
  'counted',
];

export function emptyAccounts(): Accounts {
  return {
    deadLettered: 0,
    duplicate: 0,
    waiting: 0,
    unmatched: 0,
    void: 0,
    repeated: 0,
    expired: 0,
    late: 0,
    counted: 0,
    read: 0,
    passedOver: 0,
  };
}

export function addAccounts(target: Accounts, other: Accounts): void {
  for (const outcome of OUTCOMES) target[outcome] += other[outcome];
  target.read += other.read;
  target.passedOver += other.passedOver;
}

/** Whether the outcomes sum to what was read. */
export function isBalanced(accounts: Accounts): boolean {
  return OUTCOMES.reduce((sum, outcome) => sum + accounts[outcome], 0) === accounts.read;
}

/** Form for the store: the outcomes in the order of `OUTCOMES`, what was read, posts that were passed over. */
export function packAccounts(accounts: Accounts): readonly number[] {
  return [...OUTCOMES.map((outcome) => accounts[outcome]), accounts.read, accounts.passedOver];
}

export function unpackAccounts(packed: readonly number[]): Accounts {
  const accounts = emptyAccounts();
  OUTCOMES.forEach((outcome, index) => {
    accounts[outcome] = packed[index] as number;
  });
  accounts.read = packed[OUTCOMES.length] as number;
  accounts.passedOver = packed[OUTCOMES.length + 1] as number;
  return accounts;
}

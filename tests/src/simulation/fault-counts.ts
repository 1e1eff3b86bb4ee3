/** The kinds of fault that a run injects, and how often each one was. */
export const FAULT_KINDS = [
  'crashBeforeStep',
  'crashAfterStep',
  'writeArrivedLate',
  'lostReply',
  'sentTwice',
  'twoOwners',
  'zombieWoke',
  'processKilled',
  'processHung',
  'rebalanced',
  'storeRewound',
  'storeEmptied',
  'storeRebuilt',
  'generationBegun',
  'storeAheadOfLog',
  'retentionPassed',
  'pulseRepeated',
  'feedCrashed',
  'feedTakenOver',
  'sourceStalled',
  'clockJumped',
  'redelivered',
  'lateEvent',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];
export type FaultCounts = Record<FaultKind, number>;

export function noFaults(): FaultCounts {
  return Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as FaultCounts;
}

export function addFaults(sum: FaultCounts, other: FaultCounts): void {
  for (const kind of FAULT_KINDS) sum[kind] += other[kind];
}

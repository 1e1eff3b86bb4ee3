/**
 * The port to the sharing of work: which partitions of a topic this process folds, when several share them.
 *
 * Laws:
 *  - Every partition is some member's, sooner or later, as long as there is one; never for good two members'.
 *  - For a while it may be two members', or nobody's (a member that hangs does not know that it was replaced). So this
 *    is a hint of whose turn it is; what makes it safe is the state store, which refuses an old owner.
 *  - A member keeps what it has where it can: only what must move moves.
 */
export interface PartitionShare {
  /**
   * Takes part until `signal` aborts, then leaves so that others take over at once. `onShare` is told the whole share
   * each time it changes. Rejects when taking part has ended for good for another reason.
   */
  join(signal: AbortSignal, onShare: (partitions: readonly number[]) => void): Promise<void>;
}

/**
 * Who gets which partitions, when members come and go: as even as can be (sizes differ by one at most), and of what
 * members had, only what must move moves. A pure function, so every leader of a group decides alike.
 *
 * A partition that two claim (one hangs, was replaced, and is back) goes to the one whose id comes first: a claim is a
 * wish, not a right; what keeps the old owner out is the state store.
 */
export interface ShareClaim {
  readonly memberId: string;
  /** What it had before, ascending. */
  readonly partitions: readonly number[];
}

export function stickyAssignment(partitions: number, claims: readonly ShareClaim[]): ReadonlyMap<string, number[]> {
  const free = new Set(Array.from({ length: partitions }, (_, partition) => partition));
  const members = [...claims].sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const shares = members.map(({ memberId, partitions: claimed }) => {
    const had = claimed.filter((partition) => free.delete(partition));
    return { memberId, had, share: [] as number[] };
  });
  // Who has most keeps the larger shares: nothing moves for the sake of the remainder.
  const byHad = [...shares].sort((a, b) => b.had.length - a.had.length);
  const [least, larger] = [Math.floor(partitions / members.length), partitions % members.length];
  const room = new Map(byHad.map(({ memberId }, rank) => [memberId, rank < larger ? least + 1 : least]));
  for (const { memberId, had, share } of shares) {
    const kept = had.slice(0, room.get(memberId));
    share.push(...kept);
    for (const partition of had.slice(kept.length)) free.add(partition);
  }
  const left = [...free].sort((a, b) => a - b);
  for (const { memberId, share } of shares) {
    while (share.length < (room.get(memberId) ?? 0)) share.push(left.shift() as number);
    share.sort((a, b) => a - b);
  }
  return new Map(shares.map(({ memberId, share }) => [memberId, share]));
}

/**
 * Where a member of the group begins in the partitions it was given, before it reads any.
 *
 * kafkajs would begin at the end of the log each time until something is committed, and would jump to the end (or all
 * the way back) from a position that the log does not hold any more: alerts between two starts would be lost in silence.
 * So "from now on" is committed as a position at the first sight of a partition, and a position that is not held is
 * replaced by the oldest one that is, and told.
 */
import type { Admin } from 'kafkajs';

export interface PartitionStart {
  readonly partition: number;
  /** Where to read on. */
  readonly offset: string;
  /** Whether it is the position that the group has committed. */
  readonly isCommitted: boolean;
  /** The group's position, which the log does not hold; `null`: it holds it, or there is none. */
  readonly lostOffset: string | null;
}

export interface GroupStartQuestion {
  readonly groupId: string;
  readonly topic: string;
  readonly partitions: readonly number[];
  readonly from: 'now' | 'earliest';
}

const NONE = -1n;

export async function partitionStarts(admin: Admin, question: GroupStartQuestion): Promise<readonly PartitionStart[]> {
  const { groupId, topic, partitions, from } = question;
  const [committed, bounds] = await Promise.all([
    admin.fetchOffsets({ groupId, topics: [topic] }),
    admin.fetchTopicOffsets(topic),
  ]);
  const positions = new Map(committed.flatMap((each) => each.partitions.map((at) => [at.partition, at.offset])));
  return bounds
    .filter(({ partition }) => partitions.includes(partition))
    .map(({ partition, low, high }): PartitionStart => {
      const position = BigInt(positions.get(partition) ?? NONE);
      if (position === NONE) {
        return { partition, offset: from === 'now' ? high : low, isCommitted: false, lostOffset: null };
      }
      const isHeld = position >= BigInt(low) && position <= BigInt(high);
      if (isHeld) return { partition, offset: String(position), isCommitted: true, lostOffset: null };
      return { partition, offset: low, isCommitted: false, lostOffset: String(position) };
    });
}

/**
 * The assignment in the form that kafkajs's consumers take: its own knows round robin alone, and moves everything at
 * each change. What a member had goes with its request to join, as four bytes a partition.
 */
import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';
import { stickyAssignment } from './sticky-assignment.ts';

const NAME = 'grapevine-sticky';
const VERSION = 1;

/** `shareNow`: what this member has at the moment it asks to join. */
export function stickyAssigner(topic: string, shareNow: () => readonly number[]): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: AssignerProtocol.MemberMetadata.encode({ version: VERSION, topics, userData: encode(shareNow()) }),
    }),
    assign: async ({ members }) => {
      const claims = members.map(({ memberId, memberMetadata }) => {
        const metadata = AssignerProtocol.MemberMetadata.decode(memberMetadata);
        return { memberId, partitions: metadata === null ? [] : decode(metadata.userData) };
      });
      const partitions = cluster.findTopicPartitionMetadata(topic).length;
      return [...stickyAssignment(partitions, claims)].map(([memberId, share]) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version: VERSION,
          assignment: { [topic]: share },
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

function encode(partitions: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * partitions.length);
  partitions.forEach((partition, index) => {
    bytes.writeInt32BE(partition, 4 * index);
  });
  return bytes;
}

function decode(bytes: Buffer): number[] {
  const count = Math.floor(bytes.length / 4);
  return Array.from({ length: count }, (_, index) => bytes.readInt32BE(4 * index));
}

/**
 * Fetches for all cursors of a log, from the leader of each one's partition.
 *
 *     read ──takes── cursor ◄──delivers── fetcher ──one request for many partitions──► leader
 *
 * A leader is asked for all wanted partitions at once, and holds the answer back while there is nothing in any of them.
 * A partition that comes to be wanted meanwhile must not wait behind that: it is asked for over a second connection,
 * which waits so briefly that both soon join in one request again.
 *
 * There is no consumer group: nothing is assigned, nothing rebalanced, no heartbeat depends on how long a fold takes. A
 * position out of range is answered as such; kafkajs's consumers would go on somewhere else (findings 1, 4 and 6 of its
 * traps cannot happen here: README.md). An outage wakes nobody: who waits does so for a time of his own.
 */
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import type { KafkaNode, Lane } from '../connection/kafka-node.ts';
import { pause } from '../connection/retrying.ts';
import { type FetchedPartition, fetchRequest } from '../protocol/fetch-request.ts';
import { isRetriable, OFFSET_OUT_OF_RANGE } from '../protocol/protocol-errors.ts';
import { MAX_FETCH_BYTES, type PartitionCursor } from './partition-cursor.ts';

const LONG_WAIT_MS = 500;
const SHORT_WAIT_MS = 20;
/** Of one answer: every partition of a few topics in full. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const PAUSE_AFTER_FAULT_MS = 200;
const METADATA_AGE_MS = 60_000;

export class Fetcher {
  readonly #cluster: KafkaCluster;
  readonly #onFault: (error: unknown) => void;
  readonly #cursors = new Set<PartitionCursor>();
  readonly #busy = new Map<KafkaNode, Set<Lane>>();
  #recovering: Promise<void> | null = null;
  #metadataAtMs = performance.now();

  /** `onFault` is told of what is being mended by asking again. */
  constructor(cluster: KafkaCluster, onFault: (error: unknown) => void) {
    this.#cluster = cluster;
    this.#onFault = onFault;
  }

  add(cursor: PartitionCursor): void {
    this.#cursors.add(cursor);
    this.pump();
  }

  remove(cursor: PartitionCursor): void {
    this.#cursors.delete(cursor);
  }

  /** Sends what can be sent. Called whenever a cursor may have become wanted. */
  pump(): void {
    if (this.#cluster.signal.aborted) return;
    const wanted = new Map<KafkaNode, PartitionCursor[]>();
    for (const cursor of this.#cursors) {
      if (!cursor.isWanted) continue;
      const leader = this.#cluster.leader(cursor.topic, cursor.partition);
      if (leader === undefined) {
        this.#hold([cursor]);
        continue;
      }
      const ofLeader = wanted.get(leader);
      if (ofLeader === undefined) wanted.set(leader, [cursor]);
      else if (!ofLeader.some((other) => isSamePartition(other, cursor))) ofLeader.push(cursor);
    }
    for (const [leader, cursors] of wanted) this.#fetch(leader, cursors);
  }

  #fetch(leader: KafkaNode, cursors: readonly PartitionCursor[]): void {
    const busy = this.#busy.get(leader) ?? new Set();
    this.#busy.set(leader, busy);
    // While the quick lane is under way nothing is sent, so that its partitions join the next long request.
    if (busy.has('quick-fetches')) return;
    const lane: Lane = busy.has('waiting-fetches') ? 'quick-fetches' : 'waiting-fetches';
    busy.add(lane);
    for (const cursor of cursors) cursor.isInFlight = true;
    void this.#run(leader, lane, cursors).finally(() => {
      busy.delete(lane);
      if (busy.size === 0) this.#busy.delete(leader);
      this.pump();
    });
  }

  /** Never rejects. */
  async #run(leader: KafkaNode, lane: Lane, cursors: readonly PartitionCursor[]): Promise<void> {
    try {
      const positions = cursors.map(({ topic, partition, chunks }) => ({
        topic,
        partition,
        offset: chunks.fetchOffset,
      }));
      const limits = {
        maxWaitMs: lane === 'waiting-fetches' ? LONG_WAIT_MS : SHORT_WAIT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        maxBytesPerPartition: MAX_FETCH_BYTES,
      };
      const answer = await this.#cluster.send(leader, lane, fetchRequest(positions, limits));
      this.#deliver(cursors, answer);
    } catch (error) {
      for (const cursor of cursors) cursor.isInFlight = false;
      if (this.#cluster.signal.aborted) return;
      this.#onFault(error);
      this.#hold(cursors);
    }
  }

  #deliver(cursors: readonly PartitionCursor[], answer: readonly FetchedPartition[]): void {
    if (performance.now() - this.#metadataAtMs > METADATA_AGE_MS) this.#hold([]);
    for (const cursor of cursors) {
      cursor.isInFlight = false;
      const fetched = answer.find((each) => isSamePartition(each, cursor));
      if (fetched === undefined || isRetriable(fetched.errorCode)) {
        this.#hold([cursor]);
        continue;
      }
      // Perhaps of another topic of that name: its id tells.
      if (fetched.errorCode === OFFSET_OUT_OF_RANGE) this.#hold([cursor]);
      const before = cursor.chunks.fetchOffset;
      cursor.deliver(fetched);
      if (cursor.chunks.fetchOffset > before) this.#moveBack(cursor);
    }
  }

  /** Partitions are filled in the order asked for: whoever got something is asked for last. */
  #moveBack(cursor: PartitionCursor): void {
    if (this.#cursors.delete(cursor)) this.#cursors.add(cursor);
  }

  /** Until the metadata were asked for again; the other partitions go on. */
  #hold(cursors: readonly PartitionCursor[]): void {
    for (const cursor of cursors) cursor.isHeld = true;
    if (this.#recovering !== null) return;
    this.#recovering = this.#refresh().finally(() => {
      this.#recovering = null;
      // Topics may be gone, or others by now: whoever waits looks again.
      for (const cursor of this.#cursors) {
        cursor.isHeld = false;
        cursor.wake();
      }
      this.pump();
    });
  }

  /** Never rejects. */
  async #refresh(): Promise<void> {
    try {
      await this.#cluster.refresh();
      this.#metadataAtMs = performance.now();
      const isLeaderless = [...this.#cursors].some(
        (cursor) => cursor.isWanted && this.#cluster.leader(cursor.topic, cursor.partition) === undefined,
      );
      if (isLeaderless) await pause(PAUSE_AFTER_FAULT_MS, this.#cluster.signal);
    } catch (error) {
      this.#onFault(error);
      await pause(PAUSE_AFTER_FAULT_MS, this.#cluster.signal);
    }
  }
}

interface Place {
  readonly topic: string;
  readonly partition: number;
}

function isSamePartition(a: Place, b: Place): boolean {
  return a.partition === b.partition && a.topic === b.topic;
}

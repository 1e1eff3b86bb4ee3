/**
 * What a feed appends at once: the records of each partition with the marks between them, in their order, the dead
 * letters, and the feed's own entry in `sources` with its cursor.
 *
 * Where the log appends all or nothing (the embedded engine) the cursor is written with the records that it covers;
 * elsewhere it follows their acknowledgement, and a restarted feed repeats some: redeliveries are known by identity.
 */
import type { DeadLetter } from '@grapevine/core/model/dead-letter.ts';
import type { Erasure, LoggedInteraction, Mark } from '@grapevine/core/model/interaction.ts';
import type { EventLog, LogRecord, PartitionAppend } from '../ports/event-log.ts';
import { encodeDeadLetter } from '../records/dead-letter-codec.ts';
import { decodeLogEntry, encodeLogEntry } from '../records/interaction-codec.ts';
import { RecordDecodeError } from '../records/record-errors.ts';
import { INTERACTION_PARTITIONS, TOPICS } from './topics.ts';

export class FeedBatch {
  private readonly partitions: LogRecord[][] = Array.from({ length: INTERACTION_PARTITIONS }, () => []);
  private readonly deadLetters: LogRecord[] = [];
  /** The newest mark of each feed, by its key in `sources`. */
  private readonly sources = new Map<string, Mark>();
  private count = 0;

  /** Records and dead letters; marks apart. */
  get size(): number {
    return this.count;
  }

  add(partition: number, key: string, record: LoggedInteraction): void {
    (this.partitions[partition] as LogRecord[]).push({ key, value: encodeLogEntry(record) });
    this.count += 1;
  }

  addDeadLetter(letter: DeadLetter): void {
    this.deadLetters.push({ key: letter.id, value: encodeDeadLetter(letter) });
    this.count += 1;
  }

  /** Puts a mark behind what has been added, in every partition. */
  mark(mark: Mark): void {
    const value = encodeLogEntry({ ...mark, cursor: '' });
    for (const records of this.partitions) records.push({ key: null, value });
    this.remember(mark);
  }

  /** In every partition: nobody knows in which the person acted. */
  addErasure(erasure: Erasure): void {
    const value = encodeLogEntry(erasure);
    for (const records of this.partitions) records.push({ key: null, value });
    this.count += 1;
  }

  /** Has the feed's cursor written with this batch, without a mark. */
  remember(mark: Mark): void {
    this.sources.set(feedKey(mark), mark);
  }

  /** Appends everything and resolves when it is durable. */
  async append(log: EventLog): Promise<void> {
    const parts: PartitionAppend[] = [];
    this.partitions.forEach((records, partition) => {
      if (records.length > 0) parts.push({ topic: TOPICS.interactions.topic, partition, records });
    });
    if (this.deadLetters.length > 0) {
      parts.push({ topic: TOPICS.deadLetters.topic, partition: 0, records: this.deadLetters });
    }
    const cursors = [...this.sources].map(([key, mark]): LogRecord => ({ key, value: encodeLogEntry(mark) }));
    const sources: PartitionAppend = { topic: TOPICS.sources.topic, partition: 0, records: cursors };
    if (log.atomicAppends) {
      await log.append(cursors.length > 0 ? [...parts, sources] : parts);
      return;
    }
    if (parts.length > 0) await log.append(parts);
    if (cursors.length > 0) await log.append([sources]);
  }
}

export function feedKey({ source, worker }: Pick<Mark, 'source' | 'worker'>): string {
  return `${source}/${worker}`;
}

export interface KnownFeed {
  readonly mark: Mark;
  /** When it last spoke, by the clock of who appended it. */
  readonly heardAtMs: number;
}

/** The feeds that have ever spoken, with their newest mark and cursor. What somebody else wrote there speaks of none. */
export async function knownFeeds(log: EventLog): Promise<ReadonlyMap<string, KnownFeed>> {
  const feeds = new Map<string, KnownFeed>();
  for (const { value, fault, appendedAtMs } of await log.latest(TOPICS.sources.topic, 0)) {
    const mark = value === null || fault !== undefined ? null : markOf(value);
    if (mark !== null) feeds.set(feedKey(mark), { mark, heardAtMs: appendedAtMs });
  }
  return feeds;
}

function markOf(value: Uint8Array): Mark | null {
  try {
    const entry = decodeLogEntry(value);
    return entry.type === 'mark' ? entry : null;
  } catch (cause) {
    if (cause instanceof RecordDecodeError) return null;
    throw cause;
  }
}

/**
 * Writes down for the group how far its alerts are handled: one commit at a time, of the newest positions, beside the
 * work. A commit waits behind the fetch that the broker holds back, so a commit for each alert, awaited, would let
 * through four alerts a second; what is not committed when a process dies is given again.
 */
import type { Consumer } from 'kafkajs';
import { kafkaError } from './kafka-errors.ts';

export interface PositionKeeperOptions {
  readonly consumer: Consumer;
  readonly topic: string;
  readonly onWaiting: (why: Error) => void;
}

export class PositionKeeper {
  readonly #options: PositionKeeperOptions;
  /** Not committed yet: partition -> the next offset to read. */
  #positions = new Map<number, string>();
  #committing: Promise<void> | null = null;

  constructor(options: PositionKeeperOptions) {
    this.#options = options;
  }

  /** The record is handled, and so are all before it in its partition. */
  passed(partition: number, offset: string): void {
    this.#positions.set(partition, String(BigInt(offset) + 1n));
    this.#committing ??= this.#commit();
  }

  /** The positions are not this member's to write any more. */
  forget(): void {
    this.#positions = new Map();
  }

  /** Resolves when everything was committed, or the last attempt has failed. */
  async flush(): Promise<void> {
    while (this.#committing !== null) await this.#committing;
    if (this.#positions.size > 0) await this.#commit();
  }

  /** What fails goes with the next commit. */
  async #commit(): Promise<void> {
    const { consumer, topic, onWaiting } = this.#options;
    const positions = this.#positions;
    let sent: readonly (readonly [number, string])[] = [];
    try {
      while (positions.size > 0) {
        sent = [...positions];
        positions.clear();
        await consumer.commitOffsets(sent.map(([partition, offset]) => ({ topic, partition, offset })));
      }
    } catch (error) {
      for (const [partition, offset] of sent) if (!positions.has(partition)) positions.set(partition, offset);
      onWaiting(kafkaError(`The position in ${topic} was not kept`, error));
    } finally {
      this.#committing = null;
      // Forgotten meanwhile, and begun anew.
      if (this.#positions !== positions && this.#positions.size > 0) this.#committing = this.#commit();
    }
  }
}

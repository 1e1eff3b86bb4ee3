/** From JSON, as anybody may send it, to what is counted of it: ingest and one partition's tally, all real, in memory. */
import type { IngestedBatch } from '@grapevine/connectors/ingest/ingester.ts';
import { createIngester, recordsOf } from '@grapevine/connectors/ingest/ingester.ts';
import { type CounterId, countOf } from '@grapevine/core/metrics/counters.ts';
import type { Accounts, Pulse } from '@grapevine/core/model/pulse.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import { decodeLogEntry, encodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { decodePulse, encodePulse } from '@grapevine/engine/records/pulse-codec.ts';
import { surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import { CONFIGURATION_OF_FUZZ } from '../fuzz/configuration-of-fuzz.ts';
import { MemoryRows } from '../memory-rows.ts';

export const NOW_MS: number = Date.UTC(2026, 10, 24, 12);

type Json = Readonly<Record<string, unknown>>;

export class Counted {
  readonly pulses: Pulse[] = [];
  readonly rows: MemoryRows;
  private readonly mostPosts: number | undefined;
  private tally: Tally;
  private offset = 0;
  private readonly ingest = createIngester({
    surroundings: surroundingsOf(CONFIGURATION_OF_FUZZ, Buffer.alloc(32, 7)),
    partitions: 1,
    nowMs: () => NOW_MS,
  });

  private constructor(rows: MemoryRows, tally: Tally, mostPosts: number | undefined) {
    this.rows = rows;
    this.tally = tally;
    this.mostPosts = mostPosts;
  }

  static async start(mostPosts?: number): Promise<Counted> {
    const rows = new MemoryRows();
    return new Counted(rows, await Tally.load(rows, optionsOf(mostPosts)), mostPosts);
  }

  get accounts(): Accounts {
    return this.tally.accounts;
  }

  /** A new instance goes on from the rows. */
  async restart(): Promise<void> {
    this.tally = await Tally.load(this.rows, optionsOf(this.mostPosts));
  }

  /** Hands a batch in, and has what is accepted of it folded and published. */
  async send(list: readonly unknown[], source = 'test'): Promise<IngestedBatch> {
    const batch = this.ingest(
      list.map((value, index) => ({
        kind: 'value',
        origin: { kind: 'request', source, index },
        value,
        original: null,
      })),
    );
    const inputs = recordsOf(batch).map(({ record }) => {
      this.offset += 1;
      return { offset: this.offset, entry: decodeLogEntry(encodeLogEntry(record)) };
    });
    await this.tally.fold(inputs, ({ entry }) => entry, this.rows);
    for (const pulse of [...this.tally.publish(this.offset + 1).values()].flat()) {
      this.pulses.push(decodePulse(encodePulse(pulse)));
    }
    this.rows.apply(this.tally.changes(this.offset + 1));
    this.tally.settled();
    return batch;
  }

  /** Of one brand, over all panes: the newest totals of each. */
  count(id: CounterId, brand = 'united'): number {
    const newest = new Map<number, number>();
    for (const { onTime } of this.pulses) {
      for (const slot of onTime)
        if (slot.brand === `main/${brand}`) newest.set(slot.startMs, countOf(slot.counters, id));
    }
    return [...newest.values()].reduce((sum, count) => sum + count, 0);
  }
}

function optionsOf(mostPosts: number | undefined) {
  return { partition: 0, groups: ['main'], ...(mostPosts !== undefined && { mostPosts }) };
}

export function post(id: string, more: Json = {}): Json {
  return { id, kind: 'post', at: at(0), platform: 'x', brands: ['united'], ...more };
}

export function like(id: string, ofPost: string, more: Json = {}): Json {
  return { id, kind: 'like', at: at(0), platform: 'x', post: ofPost, ...more };
}

export function at(secondsBefore: number): string {
  return new Date(NOW_MS - 1000 * secondsBefore).toISOString();
}

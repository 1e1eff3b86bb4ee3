/** A steady load: acts by the clock, each sent until the log has acknowledged it; each partition has a brand of its own. */
import { setTimeout as after } from 'node:timers/promises';
import { createIngester, recordsOf } from '@grapevine/connectors/ingest/ingester.ts';
import { recordKey } from '@grapevine/core/edge/to-records.ts';
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { LiveFeed } from '@grapevine/engine/runtime/live-feed.ts';
import { INTERACTION_PARTITIONS } from '@grapevine/engine/runtime/topics.ts';
import { replayAuthorKey, surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import { configurationOf } from '../replayed/replay-into.ts';

export const ACCUSED = 'bobblefjord';
const PARTITIONS = Array.from({ length: INTERACTION_PARTITIONS }, (_, partition) => partition);
/** Posts that the acts lie on, in turn: enough to lie in every partition. */
const POSTS = 64;

/** The brand of all acts in this partition. */
export function brandOf(partition: number): string {
  return `part-${partition}`;
}

export const CONFIGURATION = `group: main
brands:
  - { id: ${ACCUSED}, name: Bobblefjord, match: { keywords: [bobblefjord] } }
${PARTITIONS.map((nth) => `  - { id: ${brandOf(nth)}, name: ${brandOf(nth)}, match: { keywords: [${brandOf(nth)}] } }`).join('\n')}
markets: [{ id: drinks, version: 1, own: [${ACCUSED}], brands: [${ACCUSED}] }]
`;
export const ACTS_A_SECOND = 400;
const BEAT_MS = 40;
const TICK_MS = 1_000;
const AGAIN_MS = 100;
const ACCUSERS = 80;

export class Feeder {
  /** Acts of the load that the log has, by partition. */
  readonly acknowledged: number[] = PARTITIONS.map(() => 0);
  #sent = 0;
  readonly #feed: LiveFeed;
  readonly #ingest: ReturnType<typeof createIngester>;
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #pausing: PromiseWithResolvers<void> | null = null;
  #isIdle: PromiseWithResolvers<void> = Promise.withResolvers();
  #accusations = 0;
  readonly #actsABeat: number;

  /** `actsASecond` is the most that it sends: it sends nothing while an answer of the log is out. */
  constructor(log: EventLog, actsASecond: number) {
    this.#actsABeat = Math.ceil((actsASecond * BEAT_MS) / 1_000);
    this.#feed = new LiveFeed({ log, source: 'load', worker: 'feeder', nowMs: Date.now, delayMs: 1_000 });
    const surroundings = surroundingsOf(configurationOf(CONFIGURATION), replayAuthorKey('main'));
    this.#ingest = createIngester({ surroundings, partitions: INTERACTION_PARTITIONS, nowMs: Date.now });
  }

  async start(): Promise<void> {
    await this.#feed.open();
    this.#running = Promise.all([this.#send(), this.#tick()]);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.resume();
    await this.#running;
  }

  /** Resolves when nothing more is under way; marks go on. */
  async pause(): Promise<void> {
    this.#isIdle = Promise.withResolvers();
    this.#pausing = Promise.withResolvers();
    await this.#isIdle.promise;
  }

  resume(): void {
    this.#pausing?.resolve();
    this.#pausing = null;
  }

  /** Resolves when each partition has got an act that was sent from now on, with all that are acknowledged then. */
  async aRoundFromNow(withinMs: number): Promise<readonly number[]> {
    // What is under way now may have been sent before.
    const target = this.#sent + this.#actsABeat + POSTS;
    const untilMs = performance.now() + withinMs;
    while (this.#sent < target) {
      if (performance.now() > untilMs) throw new Error(`nothing was acknowledged within ${withinMs} ms`);
      await after(5);
    }
    return [...this.acknowledged];
  }

  /** A negative post about the brand, and who likes it. */
  async accuse(): Promise<void> {
    this.#accusations += 1;
    const post = `video-${this.#accusations}`;
    const common = { at: new Date().toISOString(), platform: 'x', post };
    const text = 'Bobblefjord made my children sick, it is disgusting';
    await this.#take([
      { ...common, id: post, kind: 'post', author: 'mother', text },
      ...Array.from({ length: ACCUSERS }, (_, nth) => ({
        ...common,
        id: `${post}-${nth}`,
        kind: 'like',
        author: `a-${nth}`,
      })),
    ]);
  }

  async #send(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const at = new Date().toISOString();
      const places = Array.from({ length: this.#actsABeat }, (_, index) => {
        const post = `p-${(this.#sent + index) % POSTS}`;
        return { post, partition: partitionOf(recordKey({ platform: 'x', post }), INTERACTION_PARTITIONS) };
      });
      await this.#take(
        places.map(({ post, partition }, index) => {
          return {
            id: `s-${this.#sent + index}`,
            kind: 'share',
            at,
            platform: 'x',
            post,
            brands: [brandOf(partition)],
          };
        }),
      );
      this.#sent += this.#actsABeat;
      for (const { partition } of places) this.acknowledged[partition] = (this.acknowledged[partition] ?? 0) + 1;
      await after(BEAT_MS);
      if (this.#pausing === null) continue;
      this.#isIdle.resolve();
      await this.#pausing.promise;
    }
  }

  /** As a client should: what was not acknowledged is sent again, with the same ids. */
  async #take(interactions: readonly object[]): Promise<void> {
    const batch = this.#ingest(
      interactions.map((interaction, index) => ({
        kind: 'bytes',
        bytes: Buffer.from(JSON.stringify(interaction)),
        origin: { kind: 'file', file: 'load', line: index + 1 },
      })),
    );
    for (;;) {
      try {
        await this.#feed.take({ records: recordsOf(batch), deadLetters: [], newestAtMs: batch.newestAtMs });
        return;
      } catch (cause) {
        if (!(cause instanceof EngineError)) throw cause;
        await after(AGAIN_MS);
      }
    }
  }

  async #tick(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#feed.tick();
      } catch (cause) {
        if (!(cause instanceof EngineError)) throw cause;
      }
      await after(TICK_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }
}

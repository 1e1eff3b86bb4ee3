/**
 * A random log: what a small world did, in the order in which it reached the log, partition by partition, with the
 * marks of several feeds between. The same seed and dials give the same log.
 */
import type { LogEntry, Mark } from '@grapevine/core/model/interaction.ts';
import { ceilTo, floorTo, PANE_MS } from '@grapevine/core/windows/pane.ts';
import type { FeedPlan, LogDials, LogOptions } from './log-options.ts';
import { logOptions } from './log-options.ts';
import { Random } from './random.ts';
import type { Arrival } from './world.ts';
import { World } from './world.ts';

/** The log of each partition; marks are in all of them, between the same arrivals. */
export function randomLog(seed: number, dials: LogDials = {}): LogEntry[][] {
  const options = logOptions(seed, dials);
  const random = new Random(seed);
  return withMarks(random, options, arrivalsIn(random, options));
}

/** The same happenings, each with the instant at which it arrives, in that order. */
export function randomArrivals(seed: number, dials: LogDials = {}): readonly Arrival[] {
  return arrivalsIn(new Random(seed), logOptions(seed, dials));
}

function arrivalsIn(random: Random, options: LogOptions): Arrival[] {
  const world = new World(random, options);
  for (let nth = 0; nth < options.actions; nth++) world.act();
  const arrivals = world.arrivals.filter(({ arrivalMs }) => arrivalMs <= world.nowMs);
  return arrivals.sort((a, b) => a.arrivalMs - b.arrivalMs);
}

function withMarks(random: Random, options: LogOptions, arrivals: readonly Arrival[]): LogEntry[][] {
  const logs: LogEntry[][] = Array.from({ length: options.partitions }, () => []);
  const toAll = (marks: readonly Mark[]) => {
    for (const log of logs) log.push(...marks);
  };
  const feeds = feedsOf(random, options, arrivals);
  let stepMs = Number.NEGATIVE_INFINITY;
  for (const { arrivalMs, record } of arrivals) {
    const nowMs = floorTo(arrivalMs, options.markStepMs);
    if (nowMs > stepMs) {
      stepMs = nowMs;
      toAll(feeds.flatMap((feed) => feed.marksAt(nowMs)));
    }
    const partition = options.partitionOf(`${record.platform}:${record.post}`, options.partitions);
    (logs[partition] as LogEntry[]).push(record);
  }
  if (random.chance(options.chances.finished)) {
    const newestMs = arrivals.reduce((newest, { record }) => Math.max(newest, record.atMs), options.startMs);
    toAll(feeds.flatMap((feed) => feed.doneAt(ceilTo(newestMs + 1, PANE_MS))));
  }
  return logs;
}

function feedsOf(random: Random, options: LogOptions, arrivals: readonly Arrival[]): Feed[] {
  const atShare = (share: number) => arrivals[Math.floor(share * (arrivals.length - 1))]?.arrivalMs ?? options.startMs;
  return options.feeds.map((plan, nth) => {
    const second = nth === 1;
    const startsLate = second && random.chance(options.chances.feedStartsLate);
    const endsEarly = second && random.chance(options.chances.feedEndsEarly);
    const fromMs = startsLate ? atShare(random.share() / 2) : Number.NEGATIVE_INFINITY;
    const toMs = endsEarly ? atShare((1 + random.share()) / 2) : Number.POSITIVE_INFINITY;
    return new Feed(random, options, plan, { fromMs, toMs });
  });
}

/** One feed's life: silent before its start, live, now and then idle, done at its end. */
class Feed {
  readonly #random: Random;
  readonly #options: LogOptions;
  readonly #plan: FeedPlan;
  readonly #life: { readonly fromMs: number; readonly toMs: number };
  #idleSteps = 0;
  #done = false;

  constructor(
    random: Random,
    options: LogOptions,
    plan: FeedPlan,
    life: { readonly fromMs: number; readonly toMs: number },
  ) {
    this.#random = random;
    this.#options = options;
    this.#plan = plan;
    this.#life = life;
  }

  marksAt(nowMs: number): Mark[] {
    if (this.#done || nowMs < this.#life.fromMs) return [];
    const lowMs = floorTo(nowMs - this.#plan.delayMs, this.#plan.alignMs);
    if (nowMs >= this.#life.toMs) return this.doneAt(lowMs);
    if (this.#idleSteps > 0) {
      this.#idleSteps -= 1;
      return [];
    }
    if (this.#random.chance(this.#options.chances.feedIdle)) {
      this.#idleSteps = this.#random.integer(1, 30);
      return [this.#mark('idle', lowMs)];
    }
    const backMs = this.#random.chance(this.#options.chances.markBack) ? 30_000 : 0;
    return [this.#mark('live', lowMs - backMs)];
  }

  doneAt(lowWatermarkMs: number): Mark[] {
    if (this.#done) return [];
    this.#done = true;
    return [this.#mark('done', lowWatermarkMs)];
  }

  #mark(state: Mark['state'], lowWatermarkMs: number): Mark {
    const { source, worker, holds } = this.#plan;
    return { type: 'mark', source, worker, state, lowWatermarkMs, holds, cursor: String(lowWatermarkMs) };
  }
}

/**
 * Puts simulated interactions in order of event time: buckets of one step each, and within a bucket a stable sort. As
 * an act is never older than what causes it, a bucket is complete as soon as its own step has been simulated; a
 * priority queue over everything that is still to come would cost more and give the same order.
 */

import type { SimulatedInteraction } from './market-interaction.ts';
import { rfc3339 } from './market-interaction.ts';

interface Entry {
  readonly atMs: number;
  readonly interaction: SimulatedInteraction;
}

export class MarketTimeline {
  readonly #startMs: number;
  readonly #stepMs: number;
  readonly #buckets = new Map<number, Entry[]>();
  #taken = 0;

  constructor(startMs: number, stepMs: number) {
    this.#startMs = startMs;
    this.#stepMs = stepMs;
  }

  /** Adds an interaction at its event time (whole milliseconds are kept); throws if that step was taken already. */
  add(atMs: number, act: Omit<SimulatedInteraction, 'at'>): void {
    const step = Math.floor((atMs - this.#startMs) / this.#stepMs);
    if (step < this.#taken) throw new RangeError(`step ${step} was taken, the next one is ${this.#taken}`);
    const entry = { atMs: Math.floor(atMs), interaction: { ...act, at: rfc3339(atMs) } };
    const bucket = this.#buckets.get(step);
    if (bucket === undefined) this.#buckets.set(step, [entry]);
    else bucket.push(entry);
  }

  /** The next step's interactions in ascending event time; equal times in order of addition. */
  *takeStep(): Generator<SimulatedInteraction, void, undefined> {
    const bucket = this.#buckets.get(this.#taken) ?? [];
    this.#buckets.delete(this.#taken);
    this.#taken++;
    bucket.sort((one, other) => one.atMs - other.atMs);
    for (const entry of bucket) yield entry.interaction;
  }
}

/**
 * The usual level of a count, learned as it goes: how many acts (negative attention, or rows of any series of
 * counts) a bucket of time in this hour of this weekday usually brings, and how much that varies.
 *
 * Three means are kept, each over buckets and each leaning on the next while it is young (shrinkage):
 *
 *     hour of the week (168)  <-  hour of the day (24)  <-  all hours
 *
 * so that something is known after the first hour, the day's shape after a day, the week's after some weeks. A recent
 * level (never below 1) follows a busy day. A bucket far above what was expected teaches only
 * as much as a bucket at the edge of the usual would (winsorising), so a crisis does not become the norm.
 *
 * A pure function of the buckets in their order; no transcendental functions.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../windows/pane.ts';

/** How a baseline learns. Weights are those of one bucket; what is kept is what a bucket still weighs one bucket later. */
export interface BaselineShape {
  /** Length of a bucket, ms. */
  readonly bucketMs: number;
  /** What a bucket of the same hour of the week (of the day, of any hour) still weighs after one more of its kind. */
  readonly keep: { readonly week: number; readonly day: number; readonly all: number };
  /** How many buckets' worth of the coarser mean a finer one starts with. */
  readonly lean: { readonly week: number; readonly day: number };
  readonly recent: {
    readonly keep: number;
    /** Weight of "as usual" in the recent level, in acts. */
    readonly priorActs: number;
    /** Most times the usual. */
    readonly most: number;
  };
  readonly dispersion: {
    readonly keep: number;
    readonly first: number;
    /** How many buckets' worth of `first` there is. */
    readonly lean: number;
    readonly least: number;
    readonly most: number;
  };
  /** Buckets that are believed as they are, before there is anything to hold them against; while no incident is open. */
  readonly unquestioned: number;
  /** A bucket teaches at most so many standard deviations, and as many acts, above the expected. */
  readonly winsorSigmas: number;
}

export const BUCKET_MS = 10 * MINUTE_MS;

/** Of negative attention under watch. */
export const ATTENTION_SHAPE: BaselineShape = {
  bucketMs: BUCKET_MS,
  keep: { week: 0.97, day: 0.985, all: 0.999 },
  lean: { week: 18, day: 9 },
  recent: { keep: 0.962_2, priorActs: 6, most: 2.5 }, // half-life of 18 buckets: 3 h
  dispersion: { keep: 0.998, first: 0.25, lean: 36, least: 0.05, most: 3 },
  unquestioned: 6,
  winsorSigmas: 3,
};

const WEEK_HOURS = 168;
const DAY_HOURS = 24;
/** 1970-01-01 was a Thursday; hour 0 of the week is Monday 00:00 UTC. */
const MONDAY_OFFSET_MS = 3 * DAY_MS;

/** Sum and weight of what was seen, decayed. */
export interface BaselineState {
  readonly shape: BaselineShape;
  readonly week: Float64Array;
  readonly day: Float64Array;
  /** Sum and weight of all buckets. */
  readonly all: Float64Array;
  /** Decayed sums of what came and of what was expected. */
  readonly recent: Float64Array;
  /** Decayed sums of the excess of squares and of the squares of the mean. */
  readonly spread: Float64Array;
  /** Buckets learned from, ever. */
  buckets: number;
}

export function emptyBaseline(shape: BaselineShape = ATTENTION_SHAPE): BaselineState {
  return {
    shape,
    week: new Float64Array(2 * WEEK_HOURS),
    day: new Float64Array(2 * DAY_HOURS),
    all: new Float64Array(2),
    recent: new Float64Array(2),
    spread: new Float64Array(2),
    buckets: 0,
  };
}

/** Expected acts in a bucket that starts at `startMs`, as things usually are at this hour. */
export function seasonalMean(state: BaselineState, startMs: number): number {
  const all = (state.all[1] as number) === 0 ? 0 : (state.all[0] as number) / (state.all[1] as number);
  const day = lean(state.day, hourOfDay(startMs), state.shape.lean.day, all);
  return lean(state.week, hourOfWeek(startMs), state.shape.lean.week, day);
}

/** Expected acts in `[fromMs, toMs)`, on the recent level. */
export function expectedActs(state: BaselineState, fromMs: number, toMs: number): number {
  let acts = 0;
  for (let atMs = fromMs; atMs < toMs; ) {
    const untilMs = Math.min(toMs, Math.floor(atMs / HOUR_MS + 1) * HOUR_MS);
    acts += (seasonalMean(state, atMs) * (untilMs - atMs)) / state.shape.bucketMs;
    atMs = untilMs;
  }
  return acts * recentLevel(state);
}

/** Variance = mean + dispersion x mean^2. */
export function dispersionOf(state: BaselineState): number {
  const { first, lean: prior, least, most } = state.shape.dispersion;
  const [excess, square] = state.spread as unknown as readonly [number, number];
  const learned = (excess + prior * first) / (square + prior);
  return Math.min(most, Math.max(least, learned));
}

/** How much of a bucket is believed: up to the edge of the usual, or, while an incident is open, no more than usual. */
export type Belief = 'up-to-edge' | 'up-to-expected';

/** Learns from a finished bucket with `acts` in it. */
export function learn(state: BaselineState, startMs: number, acts: number, belief: Belief): void {
  const { keep, recent, dispersion: spread, unquestioned, winsorSigmas } = state.shape;
  const usual = seasonalMean(state, startMs);
  const expected = usual * recentLevel(state);
  const dispersion = dispersionOf(state);
  const sigma = Math.sqrt(expected + dispersion * expected * expected);
  const edge = belief === 'up-to-expected' ? expected : expected + winsorSigmas * sigma + winsorSigmas;
  const isBelieved = state.buckets < unquestioned && belief === 'up-to-edge';
  const taught = isBelieved ? acts : Math.min(acts, edge);
  if (state.buckets >= unquestioned && expected > 0) {
    const excess = (taught - expected) * (taught - expected) - expected;
    // Weighed by the mean: a bucket in which nothing is expected says nothing about the spread.
    const weight = Math.min(1, expected);
    const relative = Math.min(excess / (expected * expected), 4 * spread.most);
    decayInto(state.spread, 0, spread.keep, weight * relative, weight);
  }
  // The first bucket of all is as usual as any: there is nothing that it could exceed.
  decayInto(state.recent, 0, recent.keep, taught, state.buckets === 0 ? taught : usual);
  decayInto(state.all, 0, keep.all, taught, 1);
  decayInto(state.day, hourOfDay(startMs), keep.day, taught, 1);
  decayInto(state.week, hourOfWeek(startMs), keep.week, taught, 1);
  state.buckets += 1;
}

function recentLevel(state: BaselineState): number {
  const [came, usual] = state.recent as unknown as readonly [number, number];
  const { priorActs, most } = state.shape.recent;
  return Math.min(most, Math.max(1, (came + priorActs) / (usual + priorActs)));
}

function lean(sums: Float64Array, slot: number, buckets: number, on: number): number {
  return ((sums[2 * slot] as number) + buckets * on) / ((sums[2 * slot + 1] as number) + buckets);
}

function decayInto(sums: Float64Array, slot: number, keep: number, sum: number, weight: number): void {
  sums[2 * slot] = (sums[2 * slot] as number) * keep + sum;
  sums[2 * slot + 1] = (sums[2 * slot + 1] as number) * keep + weight;
}

function hourOfDay(atMs: number): number {
  return modulo(Math.floor(atMs / HOUR_MS), DAY_HOURS);
}

function hourOfWeek(atMs: number): number {
  return modulo(Math.floor((atMs + MONDAY_OFFSET_MS) / HOUR_MS), WEEK_HOURS);
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}

/**
 * The simulated market of `grapevine demo`: some days of ordinary history, and then life, in which a crisis breaks out.
 * Both are pure functions of a seed and of instants; whoever plays the live part in real time brings the clock.
 *
 * Engagement follows the same hours and rates in both, so that the live part is normal in the light of the history
 * until the crisis comes; the live part adds only what history has as reported lumps (see market-audience.ts).
 */
import { MarketCrisis } from './market-crisis.ts';
import type { SimulatedInteraction } from './market-interaction.ts';
import { MarketSimulation } from './market-simulation.ts';
import { MarketTimeline } from './market-timeline.ts';
import { Random } from './random.ts';

export interface MarketHistoryOptions {
  readonly seed: number;
  /** Event time at which the history ends (excluded). */
  readonly endMs: number;
  /** Default 14. */
  readonly days?: number;
}

export interface LiveMarketOptions {
  readonly seed: number;
  /** Event time of the first interaction. */
  readonly startMs: number;
  /** From `startMs` to the outbreak; default 20 s. `Infinity`: no crisis. */
  readonly crisisAfterMs?: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1000;
const LIVE_STREAM = 1;
const CRISIS_STREAM = 2;

/** The history in ascending event time, about 8,500 interactions a day. Lazy: one minute at a time. */
export function* marketHistory(options: MarketHistoryOptions): Generator<SimulatedInteraction, void, undefined> {
  const { seed, endMs, days = 14 } = options;
  const startMs = endMs - days * DAY_MS;
  const timeline = new MarketTimeline(startMs, MINUTE_MS);
  const idPrefix = `h${seed}-${Math.floor(startMs / SECOND_MS)}`;
  const market = new MarketSimulation({ random: new Random(seed), timeline, idPrefix, audience: 'reported' });
  market.begin(startMs);
  for (let minuteMs = startMs; minuteMs < endMs; minuteMs += MINUTE_MS) {
    market.step(minuteMs, Math.min(minuteMs + MINUTE_MS, endMs));
    yield* timeline.takeStep();
  }
}

/**
 * Endless, in ascending event time: about 25 interactions a second, mostly views, before the crisis, 45 at its height.
 * Not a continuation of any history's posts: it begins with one post of each brand.
 */
export function* liveMarket(options: LiveMarketOptions): Generator<SimulatedInteraction, never, undefined> {
  const { seed, startMs, crisisAfterMs = 20_000 } = options;
  const timeline = new MarketTimeline(startMs, SECOND_MS);
  const idPrefix = `l${seed}-${Math.floor(startMs)}`;
  const market = new MarketSimulation({ random: new Random(seed, LIVE_STREAM), timeline, idPrefix, audience: 'seen' });
  const breaksOutAtMs = startMs + crisisAfterMs;
  const crisis = new MarketCrisis({
    random: new Random(seed, CRISIS_STREAM),
    timeline,
    idPrefix: `${idPrefix}-crisis`,
    breaksOutAtMs,
  });
  market.begin(startMs);
  for (let secondMs = startMs; ; secondMs += SECOND_MS) {
    // What was written at the very start is older than all that follows from it.
    if (secondMs > startMs) market.step(secondMs, secondMs + SECOND_MS);
    crisis.step(secondMs, secondMs + SECOND_MS);
    yield* timeline.takeStep();
  }
}

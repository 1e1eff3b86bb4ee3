/**
 * The long market: twenty brands for weeks on end, and what befalls them (long-market-plan.ts). For measuring detection:
 * every text is labelled by who wrote it, so that what is measured is the detection and not the reading of texts.
 *
 * Ordinary talk comes at a rate that follows hours, weekdays and each brand's luck of the day; every post spreads by
 * itself (branching-cascade.ts), so that counts cluster and have heavy tails with no event laid: a complaint by somebody
 * whom many follow is an ordinary burst, and once in a while a severe one.
 *
 * A pure function of seed and instants. For a market to look at, see ../market.ts.
 */
import { exp } from '@grapevine/core/arithmetic/exp.ts';
import { type CrisisOptions, crisisOverlay } from '../crisis.ts';
import type { SimulatedInteraction } from '../market-interaction.ts';
import { activityAt } from '../market-people.ts';
import { MarketTimeline } from '../market-timeline.ts';
import { Random } from '../random.ts';
import { LONG_MARKET_BRANDS, type LongMarketBrand } from './long-market-brands.ts';
import { type LaidEvent, longMarketPlan } from './long-market-plan.ts';
import { LongMarketTalk, usualNegativeAttention } from './long-market-talk.ts';

export interface LongMarketOptions {
  readonly seed: number;
  /** Event time of the first step; whole minutes. */
  readonly startMs: number;
  readonly weeks: number;
  /** Only the first so many, default all twenty. */
  readonly brandCount?: number | undefined;
}

export interface LongMarket {
  readonly startMs: number;
  readonly endMs: number;
  readonly brands: readonly LongMarketBrand[];
  /** What is laid over the talk. */
  readonly plan: readonly LaidEvent[];
  /** All that is seen of it, in ascending event time; lazy, to be run through once. */
  readonly interactions: Iterable<SimulatedInteraction>;
}

const MINUTE_MS = 60_000;
const STEP_MS = 10 * MINUTE_MS;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const DAY_STREAM = 1_000;
/** The luck of a day: log-normal around 1, and part of it stays till the next. */
const LUCK = { spread: 0.35, stays: 0.5 } as const;

export function longMarket({ seed, startMs, weeks, brandCount }: LongMarketOptions): LongMarket {
  const endMs = startMs + weeks * WEEK_MS;
  const brands = LONG_MARKET_BRANDS.slice(0, brandCount);
  const usualPerMinute = (brand: LongMarketBrand) => usualNegativeAttention(brand) / (DAY_MS / MINUTE_MS);
  const plan = longMarketPlan({ seed, startMs, endMs, brands, usualPerMinute });
  return { startMs, endMs, brands, plan, interactions: seen({ seed, startMs, endMs, brands, plan }) };
}

function* seen(market: {
  readonly seed: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly brands: readonly LongMarketBrand[];
  readonly plan: readonly LaidEvent[];
}): Generator<SimulatedInteraction, void, undefined> {
  const { seed, startMs, endMs, brands, plan } = market;
  const timeline = new MarketTimeline(startMs, STEP_MS);
  const talks = brands.map((brand, index) => new LongMarketTalk(brand, new Random(seed, index), timeline, `m${seed}`));
  const luck = new Luck(seed, brands.length);
  const isLost = lossOf(plan);
  let next = 0;
  for (let stepMs = startMs; stepMs < endMs; stepMs += STEP_MS) {
    const stepEndMs = stepMs + STEP_MS;
    for (; next < plan.length && (plan[next] as LaidEvent).startMs < stepEndMs; next++) {
      lay(plan[next] as LaidEvent, { talks, timeline, crisisSeed: seed * 10_000 + next });
    }
    for (const [index, talk] of talks.entries()) {
      const times = luck.of(index, Math.floor((stepMs - startMs) / DAY_MS)) * campaignAt(plan, talk.brand.id, stepMs);
      talk.step(stepMs, stepEndMs, activityAt(stepMs) * times);
    }
    for (const interaction of timeline.takeStep()) if (!isLost(interaction)) yield interaction;
  }
}

/** Puts an event's interactions on the timeline. */
function lay(
  event: LaidEvent,
  on: { readonly talks: readonly LongMarketTalk[]; readonly timeline: MarketTimeline; readonly crisisSeed: number },
): void {
  if (event.kind === 'campaign' || event.kind === 'outage') return;
  const talk = on.talks.find(({ brand }) => brand.id === event.brand) as LongMarketTalk;
  switch (event.kind) {
    case 'severe-crisis':
    case 'burst': {
      const options: CrisisOptions = {
        seed: on.crisisSeed,
        brand: event.brand,
        platform: talk.platform(),
        startMs: event.startMs,
        durationMs: event.durationMs,
        acts: event.acts,
        authors: event.authors,
        shape: event.shape,
        words: event.isHarmClaim ? 'harm' : 'service',
        aftermath: AFTERMATH,
      };
      for (const { at, ...act } of crisisOverlay(options)) on.timeline.add(Date.parse(at), act);
      return;
    }
    case 'bot-storm':
      talk.storm(event);
      return;
    case 'good-news':
      talk.goodNews(event);
      return;
  }
}

/** Of the acts of a spread so many come when it is over, ever more rarely. */
const AFTERMATH = 0.25;

function campaignAt(plan: readonly LaidEvent[], brand: string, atMs: number): number {
  let times = 1;
  for (const event of plan) {
    if (event.startMs > atMs) break;
    if (event.kind !== 'campaign' || event.brand !== brand) continue;
    if (atMs < event.startMs + event.durationMs) times *= event.times;
  }
  return times;
}

/** Whether an interaction falls into an outage of its platform. */
function lossOf(plan: readonly LaidEvent[]): (interaction: SimulatedInteraction) => boolean {
  const outages = plan.filter((event) => event.kind === 'outage');
  return ({ platform, at }) => {
    const onPlatform = outages.filter((outage) => outage.platform === platform);
    if (onPlatform.length === 0) return false;
    const atMs = Date.parse(at);
    return onPlatform.some(({ startMs, durationMs }) => atMs >= startMs && atMs < startMs + durationMs);
  };
}

/** Each brand's good and bad days, as a factor of its talk; the mean is 1. */
class Luck {
  readonly #random: readonly Random[];
  readonly #logs: number[];
  #day = -1;

  constructor(seed: number, brands: number) {
    this.#random = Array.from({ length: brands }, (_, brand) => new Random(seed, DAY_STREAM + brand));
    this.#logs = this.#random.map((random) => LUCK.spread * random.normal());
  }

  /** Days in ascending order. */
  of(brand: number, day: number): number {
    if (day > this.#day) {
      const fresh = LUCK.spread * Math.sqrt(1 - LUCK.stays * LUCK.stays);
      for (const [each, random] of this.#random.entries()) {
        this.#logs[each] = LUCK.stays * (this.#logs[each] as number) + fresh * random.normal();
      }
      this.#day = day;
    }
    return exp((this.#logs[brand] as number) - (LUCK.spread * LUCK.spread) / 2);
  }
}

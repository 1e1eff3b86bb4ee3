/** The peers' rules beside Grapevine's own, all of them together, on simulated markets: severe crises, at equal false alarms. */
import type { Alert } from '@grapevine/core/model/alert.ts';
import { marketTrial, type WatchedMarket } from '@grapevine/tests/crises/market-trial.ts';
import { type MarketVerdict, marketVerdict } from '@grapevine/tests/crises/market-verdict.ts';
import { rounded } from '../measuring/cost.ts';
import { episodeStarts } from './episodes.ts';
import { bestWithin, everySetting, type Measured, medianOf, type PeerSetting } from './equal-false-alarms.ts';
import { PEER_RULES, type PeerRule } from './peer-rules.ts';

const MINUTE_MS = 60_000;
const ROWS_AN_HOUR = 60;
const SOON_MS = 5 * MINUTE_MS;
/** Settings with more false alarms than so many times what is compared with are of no use. */
const MOST_TIMES = 1.2;

interface Outcome extends Measured {
  readonly crises: number;
  readonly withinFiveMinutes: number;
}

export interface CrisisComparisonOptions {
  readonly seeds: readonly number[];
  readonly learnWeeks: number;
  readonly measuredWeeks: number;
}

export async function crisisComparison({
  seeds,
  learnWeeks,
  measuredWeeks,
}: CrisisComparisonOptions): Promise<unknown> {
  const markets: WatchedMarket[] = [];
  const own: MarketVerdict[] = [];
  let brandWeeks = 0;
  for (const seed of seeds) {
    const trial = await marketTrial({ seed, learnWeeks, measuredWeeks });
    markets.push(trial.watched);
    own.push(trial.verdict);
    brandWeeks += trial.brandWeeks;
  }
  const grapevine = outcomeOf(own);
  const told = (one: Outcome) => ({
    falseAlarms: one.falseAlarms,
    falseAlarmsPerBrandWeek: rounded(one.falseAlarms / brandWeeks, 2),
    found: `${one.found} of ${one.crises}`,
    foundShare: rounded(one.found / one.crises, 3),
    withinFiveMinutes: one.withinFiveMinutes,
    medianDelayMinutes: Number.isFinite(one.medianDelayMs) ? rounded(one.medianDelayMs / MINUTE_MS, 1) : null,
  });
  return {
    grapevine: told(grapevine),
    peers: PEER_RULES.map((rule) => {
      const best = bestWithin(tried(rule, markets, MOST_TIMES * grapevine.falseAlarms), grapevine.falseAlarms);
      const { id, what } = rule;
      if (best === null) return { rule: id, what, found: null };
      return {
        rule: id,
        what,
        knob: rounded(best.setting.knob, 2),
        quietHours: best.setting.quietHours,
        ...told(best),
      };
    }),
    asPublished: PEER_RULES.flatMap((rule) => {
      if (rule.published === null) return [];
      const setting = { knob: rule.published, quietHours: 8 };
      const verdicts = markets.map((market) => verdictOf(market, excessesOf(rule, market), setting));
      return [{ rule: rule.id, ...setting, ...told(outcomeOf(verdicts)) }];
    }),
  };
}

/** From the highest knob down, for each length of quiet, until there are too many false alarms. */
function tried(rule: PeerRule, markets: readonly WatchedMarket[], mostFalseAlarms: number) {
  const excesses = markets.map((market) => excessesOf(rule, market));
  const useless = new Set<number>();
  const outcomes: (Outcome & { readonly setting: PeerSetting })[] = [];
  for (const setting of everySetting().toSorted((a, b) => b.knob - a.knob)) {
    if (useless.has(setting.quietHours)) continue;
    const outcome = outcomeOf(
      markets.map((market, index) => verdictOf(market, excesses[index] as readonly Float64Array[], setting)),
    );
    if (outcome.falseAlarms > mostFalseAlarms) useless.add(setting.quietHours);
    outcomes.push({ setting, ...outcome });
  }
  return outcomes;
}

/** Of each brand, by minutes. */
function excessesOf(rule: PeerRule, { brands, attention, startMs, endMs }: WatchedMarket): readonly Float64Array[] {
  return brands.map(({ id }) => {
    const counts = Array.from({ length: Math.ceil((endMs - startMs) / MINUTE_MS) }, () => 0);
    for (const atMs of attention.of(id).atMs) {
      const minute = Math.floor((atMs - startMs) / MINUTE_MS);
      if (minute < counts.length) counts[minute] = (counts[minute] as number) + 1;
    }
    return rule.excess(counts, MINUTE_MS);
  });
}

/** Judged as Grapevine's notices are. */
function verdictOf(market: WatchedMarket, excesses: readonly Float64Array[], { knob, quietHours }: PeerSetting) {
  const alerts = market.brands.flatMap(({ id }, index) => {
    const starts = episodeStarts(excesses[index] as Float64Array, knob, quietHours * ROWS_AN_HOUR);
    return starts.map((minute) => {
      const atMs = market.startMs + (minute + 1) * MINUTE_MS;
      return { brand: `main/${id}`, atMs, state: 'opened', class: 'negative-surge' } as Alert;
    });
  });
  const { plan, severe, measuredFromMs } = market;
  return marketVerdict({ plan, severe, alerts, measuredFromMs });
}

function outcomeOf(verdicts: readonly MarketVerdict[]): Outcome {
  const crises = verdicts.flatMap((verdict) => verdict.crises);
  const delaysMs = crises.map(({ delayMs }) => delayMs ?? Number.POSITIVE_INFINITY);
  return {
    crises: crises.length,
    falseAlarms: verdicts.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0),
    found: delaysMs.filter((delayMs) => Number.isFinite(delayMs)).length,
    withinFiveMinutes: delaysMs.filter((delayMs) => delayMs <= SOON_MS).length,
    medianDelayMs: medianOf(delaysMs),
  };
}

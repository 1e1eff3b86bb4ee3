/**
 * The rule on real background: simulated severe crises, one every five hours for each airline, laid over the airline
 * weeks in three shapes and at three offsets. How many are found, how soon, and what else is raised. JSON on standard
 * output; without the data it says so and ends with status 0.
 *
 *   npm run bench -- airline-rule [--every-hours 5] [--seed 1]
 */
import { parseArgs } from 'node:util';
import { FAST_WINDOW_MS } from '@grapevine/core/detection/count-series.ts';
import { shippedThresholds } from '@grapevine/core/detection/rule-set.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { CrisisShape } from '@grapevine/testkit/crisis.ts';
import {
  AIRLINE_ABSENT,
  airlinesOf,
  airlineTweets,
  hasAirlineData,
  type Tweet,
} from '@grapevine/tests/airline/airline-interactions.ts';
import { type CrisisFound, crisisTrial, type LaidCrisis } from '@grapevine/tests/airline/crisis-trial.ts';
import { quantile, rounded } from './measuring/cost.ts';
import { printReport } from './measuring/report.ts';

const { values } = parseArgs({
  options: { 'every-hours': { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
});
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FIVE_MINUTES_MS = 5 * MINUTE_MS;
/** After the file's begin: the rule asks for an hour of history, and the tweets begin slowly. */
const FIRST_AFTER_MS = 2 * HOUR_MS;
/** Crises that begin later than this before the end would be cut off. */
const LAST_BEFORE_MS = HOUR_MS;
const SHAPES: readonly CrisisShape[] = ['steady', 'ramp', 'burst'];
const OFFSETS_MS = [0, 71 * MINUTE_MS, 142 * MINUTE_MS];

function laidOver(tweets: readonly Tweet[], offsetMs: number): readonly LaidCrisis[] {
  const everyMs = Number(values['every-hours']) * HOUR_MS;
  const firstMs = (tweets[0] as Tweet).atMs + FIRST_AFTER_MS + offsetMs;
  const lastMs = (tweets.at(-1) as Tweet).atMs - LAST_BEFORE_MS;
  const crises: LaidCrisis[] = [];
  for (const airline of airlinesOf(tweets)) {
    for (let startMs = firstMs; startMs < lastMs; startMs += everyMs) crises.push({ airline, startMs });
  }
  return crises;
}

function delays(found: readonly CrisisFound[], delayOf: (one: CrisisFound) => number | null) {
  const minutes = found.flatMap((one) => {
    const delayMs = delayOf(one);
    return delayMs === null ? [] : [delayMs / MINUTE_MS];
  });
  const at = (part: number) => rounded(quantile(minutes, part) ?? Number.NaN, 1);
  return { median: at(0.5), p90: at(0.9), most: at(1) };
}

function told(alerts: readonly Alert[]) {
  return alerts.map(({ brand, atMs, severity, summary }) => {
    return { brand, at: new Date(atMs).toISOString(), severity, why: summary.en };
  });
}

async function run(): Promise<unknown> {
  const tweets = airlineTweets();
  const trial = { tweets, floorActs: shippedThresholds('negative-surge').acts, floorWindowMs: FAST_WINDOW_MS };
  const alone = await crisisTrial({ ...trial, crises: [], shape: 'steady', seed: 1 });
  const laid: Record<string, unknown>[] = [];
  for (const shape of SHAPES) {
    for (const [index, offsetMs] of OFFSETS_MS.entries()) {
      const crises = laidOver(tweets, offsetMs);
      const { found, others } = await crisisTrial({
        ...trial,
        crises,
        shape,
        seed: Number(values.seed) + 1000 * index,
      });
      laid.push({
        shape,
        offsetMinutes: offsetMs / MINUTE_MS,
        crises: crises.length,
        found: found.filter(({ opened }) => opened.length > 0).length,
        withOneIncident: found.filter(({ opened }) => opened.length === 1).length,
        withinFiveMinutes: found.filter(({ delayMs }) => delayMs !== null && delayMs <= FIVE_MINUTES_MS).length,
        minutesAfterItsPost: delays(found, ({ delayMs }) => delayMs),
        minutesAfterItsFifteenthActInFive: delays(found, ({ delayAfterFloorMs }) => delayAfterFloorMs),
        raisedBesides: told(others),
      });
    }
  }
  return { tweets: tweets.length, fileAlone: told(alone.others), laid };
}

printReport('airline-rule', values, hasAirlineData() ? await run() : { skipped: AIRLINE_ABSENT });

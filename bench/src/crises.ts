/**
 * Twenty simulated brands for twelve weeks (packages/testkit/src/long-market), through the stages that run live: how many
 * severe crises are found, how soon, and how many alarms are false. docs/crises.md defines each word. JSON on standard
 * output; ends with status 1 when a goal is missed.
 *
 *   npm run bench -- crises [--seeds 1-20] [--learn 4] [--weeks 8] [--wrong-labels 0.2] [--only negative-surge]
 */
import { parseArgs } from 'node:util';
import { RULE_CLASSES } from '@grapevine/core/detection/rule-set.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { marketTrial, type TrialResult } from '@grapevine/tests/crises/market-trial.ts';
import type { CrisisVerdict } from '@grapevine/tests/crises/market-verdict.ts';
import { Meter, quantile, rounded } from './measuring/cost.ts';
import { printReport } from './measuring/report.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1-20' },
    learn: { type: 'string', default: '4' },
    weeks: { type: 'string', default: '8' },
    'wrong-labels': { type: 'string', default: '0' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const GOALS = { foundShare: 0.95, medianDelayMinutes: 5, falseAlarmsPerBrandWeek: 1 } as const;
const MINUTE_MS = 60_000;
const KINDS = ['steady', 'ramp', 'burst', 'spontaneous'] as const;

const onlyRule = RULE_CLASSES.find((name) => name === values.only);
if (values.only !== undefined && onlyRule === undefined) {
  throw new RangeError(`--only is ${JSON.stringify(values.only)}; it must be one of ${RULE_CLASSES.join(', ')}.`);
}

function seedsOf(range: string): number[] {
  const [from, to = from] = range.split('-').map(Number);
  if (from === undefined || to === undefined || !(from >= 0 && to >= from)) {
    throw new RangeError(`--seeds is ${JSON.stringify(range)}; it must be like 1-20, or 7.`);
  }
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function found(crises: readonly CrisisVerdict[]) {
  const minutes = crises.flatMap(({ delayMs }) => (delayMs === null ? [] : [delayMs / MINUTE_MS]));
  const at = (part: number) => rounded(quantile(minutes, part) ?? Number.NaN, 1);
  return {
    crises: crises.length,
    found: minutes.length,
    foundShare: rounded(minutes.length / crises.length, 4),
    missedWithAnIncidentOpen: crises.filter(({ notice, wasOpen }) => notice === null && wasOpen).length,
    withinFiveMinutes: minutes.filter((each) => each <= GOALS.medianDelayMinutes).length,
    delayMinutes: { median: at(0.5), p90: at(0.9), p99: at(0.99) },
  };
}

function countedBy<T>(items: readonly T[], nameOf: (item: T) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of items.map(nameOf).sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function classOf({ notice }: CrisisVerdict): string {
  return notice?.class ?? 'none';
}

function summary(results: readonly TrialResult[]) {
  const verdicts = results.map(({ verdict }) => verdict);
  const crises = verdicts.flatMap((verdict) => verdict.crises);
  const falseAlarms = verdicts.flatMap((verdict) => verdict.falseAlarms);
  const storms = verdicts.flatMap((verdict) => verdict.storms);
  const brandWeeks = results.reduce((sum, result) => sum + result.brandWeeks, 0);
  const told = storms.filter(({ alarms }) => alarms.length > 0);
  const sizes = [
    { name: 'below 8 people', of: storms.filter(({ storm }) => storm.bots < 8) },
    { name: '8 people or more', of: storms.filter(({ storm }) => storm.bots >= 8) },
  ];
  return {
    ...found(crises),
    falseAlarmsPerBrandWeek: rounded(falseAlarms.length / brandWeeks, 3),
    brandWeeks,
    byKind: Object.fromEntries(KINDS.map((kind) => [kind, found(crises.filter((each) => each.kind === kind))])),
    firstNoticeByClass: Object.fromEntries(
      Object.keys(countedBy(crises, classOf)).map((name) => [
        name,
        found(crises.filter((each) => classOf(each) === name)),
      ]),
    ),
    falseAlarms: {
      count: falseAlarms.length,
      byClass: countedBy(falseAlarms, ({ alert }) => alert.class),
      byCause: countedBy(falseAlarms, ({ cause }) => cause),
      byClassAndCause: countedBy(falseAlarms, ({ alert, cause }) => `${alert.class}: ${cause}`),
    },
    outageNotices: verdicts.reduce((sum, { outageNotices }) => sum + outageNotices.length, 0),
    botStorms: {
      count: storms.length,
      withAnAlarm: told.length,
      bySize: sizes.map(({ name, of }) => ({ name, count: of.length, withAnAlarm: of.filter(isTold).length })),
      said: told[0] === undefined ? null : saidOf(told[0].alarms[0] as Alert),
    },
  };
}

function isTold({ alarms }: { readonly alarms: readonly Alert[] }): boolean {
  return alarms.length > 0;
}

function saidOf({ title, summary: { en }, concentration }: Alert) {
  return { title: title.en, summary: en, concentration };
}

const meter = new Meter();
const results: TrialResult[] = [];
const seeds: unknown[] = [];
for (const seed of seedsOf(values.seeds)) {
  const result = await marketTrial({
    seed,
    learnWeeks: Number(values.learn),
    measuredWeeks: Number(values.weeks),
    onlyRule,
    wrongLabelShare: Number(values['wrong-labels']),
  });
  results.push(result);
  const { crises, found: inTime, delayMinutes, falseAlarmsPerBrandWeek } = summary([result]);
  seeds.push({ seed, crises, found: inTime, medianDelayMinutes: delayMinutes.median, falseAlarmsPerBrandWeek });
}
const interactions = results.reduce((sum, result) => sum + result.interactions, 0);
const all = summary(results);
const met = {
  foundShare: all.foundShare >= GOALS.foundShare,
  medianDelay: all.delayMinutes.median <= GOALS.medianDelayMinutes,
  falseAlarms: all.falseAlarmsPerBrandWeek <= GOALS.falseAlarmsPerBrandWeek,
};
printReport('crises', values, { goals: GOALS, met, ...all, seeds, cost: meter.costOf(interactions) });
if (Object.values(met).includes(false)) process.exitCode = 1;

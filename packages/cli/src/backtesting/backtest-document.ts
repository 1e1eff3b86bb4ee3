/** The result of a backtest as one JSON document: instants as RFC 3339, brands without their group. */
import { type PublicJson, publicJson, rfc3339 } from '@grapevine/core/reading/public-json.ts';
import type { BacktestResult, RuleResult } from './backtest-result.ts';
import type { RaisedIncident } from './raised-incident.ts';

export function backtestDocument(result: BacktestResult): PublicJson {
  const { group, period, learnedFromMs, isBeheaded, ownBrands, lines, against } = result;
  return publicJson(
    {
      ...period,
      learnedFrom: rfc3339(learnedFromMs),
      isBeheaded,
      ownBrands,
      lines,
      rules: [result.result, ...(against === null ? [] : [against.result])].map(rulesOf),
      difference: against && {
        onlyFirst: against.difference.onlyFirst.map(({ incident }) => incident),
        onlySecond: against.difference.onlySecond.map(({ incident }) => incident),
        both: against.difference.both.map(({ first, second, soonerMs }) => {
          return { first: first.incident, second: second.incident, soonerSeconds: soonerMs / 1000 };
        }),
      },
    },
    group,
  );
}

function rulesOf({ run, incidents, nearMisses, incidentsPerWeek, judgement }: RuleResult): unknown {
  return {
    rules: run.name,
    digest: run.digest,
    asked: { falseAlarmsPerWeek: run.configuration.alerts.falseAlarmsPerWeek },
    incidentsPerWeek,
    labels: judgement && {
      crises: judgement.crises.length,
      missed: judgement.missed,
      medianDelaySeconds: seconds(judgement.medianDelayMs),
      medianLeadSeconds: seconds(judgement.medianLeadMs),
      falseAlarms: judgement.falseAlarms.length,
      calledFalse: judgement.calledFalse,
      falseAlarmsPerWeek: judgement.falseAlarmsPerWeek,
      each: judgement.crises.map(({ label, found, delayMs, leadMs }) => ({
        brand: label.brand,
        fromMs: label.fromMs,
        toMs: Number.isFinite(label.toMs) ? label.toMs : null,
        incident: found?.incident ?? null,
        delaySeconds: seconds(delayMs),
        leadSeconds: seconds(leadMs),
      })),
    },
    incidents: incidents.map((one) => incidentOf(one, judgement?.falseAlarms.includes(one) ?? null)),
    nearMisses,
  };
}

function incidentOf(one: RaisedIncident, isFalseAlarm: boolean | null): unknown {
  const { notices, ...rest } = one;
  const [{ title, summary, observed, expected, onceIn, conditions }] = notices;
  return { ...rest, isFalseAlarm, title, summary, observed, expected, onceIn, conditions };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

/** The result of a backtest for people at a terminal. */
import type { HeldBack } from '@grapevine/core/detection/near-miss.ts';
import { harmless } from '../terminal/foreign-text.ts';
import type { Paint } from '../terminal/paint.ts';
import { inkOf } from '../terminal/severity.ts';
import { table } from '../terminal/table.ts';
import { WallClock } from '../terminal/wall-clock.ts';
import { grouped, howMany } from '../terminal/wording.ts';
import type { BacktestResult, RuleResult } from './backtest-result.ts';
import { durationText } from './duration-text.ts';
import type { Period } from './judgement.ts';
import type { RaisedIncident } from './raised-incident.ts';

/** Times are by the clock of the configuration, as in the report; the first line names its zone. */
interface Telling {
  readonly paint: Paint;
  readonly clock: WallClock;
}

export function backtestLines(result: BacktestResult, paint: Paint): readonly string[] {
  const telling = { paint, clock: new WallClock(result.result.run.configuration.timeZone) };
  const { period, ownBrands, against, isBeheaded, lines } = result;
  const results = [result.result, ...(against === null ? [] : [against.result])];
  const both = new Map(against?.difference.both.map(({ first, second }) => [second, first]));
  const raised = [
    ...result.result.incidents.map((one) => ({ one, mark: markOf(one, result) })),
    ...(against?.difference.onlySecond.map((one) => ({ one, mark: markOf(one, result) })) ?? []),
  ].toSorted((a, b) => a.one.openedAtMs - b.one.openedAtMs);
  return [
    `${spanOf(period, telling.clock)} ${telling.clock.zone}: ${durationText(period.toMs - period.fromMs, 'en')}, ${howMany(ownBrands.length, 'own brand')}`,
    ...(lines === null ? [] : [`${howMany(lines.read, 'line')} read, ${grouped(lines.deadLettered)} dead-lettered`]),
    ...(isBeheaded ? ['The log does not have its beginning any more: what was learned before is not known.'] : []),
    '',
    ...measureTable(results, paint),
    '',
    ...(raised.length === 0
      ? ['Nothing was raised.']
      : raised.map(({ one, mark }) => incidentLine(one, mark, telling))),
    ...(both.size === 0 ? [] : ['', ...differenceLines(result, telling.clock)]),
    ...missedLines(result.result, telling),
    ...nearMissLines(result.result, telling),
  ];
}

function measureTable(results: readonly RuleResult[], paint: Paint): readonly string[] {
  const rows: [string, (result: RuleResult) => string][] = [
    ['incidents', ({ incidents }) => grouped(incidents.length)],
    ['of an own brand, a week', ({ incidentsPerWeek }) => rate(incidentsPerWeek)],
    ['false alarms a week asked for, at most', ({ run }) => grouped(run.configuration.alerts.falseAlarmsPerWeek)],
  ];
  if (results.some(({ judgement }) => judgement !== null)) {
    rows.push(
      ['crises labelled', ({ judgement }) => grouped(judgement?.crises.length ?? 0)],
      ['missed', ({ judgement }) => grouped(judgement?.missed ?? 0)],
      ['median delay after their begin', ({ judgement }) => durationText(judgement?.medianDelayMs ?? null, 'en')],
      ['median lead before they were known', ({ judgement }) => durationText(judgement?.medianLeadMs ?? null, 'en')],
      ['false alarms', ({ judgement }) => grouped(judgement?.falseAlarms.length ?? 0)],
      ['called false by somebody', ({ judgement }) => grouped(judgement?.calledFalse ?? 0)],
      ['false alarms of an own brand, a week', ({ judgement }) => rate(judgement?.falseAlarmsPerWeek ?? null)],
    );
  }
  const columns = [{ head: '' }, ...results.map(({ run }) => ({ head: harmless(run.name), align: 'right' as const }))];
  return table(
    columns,
    rows.map(([name, of]) => [name, ...results.map(of)]),
    { paint },
  );
}

function incidentLine(one: RaisedIncident, mark: string, { paint, clock }: Telling): string {
  const [{ title }] = one.notices;
  const { severity, openedAtMs, resolvedAtMs } = one;
  const until = resolvedAtMs === null ? 'open at the end' : `${durationText(resolvedAtMs - openedAtMs, 'en')} long`;
  const head = `${clock.instant(openedAtMs)}  ${paint(inkOf(severity), severity.toUpperCase().padEnd(8))}`;
  return `${head}  ${harmless(title.en)} ${paint('dim', `(${until}${mark === '' ? '' : `; ${mark}`})`)}`;
}

/** What is to be said of an incident beside the others. */
function markOf(one: RaisedIncident, { result, against }: BacktestResult): string {
  const marks: string[] = [];
  if (against?.difference.onlyFirst.includes(one)) marks.push(`only by ${harmless(result.run.name)}`);
  if (against?.difference.onlySecond.includes(one)) marks.push(`only by ${harmless(against.result.run.name)}`);
  const judgement = result.judgement?.falseAlarms.includes(one) ? result.judgement : against?.result.judgement;
  if (judgement?.falseAlarms.includes(one)) marks.push('false alarm');
  return marks.join(', ');
}

function differenceLines({ result, against }: BacktestResult, clock: WallClock): readonly string[] {
  if (against === null) return [];
  const moved = against.difference.both.filter(({ soonerMs }) => soonerMs !== 0);
  return [
    `${howMany(against.difference.both.length, 'incident is', 'incidents are')} raised by both, ${grouped(moved.length)} of them at another time.`,
    ...moved.map(({ first, soonerMs }) => {
      const which = soonerMs > 0 ? 'sooner' : 'later';
      const by = durationText(Math.abs(soonerMs), 'en');
      return `${clock.instant(first.openedAtMs)}  ${by} ${which} by ${harmless(result.run.name)}`;
    }),
  ];
}

function missedLines({ judgement }: RuleResult, { paint, clock }: Telling): readonly string[] {
  const missed = judgement?.crises.filter(({ found }) => found === null) ?? [];
  if (missed.length === 0) return [];
  return [
    '',
    paint('bold', 'Missed'),
    ...missed.map(({ label }) => `${label.brand}: ${spanOf(label, clock)} (line ${label.line})`),
  ];
}

function nearMissLines({ nearMisses }: RuleResult, { paint, clock }: Telling): readonly string[] {
  if (nearMisses.length === 0) return [];
  return [
    '',
    paint('bold', 'Nearly raised, in the last week of the data'),
    ...nearMisses.map(({ atMs, brand, class: name, why, conditions }) => {
      const lacking = conditions.filter(({ met }) => !met).map((one) => one.name);
      const reason = why.kind === 'lacking' ? `lacking: ${lacking.join(', ')}` : heldBack(why);
      return `${clock.instant(atMs)}  ${harmless(brand.slice(brand.indexOf('/') + 1))}: ${name} (${reason})`;
    }),
  ];
}

function heldBack(why: Exclude<HeldBack, { kind: 'lacking' }>): string {
  return why.kind === 'expected-spike' ? `expected: ${harmless(why.reason)}` : 'joined an open incident';
}

function spanOf({ fromMs, toMs }: Pick<Period, 'fromMs' | 'toMs'>, clock: WallClock): string {
  return Number.isFinite(toMs) ? clock.span(fromMs, toMs) : `${clock.instant(fromMs)} to the end`;
}

function rate(perWeek: number | null): string {
  return perWeek === null ? '-' : perWeek.toFixed(2);
}

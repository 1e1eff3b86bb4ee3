/** What `forecast` shows a person: a line for each cascade and age, and at the end how good it was. */
import type { AgeForecast, DoublingForecast } from '@grapevine/core/virality/forecast-run.ts';
import type { FeatureGroup } from '@grapevine/core/virality/growth-features.ts';
import type { ShareForecast } from '@grapevine/core/virality/growth-head.ts';
import type { AgeMeasures, DoublingMeasures } from '@grapevine/core/virality/measures.ts';
import type { Reason } from '@grapevine/core/virality/reasons.ts';
import type { Pace } from '@grapevine/core/virality/reproduction.ts';
import { harmless, padEnd, padStart } from '../terminal/foreign-text.ts';
import { grouped, howMany, percent } from '../terminal/wording.ts';

const WIDTHS = { id: 14, age: 5, seen: 7, pace: 12, in: 7, final: 10, range: 15, reproduction: 14 } as const;

const SIDES: Readonly<Record<FeatureGroup, string>> = {
  size: 'its size',
  pace: 'its pace',
  silence: 'when its shares came',
  reproduction: 'shares for each share',
  audience: 'who shared it',
  age: 'its age',
};
/** A factor nearer to 1 than this explains nothing. */
const TELLING_FACTOR = 1.1;

export function headLine(): string {
  return rowOf([
    'cascade',
    'at',
    'seen',
    'a minute',
    'in 1 h',
    'in 24 h',
    'at the end',
    '80 % interval',
    '95 % interval',
    'R (90 %)',
    'why',
  ]);
}

export function ageLine(id: string | number, age: AgeForecast): string {
  const { snapshot, forecast, reasons } = age;
  const [hour, , day] = forecast.ahead as [ShareForecast, ShareForecast, ShareForecast];
  const { low, high, value } = snapshot.reproduction;
  return rowOf([
    harmless(String(id)),
    ageText(snapshot.ageSeconds),
    grouped(snapshot.shares + 1),
    paceText(snapshot.pace),
    actsText(hour.shares),
    actsText(day.shares),
    actsText(forecast.final.shares),
    rangeText(forecast.final.range80),
    rangeText(forecast.final.range95),
    `${value.toFixed(2)} (${low.toFixed(1)}-${high.toFixed(1)})`,
    reasonText(reasons),
  ]);
}

export function doublingLine(id: string | number, after: number, { probability }: DoublingForecast): string {
  return `${padEnd(harmless(String(id)), WIDTHS.id)}  at its ${grouped(after)}: reaches ${grouped(2 * after)} with ${percent(probability)}`;
}

export function measureLines(ageSeconds: number, measures: AgeMeasures): readonly string[] {
  const { meanAbsoluteLogError: error, ifItStopsNow, coverage80, coverage95 } = measures;
  if (error === null || ifItStopsNow === null) return [];
  return [
    `At ${ageText(ageSeconds)}: mean absolute log error ${error.toFixed(3)} (typically off by a factor of ${Math.exp(error).toFixed(2)}; had they stopped there: ${ifItStopsNow.toFixed(3)}); the 80 % interval held in ${percent(coverage80)}, the 95 % interval in ${percent(coverage95)}.`,
  ];
}

export function doublingMeasureLine(after: number, measures: DoublingMeasures): string {
  const { areaUnderCurve, cascades, doubled } = measures;
  const ranked =
    areaUnderCurve === null ? '' : `; one that did was given more than one that did not in ${percent(areaUnderCurve)}`;
  return `${howMany(cascades, 'cascade')} reached ${grouped(after)}, ${grouped(doubled)} of them ${grouped(2 * after)}${ranked}.`;
}

function reasonText(reasons: readonly Reason[]): string {
  const telling = reasons.filter(({ factor }) => Math.max(factor, 1 / factor) >= TELLING_FACTOR).slice(0, 2);
  if (telling.length === 0) return 'usual in all respects';
  return telling.map(({ group, factor }) => `${SIDES[group]} x${factor.toFixed(factor < 10 ? 1 : 0)}`).join(', ');
}

function rowOf(cells: readonly string[]): string {
  const { age, final, id, in: within, pace, range, reproduction, seen } = WIDTHS;
  const widths = [id, age, seen, pace, within, within, final, range, range, reproduction];
  const padded = cells.map((cell, index) => {
    const width = widths[index];
    if (width === undefined) return cell;
    return index === 0 ? padEnd(cell, width) : padStart(cell, width);
  });
  return padded.join('  ').trimEnd();
}

/** Shares a minute, and whether they are becoming more. */
function paceText({ velocity, acceleration }: Pace): string {
  // Over ten minutes a tenth of the pace is within chance.
  const isSteady = Math.abs(acceleration) * 10 <= velocity / 10;
  return `${velocity.toFixed(2)} ${isSteady ? 'steady' : acceleration > 0 ? 'rising' : 'falling'}`;
}

function rangeText({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${actsText(low)}-${actsText(high)}`;
}

function actsText(shares: number): string {
  return grouped(Math.round(shares + 1));
}

/** `10m`, `1h`, `90m`. */
function ageText(seconds: number): string {
  if (seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

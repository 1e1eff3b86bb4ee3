/** A crisis for people: its conditions with their margins, in words. */
import { conditionName } from '@grapevine/core/detection/condition-words.ts';
import type { Alert, Condition } from '@grapevine/core/model/alert.ts';
import { grouped } from '../terminal/wording.ts';

/** For a line of them; the others have room for their names. */
const SHORT_LABELS: Readonly<Record<string, string>> = {
  people: 'people',
  ratio: 'x usual',
  tailProbability: 'chance',
  historyMinutes: 'history min',
};
const HUGE_MARGIN = 1000;

export interface ConditionWords {
  readonly label: string;
  readonly shortLabel: string;
  /** `41`, `2.3e-12`. */
  readonly value: string;
  /** `>= 15`, `<= 5.0e-4`. */
  readonly threshold: string;
  /** How far from the threshold: `+7 %`, `2.7 times`. */
  readonly margin: string;
  readonly met: boolean;
}

export function conditionsOf({ conditions }: Pick<Alert, 'conditions'>): readonly ConditionWords[] {
  return conditions.map((condition) => ({
    label: conditionName(condition.name).en,
    shortLabel: SHORT_LABELS[condition.name] ?? conditionName(condition.name).en,
    value: number(condition.value),
    threshold: `${isAtMost(condition) ? '<=' : '>='} ${number(condition.threshold)}`,
    margin: marginOf(condition),
    met: condition.met,
  }));
}

/** A condition on what must be small: met although it is below, or not met although above. */
function isAtMost({ value, threshold, met }: Condition): boolean {
  return met ? value < threshold : value > threshold;
}

function marginOf({ margin }: Condition): string {
  if (margin >= HUGE_MARGIN) return 'far within';
  const percent = Math.round(margin * 100);
  if (margin < 1) return `${percent >= 0 ? '+' : ''}${percent} %`;
  const factor = margin + 1;
  return `${factor < 10 ? factor.toFixed(1) : grouped(Math.round(factor))} times`;
}

function number(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) < 0.01) return value.toExponential(1);
  return Number.isInteger(value) || value >= 100 ? grouped(Math.round(value)) : value.toFixed(1);
}

/** Conditions as people read them: each in a sentence, and the arithmetic below. */
import { conditionName, conditionWords } from '@grapevine/core/detection/condition-words.ts';
import type { Locale } from '../reading/incident-words.ts';
import type { PublicCondition } from '../reading/public-answers.ts';
import { harmless } from '../terminal/foreign-text.ts';
import type { Paint } from '../terminal/paint.ts';
import { table } from '../terminal/table.ts';
import { ratio } from '../terminal/wording.ts';
import type { ExplainWords } from './explain-words.ts';

/** `windowMs`: of the look that the conditions are of. */
export function sentencesOf(
  conditions: readonly PublicCondition[],
  { windowMs, locale, paint }: { readonly windowMs: number; readonly locale: Locale; readonly paint: Paint },
): readonly string[] {
  return conditions.map((condition) => {
    const mark = condition.met ? paint('green', '✓') : paint('yellow', '✗');
    return `${mark} ${harmless(conditionWords(condition, windowMs)[locale])}`;
  });
}

/** `+7 %`, `-38 %`; what is met is at 0 or above. */
export function marginText(margin: number): string {
  const percent = 100 * margin;
  if (percent >= 1000) return '> +1000 %';
  return `${percent >= 0 ? '+' : ''}${percent.toFixed(percent > -1 && percent < 0 ? 2 : 0)} %`;
}

/** One line a condition: name, value, threshold, margin. */
export function arithmeticOf(
  conditions: readonly PublicCondition[],
  { words, locale, paint }: { readonly words: ExplainWords; readonly locale: Locale; readonly paint: Paint },
): readonly string[] {
  const heads = words.columns.map((head, index) => ({
    head,
    align: index === 0 ? ('left' as const) : ('right' as const),
  }));
  const rows = conditions.map(({ name, value, threshold, margin }) => [
    harmless(conditionName(name)[locale]),
    figure(value),
    figure(threshold),
    marginText(margin),
  ]);
  return table(heads, rows, { paint, indent: 4 });
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : ratio(value);
}

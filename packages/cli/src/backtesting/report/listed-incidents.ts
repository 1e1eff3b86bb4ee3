/** The incidents of a report in the order of time, numbered, each with what is to be said of it beside the others. */
import type { BacktestResult } from '../backtest-result.ts';
import { durationText, type Locale } from '../duration-text.ts';
import type { RaisedIncident } from '../raised-incident.ts';
import type { ReportWords } from './report-words.ts';

export interface ListedIncident {
  readonly name: string;
  readonly one: RaisedIncident;
  /** `null`: there are no labels. */
  readonly judged: 'found' | 'false' | null;
  /** How the other rule set differs on it; `null`: it does not, or there is none. */
  readonly difference: string | null;
}

export function listedIncidents(result: BacktestResult, words: ReportWords, locale: Locale): readonly ListedIncident[] {
  const { against } = result;
  const mine = result.result;
  const all = [...mine.incidents, ...(against?.difference.onlySecond ?? [])];
  return all
    .toSorted((a, b) => a.openedAtMs - b.openedAtMs)
    .map((one, index) => {
      const { judgement } = mine.incidents.includes(one) || against === null ? mine : against.result;
      const isFalse = judgement?.falseAlarms.includes(one) ?? false;
      const isFound = judgement?.crises.some(({ found }) => found === one) ?? false;
      const judged = isFound ? 'found' : isFalse ? 'false' : null;
      return { name: String(index + 1), one, judged, difference: differenceText(one, result, words, locale) };
    });
}

function differenceText(
  one: RaisedIncident,
  { result, against }: BacktestResult,
  words: ReportWords,
  locale: Locale,
): string | null {
  if (against === null) return null;
  const [mine, others] = [result.run.name, against.result.run.name];
  const { onlyFirst, onlySecond, both } = against.difference;
  if (onlyFirst.includes(one)) return `${words.onlyBy} ${mine}`;
  if (onlySecond.includes(one)) return `${words.onlyBy} ${others}`;
  const soonerMs = both.find(({ first }) => first === one)?.soonerMs ?? 0;
  if (soonerMs === 0) return null;
  const by = durationText(Math.abs(soonerMs), locale);
  return soonerMs > 0 ? words.sooner(by, mine) : words.later(by, mine);
}

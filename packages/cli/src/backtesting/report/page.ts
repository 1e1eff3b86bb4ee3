/** What every part of a report needs: the result, its numbered incidents, and the reader's words and calendar. */
import type { BacktestResult } from '../backtest-result.ts';
import type { Locale } from '../duration-text.ts';
import type { ListedIncident } from './listed-incidents.ts';
import type { Calendar } from './local-time.ts';
import type { ReportWords } from './report-words.ts';

export interface Page {
  readonly result: BacktestResult;
  readonly listed: readonly ListedIncident[];
  readonly words: ReportWords;
  readonly locale: Locale;
  readonly calendar: Calendar;
}

/** `brand`: its id as configured, or as on the log. */
export function nameOf({ result }: Page, brand: string): string {
  const id = bareId(result, brand);
  return result.result.run.configuration.brands.find((one) => one.id === id)?.name ?? id;
}

/** As configured. */
export function bareId({ group }: BacktestResult, brand: string): string {
  const prefix = `${group}/`;
  return brand.startsWith(prefix) ? brand.slice(prefix.length) : brand;
}

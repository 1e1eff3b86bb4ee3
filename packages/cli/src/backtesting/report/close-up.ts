/** The hours around something, drawn once for a wide page and once for a phone. */
import type { AttentionSeries } from '../attention-series.ts';
import { attentionPlot, barMinutes, type PlottedIncident } from './attention-plot.ts';
import { html, type Markup } from './markup.ts';
import type { Page } from './page.ts';

export interface CloseUp {
  readonly series: AttentionSeries;
  readonly fromMs: number;
  readonly toMs: number;
  readonly marks: readonly PlottedIncident[];
  readonly label: string;
}

const WIDTHS = [
  { name: 'wide', widthPx: 880, heightPx: 200 },
  { name: 'narrow', widthPx: 360, heightPx: 190 },
] as const;

export function closeUp(
  { series, fromMs, toMs, marks, label }: CloseUp,
  { words, locale, calendar }: Pick<Page, 'words' | 'locale' | 'calendar'>,
): Markup {
  const plots = WIDTHS.map(({ name, widthPx, heightPx }) =>
    attentionPlot({ series, fromMs, toMs, incidents: marks, widthPx, heightPx, name, calendar, locale, label }),
  );
  const captions = WIDTHS.map(
    ({ name, widthPx }) =>
      html`<figcaption class="${name}">${words.each(barMinutes(fromMs, toMs, widthPx))}</figcaption>`,
  );
  return html`<figure>${plots}${captions}</figure>`;
}

/**
 * A backtest as a page for the brand team: one file that needs nothing else, no script and no network, in the language
 * of the configuration. What strangers wrote stands in it as text only, and its own policy forbids everything but styles.
 */
import { number } from '@grapevine/core/detection/number-words.ts';
import type { BacktestResult, RuleResult } from '../backtest-result.ts';
import { durationText } from '../duration-text.ts';
import { attentionPlot, barMinutes } from './attention-plot.ts';
import { incidentCard } from './incident-card.ts';
import { listedIncidents } from './listed-incidents.ts';
import { Calendar } from './local-time.ts';
import { html, type Markup } from './markup.ts';
import { missedSection } from './missed-crises.ts';
import { nearMissSection } from './near-misses.ts';
import { nameOf, type Page } from './page.ts';
import { REPORT_STYLE } from './report-style.ts';
import { REPORT_WORDS } from './report-words.ts';

/** A page with more could not be read; the others are counted. */
const MOST_CARDS = 100;
const MOST_BRANDS = 50;
const WIDTHS = [
  { name: 'wide', widthPx: 920, heightPx: 220 },
  { name: 'narrow', widthPx: 370, heightPx: 200 },
] as const;

export function backtestReport(result: BacktestResult): string {
  const { locale, timeZone } = result.result.run.configuration;
  const words = REPORT_WORDS[locale];
  const calendar = new Calendar(timeZone, locale);
  const page: Page = { result, listed: listedIncidents(result, words, locale), words, locale, calendar };
  const { markup } = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${words.title}</title>
<style>${{ markup: REPORT_STYLE }}</style>
</head>
<body>
<main>
${heading(page)}
${measures(page)}
${brands(page)}
${cards(page)}
${missedSection(page)}
${nearMissSection(page)}
<h2>${words.howToRead}</h2>
${words.reading.map((each) => html`<p>${each}</p>`)}
<p class="faint">${words.times} ${timeZone}. Grapevine, ${result.result.run.digest.slice(0, 12)}</p>
</main>
</body>
</html>
`;
  return markup;
}

function heading({ result, words, locale, calendar }: Page): Markup {
  const { period, ownBrands, isBeheaded, lines } = result;
  const span = durationText(period.toMs - period.fromMs, locale);
  return html`<h1>${words.title}</h1>
<p>${calendar.moment(period.fromMs)} – ${calendar.moment(period.toMs)}. ${words.lead(ownBrands.length, span)}</p>
${isBeheaded ? html`<p class="faint">${words.beheaded}</p>` : null}
${lines !== null && lines.deadLettered > 0 ? html`<p class="faint">${words.badLines(number(lines.deadLettered, locale))}</p>` : null}`;
}

function measures({ result, words, locale }: Page): Markup {
  const results = [result.result, ...(result.against === null ? [] : [result.against.result])];
  const count = (value: number | undefined) => (value === undefined ? '–' : number(value, locale));
  const rate = (value: number | null | undefined) => {
    if (value === null || value === undefined) return '–';
    return locale === 'nb' ? value.toFixed(2).replace('.', ',') : value.toFixed(2);
  };
  const span = (ms: number | null | undefined) => (ms === null || ms === undefined ? '–' : durationText(ms, locale));
  const rows: [string, (one: RuleResult) => string][] = [
    [words.incidents, ({ incidents }) => count(incidents.length)],
    [words.incidentsPerWeek, ({ incidentsPerWeek }) => rate(incidentsPerWeek)],
    [words.asked, ({ run }) => rate(run.configuration.alerts.falseAlarmsPerWeek)],
  ];
  if (results.some(({ judgement }) => judgement !== null)) {
    rows.push(
      [words.crises, ({ judgement }) => count(judgement?.crises.length)],
      [words.missed, ({ judgement }) => count(judgement?.missed)],
      [words.delay, ({ judgement }) => span(judgement?.medianDelayMs)],
      [words.leadTime, ({ judgement }) => span(judgement?.medianLeadMs)],
      [words.falseAlarms, ({ judgement }) => count(judgement?.falseAlarms.length)],
      [words.calledFalse, ({ judgement }) => count(judgement?.calledFalse)],
      [words.falseAlarmsPerWeek, ({ judgement }) => rate(judgement?.falseAlarmsPerWeek)],
    );
  }
  const body = rows.map(([name, of]) => {
    const cells = results.map(of);
    const differs = new Set(cells).size > 1 ? 'differs' : '';
    return html`<tr class="${differs}"><td>${name}</td>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;
  });
  return html`<h2>${words.measures}</h2>
<table><thead><tr><th></th>${results.map(({ run }) => html`<th class="number">${run.name}</th>`)}</tr></thead>
<tbody>${body}</tbody></table>`;
}

function brands(page: Page): Markup {
  const { result, listed, words, locale, calendar } = page;
  const { group, ownBrands, period } = result;
  const { fromMs, toMs } = period;
  const { run } = result.result;
  const figures = ownBrands.slice(0, MOST_BRANDS).map((id) => {
    const series = run.attention.of(`${group}/${id}`);
    if (series === undefined) return null;
    const incidents = listed
      .filter(({ one }) => one.brand === `${group}/${id}`)
      .map(({ name, one }) => ({ name, openedAtMs: one.openedAtMs, resolvedAtMs: one.resolvedAtMs }));
    const label = nameOf(page, id);
    const plots = WIDTHS.map(({ name, widthPx, heightPx }) => {
      return attentionPlot({ series, fromMs, toMs, incidents, widthPx, heightPx, name, calendar, locale, label });
    });
    const captions = WIDTHS.map(({ name, widthPx }) => {
      const quiet = incidents.length === 0 ? ` ${words.quietBrand}` : '';
      return html`<figcaption class="${name}">${words.each(barMinutes(fromMs, toMs, widthPx))}.${quiet}</figcaption>`;
    });
    return html`<h3>${label}</h3><figure>${plots}${captions}</figure>`;
  });
  const { acts, usual, band, incident } = words.legend;
  return html`<h2>${words.eachBrand}</h2>
<ul class="legend"><li><i style="background:var(--acts)"></i>${acts}</li><li><i style="background:var(--usual)"></i>${usual}</li><li><i style="background:var(--band)"></i>${band}</li><li><i style="background:var(--open)"></i>${incident}</li></ul>
${figures}`;
}

function cards(page: Page): Markup {
  const { listed, words } = page;
  const shown = listed.slice(0, MOST_CARDS).map((one) => incidentCard(one, page));
  const left = listed.length - shown.length;
  return html`<h2>${words.whatWasRaised}</h2>
${shown.length === 0 ? html`<p>${words.nothingRaised}</p>` : shown}
${left > 0 ? html`<p>${words.more(left)}</p>` : null}`;
}

/** One incident of a report: what, when, how large, by which arithmetic, which posts; and a drawing of its hours. */
import { conditionWords } from '@grapevine/core/detection/condition-words.ts';
import type { AlertClass } from '@grapevine/core/model/alert.ts';
import type { AttentionSeries } from '../attention-series.ts';
import { durationText, type Locale } from '../duration-text.ts';
import { attentionPlot } from './attention-plot.ts';
import type { ListedIncident } from './listed-incidents.ts';
import type { Calendar } from './local-time.ts';
import { html, type Markup } from './markup.ts';
import type { ReportWords } from './report-words.ts';

export interface CardOptions {
  readonly listed: ListedIncident;
  readonly series: AttentionSeries | undefined;
  readonly brandName: string;
  readonly words: ReportWords;
  readonly locale: Locale;
  readonly calendar: Calendar;
}

const HOUR_MS = 3_600_000;
const BEFORE_MS = 3 * HOUR_MS;
const AFTER_MS = HOUR_MS;
const LONGEST_MS = 12 * HOUR_MS;
const POSTS = 3;
/** What these are of does not show in negative attention. */
const UNSEEN: ReadonlySet<AlertClass> = new Set(['voice-shock', 'goal-off-pace', 'no-data']);
const WIDTHS = [
  { name: 'wide', widthPx: 880, heightPx: 200 },
  { name: 'narrow', widthPx: 360, heightPx: 190 },
] as const;

export function incidentCard({ listed, series, brandName, words, locale, calendar }: CardOptions): Markup {
  const { name, one, judged, difference } = listed;
  const [opening] = one.notices;
  const { openedAtMs, resolvedAtMs, severity } = one;
  const until =
    resolvedAtMs === null ? words.openAtEnd : `${words.lasted} ${durationText(resolvedAtMs - openedAtMs, locale)}`;
  const windowMs = opening.window.toMs - opening.window.fromMs;
  return html`<article class="${severity}" id="i${name}">
<h3>${name}. ${opening.title[locale]}</h3>
<p><span class="badge ${severity}">${words.severities[severity]}</span>${judgedBadge(judged, words)} ${calendar.moment(openedAtMs)}, ${until}${difference === null ? null : html` · <strong>${difference}</strong>`}</p>
<p>${opening.summary[locale]}</p>
${series === undefined || UNSEEN.has(one.class) ? null : closeUp({ listed, series, brandName, words, locale, calendar })}
<details><summary>${words.why}: ${words.classes[one.class]}</summary>
<ul class="arithmetic">${opening.conditions.map((condition) => html`<li>${conditionWords(condition, windowMs)[locale]}</li>`)}</ul></details>
${opening.evidence.length === 0 ? null : html`<details><summary>${words.posts}</summary>${opening.evidence.slice(0, POSTS).map(({ text }) => html`<blockquote>${text}</blockquote>`)}</details>`}
</article>`;
}

function judgedBadge(judged: ListedIncident['judged'], words: ReportWords): Markup | null {
  if (judged === null) return null;
  return html`<span class="badge ${judged}">${judged === 'found' ? words.found : words.falseAlarm}</span>`;
}

function closeUp(options: CardOptions & { readonly series: AttentionSeries }): Markup {
  const { listed, series, brandName, words, locale, calendar } = options;
  const { name, one } = listed;
  const fromMs = one.openedAtMs - BEFORE_MS;
  const endMs = Math.min((one.resolvedAtMs ?? Number.POSITIVE_INFINITY) + AFTER_MS, one.openedAtMs + LONGEST_MS);
  const label = `${brandName}, ${calendar.moment(one.openedAtMs)}`;
  const plots = WIDTHS.map(({ name: width, widthPx, heightPx }) => {
    const incidents = [{ name, openedAtMs: one.openedAtMs, resolvedAtMs: one.resolvedAtMs }];
    const size = { widthPx, heightPx, name: width };
    return attentionPlot({ series, fromMs, toMs: endMs, incidents, ...size, calendar, locale, label });
  });
  return html`<figure>${plots}<figcaption>${words.each(5)}</figcaption></figure>`;
}

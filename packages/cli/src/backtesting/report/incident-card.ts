/** One incident of a report: what, when, how large, by which arithmetic, which posts; and a drawing of its hours. */
import { conditionWords } from '@grapevine/core/detection/condition-words.ts';
import type { AlertClass, Evidence } from '@grapevine/core/model/alert.ts';
import { durationText } from '../duration-text.ts';
import { closeUp } from './close-up.ts';
import type { ListedIncident } from './listed-incidents.ts';
import { html, type Markup } from './markup.ts';
import { nameOf, type Page } from './page.ts';
import type { ReportWords } from './report-words.ts';

const HOUR_MS = 3_600_000;
const BEFORE_MS = 3 * HOUR_MS;
const AFTER_MS = HOUR_MS;
const LONGEST_MS = 12 * HOUR_MS;
const POSTS = 3;
/** What these are of does not show in negative attention. */
const UNSEEN: ReadonlySet<AlertClass> = new Set(['voice-shock', 'goal-off-pace', 'no-data']);

export function incidentCard(listed: ListedIncident, page: Page): Markup {
  const { words, locale, calendar } = page;
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
${hoursOf(listed, page)}
<details><summary>${words.why}: ${words.classes[one.class]}</summary>
<ul class="arithmetic">${opening.conditions.map((condition) => html`<li>${conditionWords(condition, windowMs)[locale]}</li>`)}</ul></details>
${opening.evidence.length === 0 ? null : html`<details><summary>${words.posts}</summary>${opening.evidence.slice(0, POSTS).map((post) => quoted(post, words))}</details>`}
</article>`;
}

function judgedBadge(judged: ListedIncident['judged'], words: ReportWords): Markup | null {
  if (judged === null) return null;
  return html`<span class="badge ${judged}">${judged === 'found' ? words.found : words.falseAlarm}</span>`;
}

function quoted({ text, post, shares, forecast }: Evidence, words: ReportWords): Markup {
  return html`<blockquote>${text === '' ? post : text}<br><span class="faint">${words.shares(shares, forecast?.final ?? null)}</span></blockquote>`;
}

function hoursOf({ name, one }: ListedIncident, page: Page): Markup | null {
  const { brand, openedAtMs, resolvedAtMs } = one;
  const series = page.result.result.run.attention.of(brand);
  if (series === undefined || UNSEEN.has(one.class)) return null;
  const toMs = Math.min((resolvedAtMs ?? Number.POSITIVE_INFINITY) + AFTER_MS, openedAtMs + LONGEST_MS);
  const label = `${nameOf(page, brand)}, ${page.calendar.moment(openedAtMs)}`;
  const marks = [{ name, openedAtMs, resolvedAtMs }];
  return closeUp({ series, fromMs: openedAtMs - BEFORE_MS, toMs, marks, label }, page);
}

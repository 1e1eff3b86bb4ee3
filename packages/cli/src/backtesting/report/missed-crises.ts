/** Crises that people have marked and these rules did not raise: when, how it looked, and how near a rule came. */
import { brandIdOnLog } from '@grapevine/core/configuration/configuration.ts';
import type { JudgedCrisis } from '../judgement.ts';
import { closeUp } from './close-up.ts';
import { html, type Markup } from './markup.ts';
import { nearMissList } from './near-misses.ts';
import { nameOf, type Page } from './page.ts';

const HOUR_MS = 3_600_000;
const AROUND_MS = 2 * HOUR_MS;
const LONGEST_MS = 24 * HOUR_MS;
/** A page with more could not be read; the others are counted. */
const MOST_CARDS = 50;

/** A section of the report; `null`: nothing was missed, or there are no labels. */
export function missedSection(page: Page): Markup | null {
  const { result, words } = page;
  const missed = result.result.judgement?.crises.filter(({ found }) => found === null) ?? [];
  if (missed.length === 0) return null;
  const left = missed.length - MOST_CARDS;
  return html`<h2>${words.missedHeading}</h2>
${missed.slice(0, MOST_CARDS).map((crisis) => card(crisis, page))}
${left > 0 ? html`<p>${words.moreMissed(left)}</p>` : null}`;
}

function card({ label }: JudgedCrisis, page: Page): Markup {
  const { result, words, calendar } = page;
  const { run, nearMisses } = result.result;
  const brand = brandIdOnLog(result.group, label.brand);
  const toMs = Math.min(label.toMs, result.period.toMs);
  const span = `${calendar.moment(label.fromMs)} – ${calendar.moment(toMs)}`;
  const known = label.knownAtMs === null ? null : html` ${words.knownAt} ${calendar.moment(label.knownAtMs)}.`;
  const near = nearMisses.filter((miss) => miss.brand === brand && miss.atMs >= label.fromMs && miss.atMs < toMs);
  const series = run.attention.of(brand);
  const fromMs = label.fromMs - AROUND_MS;
  const marks = [{ name: words.markedTime, openedAtMs: label.fromMs, resolvedAtMs: toMs }];
  const untilMs = Math.min(toMs + AROUND_MS, fromMs + LONGEST_MS, result.period.toMs);
  const drawn = { fromMs, toMs: untilMs, marks, label: span };
  return html`<article class="missed">
<h3>${nameOf(page, label.brand)}</h3>
<p><span class="badge false">${words.missed}</span> ${span}.${known}${foundByOther(label.line, page)}</p>
${series === undefined ? null : closeUp({ series, ...drawn }, page)}
${near.length === 0 ? html`<p>${words.nothingNear}</p>` : html`<p>${words.nearBy}</p>${nearMissList(near, page)}`}
</article>`;
}

/** What the other rule set did of it, if there is one. */
function foundByOther(line: number, { result, words }: Page): Markup | null {
  const other = result.against?.result;
  if (other === undefined) return null;
  const found = other.judgement?.crises.find(({ label }) => label.line === line)?.found ?? null;
  return html` <strong>${found === null ? words.missedAlsoBy(other.run.name) : words.foundBy(other.run.name)}</strong>`;
}

/** What nearly became an incident, or was held back: when, by which rule, and what was lacking. */
import { conditionWords } from '@grapevine/core/detection/condition-words.ts';
import type { BrandNearMiss } from '../rule-run.ts';
import { html, type Markup } from './markup.ts';
import { nameOf, type Page } from './page.ts';

/** The newest; a page with more could not be read. */
const MOST_SHOWN = 40;

/** A section of the report. */
export function nearMissSection(page: Page): Markup {
  const { result, words } = page;
  const { nearMisses } = result.result;
  const left = nearMisses.length - MOST_SHOWN;
  return html`<h2>${words.nearMisses}</h2>
<p class="faint">${nearMisses.length === 0 ? words.noNearMisses : words.nearMissLead}</p>
${nearMissList(nearMisses.slice(-MOST_SHOWN), page)}
${left > 0 ? html`<p>${words.moreNearMisses(left)}</p>` : null}`;
}

export function nearMissList(nearMisses: readonly BrandNearMiss[], page: Page): Markup | null {
  if (nearMisses.length === 0) return null;
  const { words, calendar } = page;
  return html`<ul class="near">${nearMisses.map(
    (miss) =>
      html`<li><strong>${nameOf(page, miss.brand)}</strong>: ${words.classes[miss.class]} <span class="faint">${calendar.moment(miss.atMs)}</span>${reason(miss, page)}</li>`,
  )}</ul>`;
}

function reason({ why, conditions, windowMs }: BrandNearMiss, { listed, words, locale }: Page): Markup {
  switch (why.kind) {
    case 'lacking':
      return html`<ul>${conditions
        .filter(({ met }) => !met)
        .map((condition) => html`<li>${conditionWords(condition, windowMs)[locale]}</li>`)}</ul>`;
    case 'expected-spike':
      return html`<ul><li>${words.expectedSpike(why.reason)}</li></ul>`;
    case 'joined': {
      const name = listed.find(({ one }) => one.incident === why.incident)?.name ?? null;
      return html`<ul><li>${words.joined(name)}</li></ul>`;
    }
  }
}

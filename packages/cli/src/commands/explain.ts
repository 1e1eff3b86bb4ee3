/** `explain`: why an incident was raised, or what keeps the rules from raising one for a brand; each condition with its margin. */
import { nearestName, quoted } from '@grapevine/core/edge/nearest-name.ts';
import { EXIT } from '../cli-error.ts';
import { arithmeticOf, sentencesOf } from '../explaining/condition-table.ts';
import { evidenceTable } from '../explaining/evidence-table.ts';
import { className, type ExplainWords, explainWords } from '../explaining/explain-words.ts';
import { bareBrand } from '../reading/answer-lines.ts';
import { type AnswerSource, type SourceFlags, withAnswers } from '../reading/answer-source.ts';
import { findIncident } from '../reading/find-incident.ts';
import { incidentWords, type Locale } from '../reading/incident-words.ts';
import type {
  PublicCondition,
  PublicExplanation,
  PublicIncident,
  PublicNearMiss,
  PublicRuleExplanation,
} from '../reading/public-answers.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless, wrapped } from '../terminal/foreign-text.ts';
import type { Paint } from '../terminal/paint.ts';
import { inkOf } from '../terminal/severity.ts';
import { WallClock } from '../terminal/wall-clock.ts';

export interface ExplainFlags extends SourceFlags {
  readonly lang?: Locale;
}

interface Telling {
  readonly locale: Locale;
  readonly words: ExplainWords;
  readonly paint: Paint;
  readonly clock: WallClock;
}

const TEXT_CELLS = 100;
const SHORT_ID = 8;

/** `what`: the id of a brand, or the beginning of an incident's. */
export function runExplain(what: string, flags: ExplainFlags, shell: Shell): Promise<number> {
  return withAnswers(flags, shell, async (source) => {
    const locale = flags.lang ?? source.locale;
    const telling = { locale, words: explainWords(locale), paint: shell.paint, clock: new WallClock(source.timeZone) };
    const { brands } = await source.get<{ readonly brands: readonly Brand[] }>('/v1/brands');
    const brand = brands.find(({ id }) => id === bareBrand(what));
    if (brand === undefined) {
      const incident = await findIncident(source, what, noSuchBrand(what, brands));
      await explainIncident(incident, flags, shell, telling);
    } else await explainBrand(source, brand, flags, shell, telling);
    return EXIT.fine;
  });
}

interface Brand {
  readonly id: string;
  readonly name: string;
}

function noSuchBrand(what: string, brands: readonly Brand[]): string {
  const ids = brands.map(({ id }) => id);
  const nearest = nearestName(bareBrand(what), ids);
  const meant = nearest === undefined ? '' : ` (did you mean ${quoted(nearest)}?)`;
  return `${quoted(what)} is no brand that is watched${meant}, and `;
}

async function explainIncident(
  incident: PublicIncident,
  { json }: ExplainFlags,
  shell: Shell,
  { locale, words, paint, clock }: Telling,
): Promise<void> {
  if (json === true) {
    printJson(shell, incident);
    return;
  }
  const width = Math.min(TEXT_CELLS, shell.outTerminal()?.columns ?? TEXT_CELLS) - 2;
  shell.out(
    `${paint(inkOf(incident.severity), incidentWords(locale).severities[incident.severity].toUpperCase())}  ${paint('bold', harmless(incident.title[locale]))}`,
  );
  shell.out(paint('dim', clock.zoneLine(locale)));
  for (const { state, at, summary, conditions, window } of incident.notices) {
    shell.out('');
    shell.out(`${words.noticed[state]}, ${clock.instant(at)}`);
    for (const line of wrapped(harmless(summary[locale]), width)) shell.out(`  ${line}`);
    // It ended by calm, which is another measure than these.
    if (state === 'resolved') shell.out(paint('dim', `  ${words.toOpenAgain}`));
    const windowMs = Date.parse(window.to) - Date.parse(window.from);
    for (const line of sentencesOf(conditions, { windowMs, locale, paint })) shell.out(`  ${line}`);
  }
  const evidence = incident.notices.at(-1)?.evidence ?? [];
  if (evidence.length > 0) {
    shell.out('');
    shell.out(words.posts);
    for (const line of evidenceTable(evidence, { words, paint, width })) shell.out(line);
  }
  shell.out('');
  shell.out(words.arithmetic);
  for (const { id, at, rule, conditions } of incident.notices) {
    shell.out(
      paint('dim', `  ${clock.instant(at)}  ${harmless(rule.id)} v${rule.version}  alert ${id.slice(0, SHORT_ID)}`),
    );
    for (const line of arithmeticOf(conditions, { words, locale, paint })) shell.out(line);
  }
}

async function explainBrand(
  source: AnswerSource,
  { id, name }: Brand,
  { json }: ExplainFlags,
  shell: Shell,
  telling: Telling,
): Promise<void> {
  const answer = await source.get<PublicExplanation>(`/v1/brands/${encodeURIComponent(id)}/explanation`);
  if (json === true) {
    printJson(shell, answer);
    return;
  }
  const { locale, words, paint, clock } = telling;
  shell.out(`${paint('bold', harmless(name))}  ${paint('dim', words.asOf(clock.instant(answer.at)))}`);
  shell.out(paint('dim', clock.zoneLine(locale)));
  for (const rule of answer.rules) {
    shell.out('');
    for (const line of ruleLines(rule, telling)) shell.out(line);
  }
  shell.out('');
  if (answer.nearMisses.length === 0) shell.out(words.noNearMisses);
  else shell.out(words.nearMisses);
  for (const miss of answer.nearMisses) for (const line of nearMissLines(miss, telling)) shell.out(line);
  shell.out('');
  shell.out(words.arithmetic);
  for (const { rule, conditions } of answer.rules) {
    if (conditions === null) continue;
    shell.out(paint('dim', `  ${harmless(rule.id)} v${rule.version}`));
    for (const line of arithmeticOf(conditions, telling)) shell.out(line);
  }
}

function ruleLines(rule: PublicRuleExplanation, telling: Telling): readonly string[] {
  const { locale, words, paint } = telling;
  const { conditions, windowMs } = rule;
  const head = `${paint('bold', className(rule.class, locale))}: ${stateOf(rule, words)}`;
  if (conditions === null) return [head];
  return [head, ...sentencesOf(conditions, { windowMs: windowMs ?? 0, locale, paint }).map((line) => `  ${line}`)];
}

function stateOf(
  { class: name, incidents, expectedSpike, conditions, isMet }: PublicRuleExplanation,
  words: ExplainWords,
): string {
  if (incidents.length > 0) return words.open(incidents.map((id) => harmless(id.slice(0, SHORT_ID))).join(', '));
  if (expectedSpike !== null) return words.spike(harmless(expectedSpike.reason));
  if (conditions === null) return name === 'no-data' ? words.ofSources : words.unknown;
  return isMet ? words.met : words.notMet(lackingIn(conditions).length);
}

function nearMissLines(
  { at, class: name, why, windowMs, conditions }: PublicNearMiss,
  telling: Telling,
): readonly string[] {
  const { locale, words, paint, clock } = telling;
  const head = `  ${clock.instant(at)}  ${className(name, locale)}`;
  switch (why.kind) {
    case 'lacking':
      return [head, ...sentencesOf(lackingIn(conditions), { windowMs, locale, paint }).map((line) => `    ${line}`)];
    case 'expected-spike':
      return [`${head}: ${words.spike(harmless(why.reason))}`];
    case 'joined':
      return [`${head}: ${words.joined(harmless(why.incident.slice(0, SHORT_ID)))}`];
  }
}

function lackingIn(conditions: readonly PublicCondition[]): readonly PublicCondition[] {
  return conditions.filter(({ met }) => !met);
}

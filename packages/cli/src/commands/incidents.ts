/** `incidents`: the episodes that were found; with `--fail-on`, their severity as an exit code; with `--labels`, as labels. */
import { EXIT } from '../cli-error.ts';
import { type AnswerSource, type SourceFlags, withAnswers } from '../reading/answer-source.ts';
import { allIncidents } from '../reading/find-incident.ts';
import { type IncidentWords, incidentWords, type Locale, stateWord } from '../reading/incident-words.ts';
import { labelLines, verdictLabels } from '../reading/label-lines.ts';
import { overlayLines } from '../reading/overlay-lines.ts';
import type { PublicIncident } from '../reading/public-answers.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless, wrapped } from '../terminal/foreign-text.ts';
import { inkOf, isAtLeast, type Severity } from '../terminal/severity.ts';
import { WallClock } from '../terminal/wall-clock.ts';

export interface IncidentsFlags extends SourceFlags {
  readonly state: 'open' | 'all';
  readonly brand?: string;
  readonly failOn?: Severity;
  readonly labels?: boolean;
  readonly lang?: Locale;
}

/** In which language and by whose clock it is told; whoever prints names the zone. */
export interface IncidentTelling {
  readonly locale: Locale;
  readonly clock: WallClock;
}

const TEXT_CELLS = 100;

export function tellingOf({ locale, timeZone }: AnswerSource, lang?: Locale): IncidentTelling {
  return { locale: lang ?? locale, clock: new WallClock(timeZone) };
}

export function runIncidents(flags: IncidentsFlags, shell: Shell): Promise<number> {
  return withAnswers(flags, shell, async (source) => {
    if (flags.labels === true) {
      const labels = await verdictLabels(source, flags.brand);
      if (flags.json === true) printJson(shell, { labels });
      else shell.out(labelLines(labels).join('\n'));
      return EXIT.fine;
    }
    const incidents = await allIncidents(source, flags);
    if (flags.json === true) printJson(shell, { incidents, nextCursor: null });
    else printIncidents(incidents, flags, shell, tellingOf(source, flags.lang));
    const { failOn } = flags;
    if (failOn === undefined) return EXIT.fine;
    const isFound = ({ severity, silenced }: PublicIncident) => silenced === null && isAtLeast(severity, failOn);
    return incidents.some(isFound) ? EXIT.found : EXIT.fine;
  });
}

function printIncidents(
  incidents: readonly PublicIncident[],
  { state }: IncidentsFlags,
  shell: Shell,
  telling: IncidentTelling,
): void {
  const words = incidentWords(telling.locale);
  if (incidents.length === 0) {
    shell.out(state === 'open' ? words.noOpenIncidents : words.noIncidents);
    return;
  }
  shell.out(shell.paint('dim', telling.clock.zoneLine(telling.locale)));
  shell.out('');
  for (const one of incidents) {
    printIncident(one, shell, telling);
    shell.out('');
  }
  shell.out(words.incidents(incidents.length));
}

export function printIncident(one: PublicIncident, shell: Shell, { locale, clock }: IncidentTelling): void {
  const { paint } = shell;
  const words: IncidentWords = incidentWords(locale);
  const width = Math.min(TEXT_CELLS, shell.outTerminal()?.columns ?? TEXT_CELLS) - 2;
  const { severity, resolvedAt } = one;
  const until =
    resolvedAt === null ? harmless(stateWord(one.state, words)) : words.resolvedAt(clock.instant(resolvedAt));
  const opened = words.openedAt(clock.instant(one.openedAt));
  const ink = inkOf(severity);
  shell.out(`${paint(ink, words.severities[severity].toUpperCase())}  ${paint('bold', harmless(one.title[locale]))}`);
  shell.out(paint('dim', `  ${opened}, ${until} · ${harmless(one.brand)} · ${one.incident}`));
  for (const line of wrapped(harmless(one.summary[locale]), width)) shell.out(`  ${line}`);
  for (const line of overlayLines(one, { words, clock })) shell.out(paint('cyan', `  ${line}`));
}

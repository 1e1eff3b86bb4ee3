/** `incidents`: the episodes that were found; with `--fail-on`, their severity as an exit code; with `--labels`, as labels. */
import { EXIT } from '../cli-error.ts';
import { type SourceFlags, withAnswers } from '../reading/answer-source.ts';
import { allIncidents } from '../reading/find-incident.ts';
import { labelLines } from '../reading/label-lines.ts';
import { overlayLines } from '../reading/overlay-lines.ts';
import type { PublicIncident } from '../reading/public-answers.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless, wrapped } from '../terminal/foreign-text.ts';
import { inkOf, isAtLeast, type Severity } from '../terminal/severity.ts';
import { howMany, instant } from '../terminal/wording.ts';

export interface IncidentsFlags extends SourceFlags {
  readonly state: 'open' | 'all';
  readonly brand?: string;
  readonly failOn?: Severity;
  readonly labels?: boolean;
}

const TEXT_CELLS = 100;

export function runIncidents(flags: IncidentsFlags, shell: Shell): Promise<number> {
  return withAnswers(flags, shell, async (source) => {
    if (flags.labels === true) {
      shell.out((await labelLines(source, flags.brand)).join('\n'));
      return EXIT.fine;
    }
    const incidents = await allIncidents(source, flags);
    if (flags.json === true) printJson(shell, { incidents, nextCursor: null });
    else printIncidents(incidents, flags, shell);
    const { failOn } = flags;
    if (failOn === undefined) return EXIT.fine;
    const isFound = ({ severity, silenced }: PublicIncident) => silenced === null && isAtLeast(severity, failOn);
    return incidents.some(isFound) ? EXIT.found : EXIT.fine;
  });
}

function printIncidents(incidents: readonly PublicIncident[], { state }: IncidentsFlags, shell: Shell): void {
  if (incidents.length === 0) {
    shell.out(state === 'open' ? 'No open incidents. (--state all shows those that are over.)' : 'No incidents.');
    return;
  }
  for (const one of incidents) {
    printIncident(one, shell);
    shell.out('');
  }
  shell.out(howMany(incidents.length, 'incident'));
}

export function printIncident(one: PublicIncident, shell: Shell): void {
  const { paint } = shell;
  const width = Math.min(TEXT_CELLS, shell.outTerminal()?.columns ?? TEXT_CELLS) - 2;
  const { severity, resolvedAt } = one;
  const until = resolvedAt === null ? `, ${harmless(one.state)}` : `, resolved ${instant(resolvedAt)}`;
  shell.out(`${paint(inkOf(severity), severity.toUpperCase())}  ${paint('bold', harmless(one.title.en))}`);
  shell.out(paint('dim', `  opened ${instant(one.openedAt)}${until} · ${harmless(one.brand)} · ${one.incident}`));
  for (const line of wrapped(harmless(one.summary.en), width)) shell.out(`  ${line}`);
  for (const line of overlayLines(one)) shell.out(paint('cyan', `  ${line}`));
}

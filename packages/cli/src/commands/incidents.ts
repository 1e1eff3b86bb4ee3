/** `incidents`: the episodes that were found; with `--fail-on`, their severity as an exit code. */
import { EXIT } from '../cli-error.ts';
import { bareBrand } from '../reading/answer-lines.ts';
import { type AnswerSource, type SourceFlags, withAnswers } from '../reading/answer-source.ts';
import type { PublicIncident } from '../reading/public-answers.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless, wrapped } from '../terminal/foreign-text.ts';
import { inkOf, isAtLeast, type Severity } from '../terminal/severity.ts';
import { howMany, instant } from '../terminal/wording.ts';

export interface IncidentsFlags extends SourceFlags {
  readonly state: 'open' | 'all';
  readonly brand?: string;
  readonly failOn?: Severity;
}

interface IncidentsPage {
  readonly incidents: readonly PublicIncident[];
  readonly nextCursor: string | null;
}

const PAGE = 200;
const TEXT_CELLS = 100;

export function runIncidents(flags: IncidentsFlags, shell: Shell): Promise<number> {
  return withAnswers(flags, shell, async (source) => {
    const incidents = await allIncidents(source, flags);
    if (flags.json === true) printJson(shell, { incidents, nextCursor: null });
    else printIncidents(incidents, flags, shell);
    const { failOn } = flags;
    if (failOn === undefined) return EXIT.fine;
    return incidents.some(({ severity }) => isAtLeast(severity, failOn)) ? EXIT.found : EXIT.fine;
  });
}

async function allIncidents(
  source: AnswerSource,
  { state, brand }: IncidentsFlags,
): Promise<readonly PublicIncident[]> {
  const incidents: PublicIncident[] = [];
  let cursor: string | undefined;
  do {
    const query = { state, brand: brand === undefined ? undefined : bareBrand(brand), limit: PAGE, cursor };
    const page = await source.get<IncidentsPage>('/v1/incidents', query);
    incidents.push(...page.incidents);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return incidents;
}

function printIncidents(incidents: readonly PublicIncident[], { state }: IncidentsFlags, shell: Shell): void {
  const { paint } = shell;
  if (incidents.length === 0) {
    shell.out(state === 'open' ? 'No open incidents. (--state all shows those that are over.)' : 'No incidents.');
    return;
  }
  const width = Math.min(TEXT_CELLS, shell.outTerminal()?.columns ?? TEXT_CELLS) - 2;
  for (const one of incidents) {
    const { severity, resolvedAt } = one;
    const until = resolvedAt === null ? `, ${harmless(one.state)}` : `, resolved ${instant(resolvedAt)}`;
    shell.out(`${paint(inkOf(severity), severity.toUpperCase())}  ${paint('bold', harmless(one.title.en))}`);
    shell.out(paint('dim', `  opened ${instant(one.openedAt)}${until} · ${harmless(one.brand)} · ${one.incident}`));
    for (const line of wrapped(harmless(one.summary.en), width)) shell.out(`  ${line}`);
    shell.out('');
  }
  shell.out(howMany(incidents.length, 'incident'));
}

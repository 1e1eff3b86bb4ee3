/** `alerts`: the notices, the oldest first; with `--follow`, those that come from now on too. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, EXIT } from '../cli-error.ts';
import { bareBrand } from '../reading/answer-lines.ts';
import { type AnswerSource, type SourceFlags, withAnswers } from '../reading/answer-source.ts';
import { incidentWords, type Locale, stateWord } from '../reading/incident-words.ts';
import { overlayLines } from '../reading/overlay-lines.ts';
import type { PublicAlert } from '../reading/public-answers.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless, padEnd, wrapped } from '../terminal/foreign-text.ts';
import { inkOf } from '../terminal/severity.ts';
import { WallClock } from '../terminal/wall-clock.ts';
import type { IncidentTelling } from './incidents.ts';

export interface AlertsFlags extends SourceFlags {
  readonly brand?: string;
  readonly follow?: boolean;
  readonly limit: number;
  readonly lang?: Locale;
}

interface AlertsPage {
  readonly alerts: readonly PublicAlert[];
  readonly nextCursor: string | null;
  readonly more: boolean;
}

const ASK_EVERY_MS = 1000;
const PAGE = 200;
const TEXT_CELLS = 100;

export function runAlerts(flags: AlertsFlags, shell: Shell): Promise<number> {
  return withAnswers(flags, shell, async (source) => {
    const brand = flags.brand === undefined ? undefined : bareBrand(flags.brand);
    const locale = flags.lang ?? source.locale;
    const print =
      flags.json === true ? (alert: PublicAlert) => shell.out(JSON.stringify(alert)) : printer(source, locale, shell);
    if (flags.follow === true && !source.isLive) {
      throw new CliError(
        'GV_USAGE',
        'a stopped data set has nothing to follow; leave --follow out, or name a running instance with --url.',
      );
    }
    const page = await source.get<AlertsPage>('/v1/alerts', { brand, limit: flags.limit });
    if (flags.follow === true) {
      for (const alert of page.alerts) print(alert);
      await follow(source, { brand, cursor: page.nextCursor, print, shell });
    } else if (flags.json === true) {
      printJson(shell, page);
    } else {
      for (const alert of page.alerts) print(alert);
      if (page.alerts.length === 0) shell.out(incidentWords(locale).noAlerts);
    }
    return EXIT.fine;
  });
}

/** Asks for what came after, each second; goes on when the instance is away for a while. */
async function follow(
  source: AnswerSource,
  options: {
    brand: string | undefined;
    cursor: string | null;
    print: (alert: PublicAlert) => void;
    shell: Shell;
  },
): Promise<void> {
  const { brand, print, shell } = options;
  let cursor = options.cursor ?? undefined;
  let isAway = false;
  while (!shell.stop.aborted) {
    await sleep(ASK_EVERY_MS, undefined, { signal: shell.stop }).catch(() => undefined);
    if (shell.stop.aborted) return;
    try {
      const page = await source.get<AlertsPage>('/v1/alerts', { brand, limit: PAGE, cursor });
      if (isAway) shell.notice('The instance answers again.');
      isAway = false;
      for (const alert of page.alerts) print(alert);
      cursor = page.nextCursor ?? cursor;
    } catch (error) {
      if (!(error instanceof CliError) || error.code !== 'GV_NO_ANSWER') throw error;
      if (!isAway) shell.notice(`${error.message} Waiting for it.`);
      isAway = true;
    }
  }
}

/** Prints alerts one by one; above the first it names the zone of their times. */
function printer({ timeZone }: AnswerSource, locale: Locale, shell: Shell): (alert: PublicAlert) => void {
  const clock = new WallClock(timeZone);
  let isFirst = true;
  return (alert) => {
    if (isFirst) shell.out(shell.paint('dim', clock.zoneLine(locale)));
    isFirst = false;
    printAlert(alert, shell, { locale, clock });
  };
}

function printAlert(alert: PublicAlert, shell: Shell, { locale, clock }: IncidentTelling): void {
  const { paint } = shell;
  const words = incidentWords(locale);
  const width = Math.min(TEXT_CELLS, shell.outTerminal()?.columns ?? TEXT_CELLS) - 2;
  const severity = paint(inkOf(alert.severity), padEnd(words.severities[alert.severity].toUpperCase(), 8));
  const state = padEnd(harmless(stateWord(alert.state, words)), 9);
  shell.out(`${clock.instant(alert.at)}  ${severity}  ${state}  ${paint('bold', harmless(alert.title[locale]))}`);
  for (const line of wrapped(harmless(alert.summary[locale]), width)) shell.out(`  ${line}`);
  for (const line of overlayLines(alert, { words, clock })) shell.out(paint('cyan', `  ${line}`));
  shell.out(paint('dim', `  ${words.ofIncident(alert.id, alert.incident)}`));
}

/** `verify`: recomputes an alert, and says how far it could go and what differs; exit 1 where something does. */
import { type OwnArithmetic, ownDifferences } from '@grapevine/core/verification/alert-differences.ts';
import { type Limit, type Verification, verifyAlert } from '@grapevine/engine/runtime/verify-alert.ts';
import { withTemporaryEngine } from '../backtesting/pulse-source.ts';
import { EXIT } from '../cli-error.ts';
import { withAnswers } from '../reading/answer-source.ts';
import { allIncidents } from '../reading/find-incident.ts';
import { exitCodeOfStop, printJson, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { alertOnLog, hasLog, onlyOne, type PlaceFlags, withLog } from '../verifying/alert-place.ts';

export interface VerifyFlags extends PlaceFlags {
  readonly json?: boolean;
}

/** `beginning`: of the alert's id. */
export async function runVerify(beginning: string, flags: VerifyFlags, shell: Shell): Promise<number> {
  const { id, verification } = hasLog(flags, shell)
    ? await byLog(beginning, flags, shell)
    : await byAnswer(beginning, flags, shell);
  if (shell.stop.aborted) return exitCodeOfStop(shell.stop);
  const isEqual = verification.differences.length === 0;
  if (flags.json === true) printJson(shell, { alert: id, equal: isEqual, ...verification });
  else for (const line of linesOf(verification)) shell.out(line);
  return isEqual ? EXIT.fine : EXIT.found;
}

interface Verified {
  readonly id: string;
  readonly verification: Verification;
}

function byLog(beginning: string, flags: VerifyFlags, shell: Shell): Promise<Verified> {
  return withLog(flags, shell, async (log) => {
    const alert = await alertOnLog(log, beginning);
    const verification = await withTemporaryEngine(shell, async ({ store }) =>
      verifyAlert(alert, { log, state: await store.acquire('verify'), signal: shell.stop }),
    );
    return { id: alert.id, verification };
  });
}

async function byAnswer(beginning: string, { url }: VerifyFlags, shell: Shell): Promise<Verified> {
  let verified: Verified | undefined;
  await withAnswers(url === undefined ? {} : { url }, shell, async (source) => {
    const incidents = await allIncidents(source, { state: 'all' });
    const notices = incidents.flatMap(({ notices: all }) => all);
    const alert: OwnArithmetic = onlyOne(
      notices.filter(({ id }) => id.startsWith(beginning)),
      beginning,
    );
    const differences = ownDifferences(alert);
    verified = { id: alert.id, verification: { reach: 'arithmetic', limit: 'no-log', differences } };
    return EXIT.fine;
  });
  return verified as Verified;
}

const REACHED: Readonly<Record<Verification['reach'], string>> = {
  full: 'full: decided again from the log',
  window: 'window: what it counted in its window, once more, and its own arithmetic',
  arithmetic: 'arithmetic: what follows from the numbers in the alert itself',
};

const LIMITS: Readonly<Record<Limit, string>> = {
  'no-log': 'An instance was asked. To go further name its data with --data-dir, or its log with --engine kafka.',
  'configuration-unknown':
    'The log does not keep the configuration by which it was decided, in a form that this version reads.',
  'no-checkpoint':
    'The log has neither its beginning nor a checkpoint from before the alert, so what was usual then is not known.',
  'pulses-passed': 'The log does not have the pulses of its window any more.',
};

function linesOf({ reach, limit, differences }: Verification): readonly string[] {
  const verdict =
    differences.length === 0 ? 'Equal: the alert is what it says.' : 'It differs: the alert is not what comes out.';
  const shown = (part: unknown) => (part === undefined ? 'nothing' : harmless(JSON.stringify(part)));
  return [
    verdict,
    `Reached: ${REACHED[reach]}.`,
    ...(limit === null ? [] : [LIMITS[limit]]),
    ...differences.map(
      ({ field, stated, computed }) => `  ${harmless(field)}: says ${shown(stated)}, is ${shown(computed)}`,
    ),
  ];
}

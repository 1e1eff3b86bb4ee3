/** `doctor`: looks at everything that an instance stands on; each line says ok, warn or fail, and what to do. */
import { EXIT } from '../cli-error.ts';
import type { EngineName } from '../live/engine-names.ts';
import type { Finding } from '../operating/finding.ts';
import { findings } from '../operating/findings.ts';
import { printJson, type Shell } from '../shell.ts';
import { padEnd } from '../terminal/foreign-text.ts';
import type { Ink } from '../terminal/paint.ts';

export interface DoctorFlags {
  readonly config?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly language?: boolean;
  readonly engine: EngineName;
}

const INKS: Readonly<Record<Finding['state'], Ink>> = { ok: 'green', warn: 'yellow', fail: 'red' };

export async function runDoctor(flags: DoctorFlags, shell: Shell): Promise<number> {
  if (flags.language === true) return (await import('../evaluating/language-report.ts')).reportLanguage(flags, shell);
  const found = await findings(flags, shell);
  const hasFailed = found.some(({ state }) => state === 'fail');
  if (flags.json === true) printJson(shell, { isHealthy: !hasFailed, findings: found });
  else {
    const width = Math.max(...found.map(({ subject }) => subject.length));
    for (const { state, subject, text, advice } of found) {
      shell.out(`${shell.paint(INKS[state], padEnd(state, 4))}  ${padEnd(subject, width)}  ${text}`);
      if (advice !== undefined) shell.out(`${' '.repeat(8 + width)}-> ${advice}`);
    }
  }
  return hasFailed ? EXIT.found : EXIT.fine;
}

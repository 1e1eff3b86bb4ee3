/**
 * What a running system tells, on standard error: lines for people on a terminal, JSON (pino) for whoever collects logs
 * elsewhere. Secrets never reach it; what could hold one is struck out all the same.
 */
import { jsonJournal, withoutSecrets } from '@grapevine/service-kit/json-journal.ts';
import type { Observer } from '@grapevine/service-kit/observer.ts';
import type { Shell } from '../shell.ts';
import { harmless } from './foreign-text.ts';
import { type Ink, paintFor } from './paint.ts';

const INKS: Readonly<Record<'info' | 'warn' | 'error', Ink>> = { info: 'dim', warn: 'yellow', error: 'red' };

export function journalFor(shell: Shell): Observer {
  if (shell.errTerminal() !== null) return lines(shell);
  return jsonJournal(shell.rawErr);
}

function lines(shell: Shell): Observer {
  const paint = paintFor(true, shell.env);
  return ({ level, text }) => {
    const time = new Date(shell.nowMs()).toISOString().slice(11, 19);
    shell.notice(`${paint('dim', `${time} UTC`)}  ${paint(INKS[level], harmless(withoutSecrets(text)))}`);
  };
}

/**
 * What a running system tells, on standard error: lines for people on a terminal, JSON (pino) for whoever collects logs
 * elsewhere. Secrets never reach it; what could hold one is struck out all the same.
 */
import type { Observer } from '@grapevine/service-kit/observer.ts';
import { pino } from 'pino';
import type { Shell } from '../shell.ts';
import { harmless } from './foreign-text.ts';
import { type Ink, paintFor } from './paint.ts';

const SECRETS = ['key', 'secret', 'password', 'token', 'authorization', 'authorKey'];
const INKS: Readonly<Record<'info' | 'warn' | 'error', Ink>> = { info: 'dim', warn: 'yellow', error: 'red' };

export function journalFor(shell: Shell): Observer {
  if (shell.errTerminal() !== null) return lines(shell);
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[struck out]' },
      serializers: { cause: pino.stdSerializers.err },
    },
    { write: shell.rawErr },
  );
  return ({ level, event, text, fields = {} }) => logger[level]({ event, ...fields }, text);
}

function lines(shell: Shell): Observer {
  const paint = paintFor(true, shell.env);
  return ({ level, text }) => {
    const time = new Date(shell.nowMs()).toISOString().slice(11, 19);
    shell.notice(`${paint('dim', time)}  ${paint(INKS[level], harmless(text))}`);
  };
}

/**
 * What a process tells of itself, as JSON lines (pino) for whoever collects logs. Secrets never reach it; what could
 * hold one is struck out all the same: fields by their name; in any text the keys of Grapevine, and user and password of
 * an address.
 */
import { KEY_IN_TEXT } from '@grapevine/http-door/keys/api-key.ts';
import { pino } from 'pino';
import type { Observer } from './observer.ts';

const SECRETS = ['key', 'secret', 'password', 'token', 'authorization', 'authorKey', 'sasl', 'cookie'];
const STRUCK_OUT = '[struck out]';
const LOGIN_IN_ADDRESS = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;

/** `base`: fields of every line, such as the service. */
export function jsonJournal(write: (line: string) => void, base: Readonly<Record<string, string>> = {}): Observer {
  const logger = pino(
    {
      base: Object.keys(base).length === 0 ? null : base,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: STRUCK_OUT },
      serializers: { cause: pino.stdSerializers.err },
    },
    { write: (line) => write(withoutSecrets(line)) },
  );
  return ({ level, event, text, fields = {} }) => logger[level]({ event, ...fields }, text);
}

export function withoutSecrets(text: string): string {
  return text.replace(LOGIN_IN_ADDRESS, `$1${STRUCK_OUT}@`).replace(KEY_IN_TEXT, STRUCK_OUT);
}

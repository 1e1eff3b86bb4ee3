/** A running instance as a source of answers, by HTTP. */

import type { ActionMethod } from '@grapevine/http-api/endpoint.ts';
import { PROBLEM_PREFIX } from '@grapevine/http-door/problem.ts';
import { CliError } from '../cli-error.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { ANSWERED_ZONE } from '../terminal/wall-clock.ts';
import type { AnswerSource, Query } from './answer-source.ts';

const TIMEOUT_MS = 10_000;
const KNOCK_TIMEOUT_MS = 1500;

/** `apiKey`: shown to whoever answers there, so only the user's own choice of an address may lead here. */
export function instanceAt(
  url: string,
  { apiKey, locale }: { readonly apiKey: string | undefined; readonly locale: () => AnswerSource['locale'] },
): AnswerSource {
  const base = baseOf(url);
  return {
    isLive: true,
    get locale() {
      return locale();
    },
    timeZone: ANSWERED_ZONE,
    get: <T>(path: string, query: Query = {}) => ask<T>({ base, apiKey }, { method: 'GET', path, query }),
    act: <T>(method: ActionMethod, path: string, body?: object) => ask<T>({ base, apiKey }, { method, path, body }),
    close: async () => undefined,
  };
}

interface Instance {
  readonly base: string;
  readonly apiKey: string | undefined;
}

/** Whether a Grapevine answers there, be it that it asks for a key. */
export async function isAnswering(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/brands`, {
      redirect: 'error',
      signal: AbortSignal.timeout(KNOCK_TIMEOUT_MS),
    });
    const body: unknown = await response.json();
    if (typeof body !== 'object' || body === null) return false;
    return response.ok ? 'brands' in body : 'type' in body && String(body.type).startsWith(PROBLEM_PREFIX);
  } catch {
    return false;
  }
}

export function queryText(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

interface Question {
  readonly method: 'GET' | ActionMethod;
  readonly path: string;
  readonly query?: Query;
  readonly body?: object | undefined;
}

async function ask<T>(instance: Instance, question: Question): Promise<T> {
  const { base } = instance;
  const response = await answerOf(instance, question);
  const text = await response.text();
  if (response.ok) return bodyOf<T>(base, text);
  const { detail } = bodyOf<{ readonly detail?: unknown }>(base, text);
  if (response.status === 401 && instance.apiKey === undefined) {
    const advice = 'set GRAPEVINE_API_KEY, or GRAPEVINE_API_KEY_FILE to a file with it';
    throw new CliError('GV_REFUSED', `${base} asks for a key: ${advice}.`);
  }
  throw new CliError(
    'GV_REFUSED',
    typeof detail === 'string' ? harmless(detail) : `${base} answers ${response.status}.`,
  );
}

async function answerOf({ base, apiKey }: Instance, { method, path, query = {}, body }: Question): Promise<Response> {
  try {
    return await fetch(`${base}${path}${queryText(query)}`, {
      method,
      headers: {
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A redirect leads to somebody else, who would get the key.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    const isSlow = (cause as Error).name === 'TimeoutError';
    const what = isSlow ? `did not answer within ${TIMEOUT_MS / 1000} s` : 'cannot be reached';
    throw new CliError(
      'GV_NO_ANSWER',
      `${base} ${what}. Is an instance running there? (\`grapevine up\` starts one; --data-dir reads a stopped one.)`,
      { cause },
    );
  }
}

function bodyOf<T>(base: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new CliError('GV_NO_ANSWER', `what answers at ${base} is not Grapevine; name another address with --url.`, {
      cause,
    });
  }
}

function baseOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url.replace(/\/+$/, '');
  throw new CliError('GV_USAGE', `--url ${harmless(url)} is not an address; write one such as http://127.0.0.1:8080.`);
}

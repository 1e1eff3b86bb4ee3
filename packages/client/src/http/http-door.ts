/**
 * One way to ask: with a time for each attempt, and again only where the server says when (429 and 503 with
 * `Retry-After`), a bounded number of times and never later than a bound. Anything else is for the caller to decide.
 * What is done may be sent again like what is asked: the API writes nothing where it stands already.
 */
import { pause } from '../backoff.ts';
import { ClientError, reasonOf } from '../errors.ts';
import { answerOf, refusalOf, retryAfterMs } from './http-answer.ts';

export interface HttpOptions {
  /** `http://127.0.0.1:8080`; with a path, if a proxy serves it below one. */
  readonly url: string;
  /** `gv_...`, where the instance asks for one; `apiKeyFrom(process.env)` finds it. */
  readonly apiKey?: string | undefined;
  /** Sent with every request: what a proxy asks for. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PatienceOptions {
  /** For one attempt, answer included; default 10,000. */
  readonly timeoutMs?: number;
  /** Further attempts where the server says when; default 2. */
  readonly maxRetries?: number;
  /** A server that says later than this is not waited for; default 10,000. */
  readonly maxRetryAfterMs?: number;
}

export interface Question {
  /** Below the address: `v1/brands`; its parts escaped. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Default GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
}

const NEVER = new AbortController().signal;

export class HttpDoor {
  readonly #options: HttpOptions & PatienceOptions;

  constructor(options: HttpOptions & PatienceOptions) {
    this.#options = options;
    checkAddress(options.url);
  }

  /** Throws `GV_CLIENT_HTTP_*`, and the signal's reason when it aborts. */
  async ask(question: Question): Promise<object> {
    const { path, query = {}, signal = NEVER } = question;
    const { url, maxRetries = 2, maxRetryAfterMs = 10_000 } = this.#options;
    const address = addressOf(url, path, query);
    const what = `${question.method ?? 'GET'} ${address.origin}${address.pathname}`;
    for (let left = maxRetries; ; left--) {
      const [answer, text] = await this.#attempt(address, { what, ...question, signal });
      if (answer.ok) return answerOf(answer.status, text, what);
      const waitMs = [429, 503].includes(answer.status) ? retryAfterMs(answer, Date.now()) : null;
      if (waitMs === null || waitMs > maxRetryAfterMs || left <= 0) throw refusalOf(answer, text, what);
      await pause(waitMs, signal);
      signal.throwIfAborted();
    }
  }

  async #attempt(
    address: URL,
    {
      what,
      method = 'GET',
      body,
      signal,
    }: Pick<Question, 'method' | 'body'> & { readonly what: string; readonly signal: AbortSignal },
  ): Promise<readonly [Response, string]> {
    const { timeoutMs = 10_000 } = this.#options;
    signal.throwIfAborted();
    try {
      const answer = await fetch(address, {
        method,
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headersOf(this.#options),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // A redirect leads to somebody else, who would get the headers.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      return [answer, await answer.text()];
    } catch (cause) {
      signal.throwIfAborted();
      const isLate = cause instanceof Error && cause.name === 'TimeoutError';
      const why = isLate ? `no answer within ${timeoutMs} ms` : reasonOf(cause);
      throw new ClientError('GV_CLIENT_HTTP_UNREACHABLE', `${what} failed: ${why}.`, { cause, retriable: true });
    }
  }
}

export function headersOf({ apiKey, headers = {} }: HttpOptions): Readonly<Record<string, string>> {
  return apiKey === undefined ? headers : { authorization: `Bearer ${apiKey}`, ...headers };
}

export function checkAddress(url: string): void {
  const address = URL.canParse(url) ? new URL(url) : null;
  const isFit = address !== null && /^https?:$/.test(address.protocol) && address.username === '';
  if (isFit) return;
  const advice = 'give it as http://host:port, with a login in "headers"';
  throw new ClientError('GV_CLIENT_OPTIONS', `"url" is no address of an API by HTTP: ${advice}.`);
}

/** Undefined parts of the query are left out. */
export function addressOf(url: string, path: string, query: NonNullable<Question['query']>): URL {
  const address = new URL(path, url.endsWith('/') ? url : `${url}/`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return address;
}

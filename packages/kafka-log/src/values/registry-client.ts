/**
 * The schema registry, as far as a running service needs it: by id to schema, by subject to id; it only reads.
 *
 * "There is none" and "it did not answer" are two outcomes, for what follows is opposite: a dead letter, or waiting. The
 * registry's own client has one for both (a refused connection is reported as status 400, a registry that hangs is
 * waited for without end, a page of a proxy is an argument error), so this speaks to it directly. Only a JSON answer
 * with an `error_code` counts as "there is none".
 */
export interface RegistryAddress {
  /** With the path of its Confluent-compatible API: `http://localhost:8081/apis/ccompat/v7`. */
  readonly url: string;
  readonly auth?: { readonly username: string; readonly password: string };
}

/** It did not answer, or not as a registry does. */
export class RegistryUnreachable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RegistryUnreachable';
  }
}

const TIMEOUT_MS = 5_000;
/** Codes of the Confluent API: no such subject, version, schema, or setting of a subject. */
const NONE_CODES: ReadonlySet<unknown> = new Set([404, 40401, 40402, 40403, 40408]);

export class RegistryClient {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;

  constructor({ url, auth }: RegistryAddress, timeoutMs: number = TIMEOUT_MS) {
    this.#base = url.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
    const type = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
    const login = auth === undefined ? '' : Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
    this.#headers = auth === undefined ? type : { ...type, authorization: `Basic ${login}` };
  }

  /** The schema's text; `null`: the registry knows no such id. */
  async schemaOf(id: number): Promise<string | null> {
    const answer = await this.#ask<{ readonly schema: string }>('GET', `/schemas/ids/${id}`);
    return answer?.schema ?? null;
  }

  /** The id under which the subject holds this very schema; `null`: it does not. */
  async idOf(subject: string, schema: string): Promise<number | null> {
    const answer = await this.#ask<{ readonly id: number }>('POST', subjectPath(subject), { schema });
    return answer?.id ?? null;
  }

  async compatibilityOf(subject: string): Promise<string | null> {
    const path = `/config/${encodeURIComponent(subject)}`;
    const answer = await this.#ask<{ readonly compatibilityLevel: string }>('GET', path);
    return answer?.compatibilityLevel ?? null;
  }

  async newestOf(subject: string): Promise<{ readonly id: number; readonly schema: string } | null> {
    return this.#ask('GET', `${subjectPath(subject)}/versions/latest`);
  }

  async #ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer | null> {
    const [status, text] = await this.#exchange(method, path, body);
    const answer = parsed(text);
    if (answer !== null && status >= 200 && status < 300) return answer as Answer;
    if (status === 404 && answer !== null && NONE_CODES.has(answer['error_code'])) return null;
    throw new RegistryUnreachable(
      `The schema registry answered ${method} ${path} with status ${status}${whyOf(answer)}.`,
    );
  }

  async #exchange(method: string, path: string, body: unknown): Promise<readonly [number, string]> {
    try {
      const answer = await fetch(`${this.#base}${path}`, {
        method,
        headers: this.#headers,
        signal: AbortSignal.timeout(this.#timeoutMs),
        redirect: 'error',
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return [answer.status, await answer.text()];
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new RegistryUnreachable(`The schema registry did not answer: ${why}.`, error);
    }
  }
}

function subjectPath(subject: string): string {
  return `/subjects/${encodeURIComponent(subject)}`;
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function whyOf(answer: Readonly<Record<string, unknown>> | null): string {
  const message = answer?.['message'];
  if (typeof message === 'string') return `: ${message.slice(0, 200)}`;
  return answer === null ? ', and not in JSON' : '';
}

/** An answer over HTTP as what it is: the JSON that was asked for, a problem (RFC 9457), or something else's answer. */
import { ClientError } from '../errors.ts';
import type { Problem } from '../types/problem.ts';

const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** `what`: for messages, `GET http://127.0.0.1:8080/v1/brands`. */
export function answerOf(status: number, text: string, what: string): object {
  const body = objectOf(text);
  if (status >= 200 && status < 300 && body !== null) return body;
  const message = `${what} was answered with status ${status}, not as Grapevine answers. Is the address right?`;
  throw new ClientError('GV_CLIENT_HTTP_ANSWER', message, { status, retriable: status >= 500 });
}

/** The error of an answer that is not what was asked for. */
export function refusalOf(answer: Response, text: string, what: string): ClientError {
  const { status } = answer;
  const problem = answer.headers.get('content-type')?.startsWith(PROBLEM_MEDIA_TYPE) ? objectOf(text) : null;
  if (problem !== null && isProblem(problem)) {
    const message = `${what}: ${problem.detail}`;
    return new ClientError('GV_CLIENT_HTTP_PROBLEM', message, { status, problem, retriable: mayPass(status) });
  }
  const message = `${what} was answered with status ${status}, and not by a problem as Grapevine's. Is the address right?`;
  return new ClientError('GV_CLIENT_HTTP_ANSWER', message, { status, retriable: mayPass(status) });
}

function mayPass(status: number): boolean {
  return status === 429 || status >= 500;
}

/** How long the answer asks to wait, in ms; `null`: it does not. Seconds, or an HTTP date. */
export function retryAfterMs(answer: Response, nowMs: number): number | null {
  const text = answer.headers.get('retry-after');
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

function objectOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

function isProblem(body: object): body is Problem {
  const { type, title, status, detail } = body as Readonly<Record<string, unknown>>;
  return [type, title, detail].every((each) => typeof each === 'string') && typeof status === 'number';
}

/**
 * Sends lines to the ingest door of a running instance: in requests that it takes (at most 1 MiB and 5,000 lines), one at
 * a time, again after as long as it asks for when it is busy. A redelivery counts once, so repeating is harmless.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_BODY_BYTES, MAX_ENTRIES } from '@grapevine/connectors/http/request-body.ts';
import { CliError } from '../cli-error.ts';
import { harmless } from '../terminal/foreign-text.ts';

export const DEFAULT_INGEST_URL = 'http://127.0.0.1:8090';
const TIMEOUT_MS = 60_000;
const MOST_TRIES = 60;
const DEFAULT_RETRY_SECONDS = 1;
const LONGEST_RETRY_SECONDS = 60;
const MOST_DETAIL = 300;

export interface SendingSums {
  sent: number;
  accepted: number;
  rejected: number;
  unwatched: number;
  duplicates: number;
}

export interface SentLine<T> {
  readonly bytes: Uint8Array;
  /** Whatever tells the sender which line it was. */
  readonly origin: T;
}

export interface Rejected<T> {
  readonly origin: T;
  readonly reason: string;
  readonly message: string;
}

export interface IngestClientOptions<T> {
  readonly url: string;
  /** Where the door asks for one; default none. */
  readonly apiKey?: string | undefined;
  readonly stop: AbortSignal;
  readonly onRejected: (rejected: Rejected<T>) => void;
  readonly onWait: (seconds: number) => void;
}

interface Answer {
  readonly accepted: number;
  readonly unwatched: number;
  readonly duplicates: number;
  readonly rejected: readonly { readonly index: number; readonly reason: string; readonly message: string }[];
}

export class IngestClient<T> {
  readonly sums: SendingSums = { sent: 0, accepted: 0, rejected: 0, unwatched: 0, duplicates: 0 };
  private readonly options: IngestClientOptions<T>;
  private waiting: SentLine<T>[] = [];
  private waitingBytes = 0;

  constructor(options: IngestClientOptions<T>) {
    if (!URL.canParse(options.url) || !/^https?:$/.test(new URL(options.url).protocol)) {
      throw new CliError(
        'GV_USAGE',
        `--url ${harmless(options.url)} is not an address; write one such as ${DEFAULT_INGEST_URL}.`,
      );
    }
    this.options = options;
  }

  /** Adds a line; sends when a request is full. */
  async add(line: SentLine<T>): Promise<void> {
    const bytes = line.bytes.length + 1;
    const isFull = this.waiting.length >= MAX_ENTRIES || this.waitingBytes + bytes > MAX_BODY_BYTES;
    if (isFull) await this.flush();
    this.waiting.push(line);
    this.waitingBytes += bytes;
  }

  /** Counts a line that cannot be sent at all. */
  refuse(rejected: Rejected<T>): void {
    this.sums.sent += 1;
    this.sums.rejected += 1;
    this.options.onRejected(rejected);
  }

  async flush(): Promise<void> {
    const lines = this.waiting;
    if (lines.length === 0) return;
    this.waiting = [];
    this.waitingBytes = 0;
    const body = Buffer.concat(lines.flatMap(({ bytes }) => [bytes, LF]));
    const answer = await this.post(body);
    this.sums.sent += lines.length;
    this.sums.accepted += answer.accepted;
    this.sums.unwatched += answer.unwatched;
    this.sums.duplicates += answer.duplicates;
    this.sums.rejected += answer.rejected.length;
    for (const { index, reason, message } of answer.rejected) {
      const origin = lines[index]?.origin;
      if (origin !== undefined) this.options.onRejected({ origin, reason, message });
    }
  }

  private async post(body: Buffer): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.request(body);
      if (response.status === 429 || response.status === 503) {
        await response.body?.cancel();
        if (attempt >= MOST_TRIES) {
          throw new CliError(
            'GV_NO_ANSWER',
            `${this.options.url} has been too busy ${MOST_TRIES} times; try again later.`,
          );
        }
        await this.waitAsAsked(response);
        continue;
      }
      const text = await response.text();
      if (response.status === 202 || response.status === 422) return answerOf(text, this.options.url);
      throw new CliError(
        'GV_REFUSED',
        `${this.options.url} refuses the request (${response.status}): ${detailOf(text)}`,
      );
    }
  }

  private async request(body: Buffer): Promise<Response> {
    const { apiKey, stop, url } = this.options;
    try {
      return await fetch(`${url.replace(/\/+$/, '')}/v1/interactions`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
        // A redirect leads to somebody else, who would get the key.
        redirect: 'error',
        body: new Uint8Array(body),
        signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
      });
    } catch (cause) {
      const what = stop.aborted ? 'was left in the middle.' : 'cannot be reached; is an instance running there?';
      throw new CliError('GV_NO_ANSWER', `${url} ${what} What was not answered may be sent again: it counts once.`, {
        cause,
      });
    }
  }

  private async waitAsAsked(response: Response): Promise<void> {
    const asked = Number(response.headers.get('retry-after') ?? DEFAULT_RETRY_SECONDS);
    const seconds = Math.min(LONGEST_RETRY_SECONDS, asked > 0 ? asked : DEFAULT_RETRY_SECONDS);
    this.options.onWait(seconds);
    await sleep(seconds * 1000, undefined, { signal: this.options.stop }).catch(() => undefined);
  }
}

const LF = Buffer.from('\n');

function answerOf(text: string, url: string): Answer {
  try {
    const answer = JSON.parse(text) as Answer;
    if (Array.isArray(answer.rejected)) return answer;
  } catch {
    // Said below.
  }
  throw new CliError(
    'GV_NO_ANSWER',
    `what answers at ${url} is not Grapevine's ingest door; name another address with --url.`,
  );
}

function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { readonly detail?: unknown };
    if (typeof detail === 'string') return harmless(detail).slice(0, MOST_DETAIL);
  } catch {
    // Not a problem document: shown as it is.
  }
  return harmless(text).slice(0, MOST_DETAIL);
}

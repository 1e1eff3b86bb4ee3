/**
 * `GET /v1/stream`: alerts as server-sent events.
 *
 *     retry: <ms>                 first, without an event: who loses the connection now resumes here
 *     id: <position>
 *     id: <position>              then each alert, the same object as by HTTP; an alert that lies twice on the
 *     event: alert                log comes once
 *     data: {...}
 *     : beat                      every 15 s
 *     event: lagged               some alerts were left out, or this reader takes too slowly and is let go
 *
 * A reader that takes nothing for 30 s is let go; what waits for it is one socket buffer and one alert, never more
 * (law 9): the log is read on only as fast as the reader takes, so it needs no queue of its own. It comes back with
 * `Last-Event-ID` and misses nothing that the log still keeps, after a pause that differs from reader to reader, so that
 * many do not come back at once. A stream ends with the key that it was asked for with.
 */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { publicJson } from '@grapevine/core/reading/public-json.ts';
import type { FastifyReply } from 'fastify';
import type { AlertsFrom, FeedItem } from './alert-feed.ts';
import { ApiError } from './errors.ts';
import { type Problem, problem, unavailable } from './problem.ts';

export interface AlertStreamOptions {
  readonly alertsFrom: AlertsFrom;
  readonly group: string;
  /** The alert with what people have done laid over it. */
  readonly laidOver: (alert: Alert) => Promise<object>;
  readonly onFailure: (cause: unknown) => void;
  /** Default 64. */
  readonly maxStreams?: number | undefined;
  /** Of one key; default 16. An address, behind which there may be several people, has twice as many. */
  readonly maxStreamsOfKey?: number | undefined;
  /** Default 15 s. */
  readonly heartbeatMs?: number | undefined;
  /** How long a reader may take nothing before it is let go; default 30 s. */
  readonly stallMs?: number | undefined;
}

export interface StreamAccount {
  readonly key: string;
  readonly address: string;
}

export interface StreamRequest {
  readonly position: string | null;
  /** Those whose alerts it gets, as on the log; `undefined`: all. */
  readonly brands: ReadonlySet<string> | undefined;
  /** On whose account it is. */
  readonly account: StreamAccount;
  /** Whether whoever asked may still read. */
  readonly isStillValid: () => boolean;
}

/** An alert that is met again among so many is known; beyond, a repetition on the log is sent again. */
const REMEMBERED_ALERTS = 1024;
/** How long the end of an answer may wait to be taken; and when the api itself closes. */
const LINGER_MS = 30_000;
const CLOSING_MS = 1000;
const RETRY_MS = { least: 1000, most: 5000 };

export class AlertStreams {
  readonly #options: AlertStreamOptions;
  readonly #maxStreams: number;
  readonly #maxOfKey: number;
  readonly #open = new Map<AbortController, StreamAccount>();
  /** Answers that have ended and that their reader has not taken yet. */
  readonly #ending = new Set<ServerResponse>();
  #isClosed = false;

  constructor(options: AlertStreamOptions) {
    this.#options = options;
    this.#maxStreams = options.maxStreams ?? 64;
    this.#maxOfKey = options.maxStreamsOfKey ?? 16;
  }

  get open(): number {
    return this.#open.size;
  }

  /** Takes the connection over and resolves when the stream has ended; a problem: nothing was sent yet. */
  async serve(reply: FastifyReply, request: StreamRequest): Promise<Problem | 'served'> {
    const { position, account } = request;
    const tooMany = this.#tooMany(account);
    if (tooMany !== null) return tooMany;
    const stop = new AbortController();
    this.#open.set(stop, account);
    const halt = () => stop.abort();
    reply.raw.once('close', halt);
    const feed = this.#options.alertsFrom(position, stop.signal)[Symbol.asyncIterator]();
    try {
      const first = await this.#firstOf(feed);
      if ('status' in first) return first;
      reply.hijack();
      await this.#send(reply, first, feed, { stop, ...request });
      return 'served';
    } finally {
      stop.abort();
      reply.raw.off('close', halt);
      this.#open.delete(stop);
      await feed.return?.();
    }
  }

  /** Ends every stream; its reader comes back with its last position. */
  close(): void {
    this.#isClosed = true;
    for (const stop of this.#open.keys()) stop.abort();
    for (const out of this.#ending) out.destroy();
  }

  #tooMany({ key, address }: StreamAccount): Problem | null {
    const open = [...this.#open.values()];
    const ofKey = open.filter((each) => each.key === key).length;
    const ofAddress = open.filter((each) => each.address === address).length;
    const later = { retryAfterSeconds: 30 };
    if (open.length >= this.#maxStreams) {
      const detail = `There are ${this.#maxStreams} streams already; close one, or try again later.`;
      return problem(429, 'too-many-streams', detail, later);
    }
    if (ofKey < this.#maxOfKey && ofAddress < 2 * this.#maxOfKey) return null;
    const detail = `A key has ${this.#maxOfKey} streams at most, and an address ${2 * this.#maxOfKey}; close one.`;
    return problem(429, 'too-many-streams', detail, later);
  }

  /** Ends the answer; a reader that does not take the end either is cut off. */
  #end(out: ServerResponse): void {
    const cut = setTimeout(() => out.destroy(), this.#isClosed ? CLOSING_MS : LINGER_MS);
    cut.unref();
    this.#ending.add(out);
    out.once('close', () => {
      clearTimeout(cut);
      this.#ending.delete(out);
    });
    out.end();
  }

  async #firstOf(feed: AsyncIterator<FeedItem>): Promise<FeedItem | Problem> {
    try {
      const first = await feed.next();
      return first.done === true ? unavailable() : first.value;
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === 'GV_API_UNKNOWN_POSITION') {
        return problem(400, 'unknown-position', cause.message);
      }
      this.#options.onFailure(cause);
      return unavailable();
    }
  }

  async #send(
    reply: FastifyReply,
    first: FeedItem,
    feed: AsyncIterator<FeedItem>,
    { stop, brands, isStillValid }: StreamRequest & { readonly stop: AbortController },
  ): Promise<void> {
    const { heartbeatMs = 15_000, stallMs = 30_000, group, laidOver, onFailure } = this.#options;
    const out = reply.raw;
    out.socket?.setTimeout(0);
    out.on('error', () => stop.abort());
    // The end of the stream is the end of the connection.
    const ownHeaders = { 'content-type': 'text/event-stream; charset=utf-8', connection: 'close' };
    out.writeHead(200, { ...headersOf(reply), ...ownHeaders });
    const beat = setInterval(() => {
      if (!isStillValid()) stop.abort();
      else if (!out.writableNeedDrain) out.write(': beat\n\n');
    }, heartbeatMs);
    const sent = new RecentIds();
    try {
      out.write(`retry: ${randomInt(RETRY_MS.least, RETRY_MS.most)}\n`);
      for (let item: FeedItem | null = first; item !== null; item = await nextOf(feed)) {
        if (!isStillValid()) break;
        const text = await eventOf(item, { group, brands, sent, laidOver });
        if (text === null || out.write(text)) continue;
        if (await isDrained(out, stop.signal, stallMs)) continue;
        if (!stop.signal.aborted) out.write(lagged('This reader takes too slowly; come back with Last-Event-ID.'));
        break;
      }
    } catch (cause) {
      onFailure(cause);
    } finally {
      clearInterval(beat);
      this.#end(out);
    }
  }
}

async function nextOf(feed: AsyncIterator<FeedItem>): Promise<FeedItem | null> {
  const next = await feed.next();
  return next.done === true ? null : next.value;
}

/** Whether the reader took what was waiting before its time was up. */
async function isDrained(out: ServerResponse, signal: AbortSignal, stallMs: number): Promise<boolean> {
  try {
    await once(out, 'drain', { signal: AbortSignal.any([signal, AbortSignal.timeout(stallMs)]) });
    return true;
  } catch {
    return false;
  }
}

/** Headers that were set before the connection was taken over. */
function headersOf(reply: FastifyReply): Record<string, string> {
  const set = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}

/** The bytes of an item, `null` for one that this reader does not get. */
async function eventOf(
  item: FeedItem,
  reader: Pick<AlertStreamOptions, 'group' | 'laidOver'> & Pick<StreamRequest, 'brands'> & { readonly sent: RecentIds },
): Promise<string | null> {
  const { position } = item;
  if (item.kind === 'position') {
    return `${item.hasGap ? lagged('Some alerts are not kept any more.') : ''}id: ${position}\n\n`;
  }
  const { alert } = item;
  if (reader.brands?.has(alert.brand) === false) return null;
  if (!reader.sent.add(alert)) return null;
  const served = publicJson(await reader.laidOver(alert), reader.group);
  return `id: ${position}\nevent: alert\ndata: ${JSON.stringify(served)}\n\n`;
}

function lagged(detail: string): string {
  return `event: lagged\ndata: ${JSON.stringify({ detail })}\n\n`;
}

class RecentIds {
  readonly #ids = new Set<string>();

  /** Whether the alert is new here. */
  add({ id }: Alert): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= REMEMBERED_ALERTS) break;
      this.#ids.delete(oldest);
    }
    return true;
  }
}

/**
 * Alerts as they are raised, over server-sent events, as an async iterator that reconnects and resumes.
 *
 *     const stream = new AlertStream({ url: 'http://127.0.0.1:8080', position: kept });
 *     for await (const alert of stream) {
 *       await page(alert);
 *       await keep(stream.position);
 *     }
 *
 * `position` lies behind the alert in hand: kept after an alert was handled, it makes the next run go on with the one
 * after it. Without one the stream begins with what comes from now on. A lost connection is opened again at the position;
 * an alert may come twice, and `alert.id` is the key to know it by.
 */
import { backoffMs, pause } from './backoff.ts';
import { ClientError } from './errors.ts';
import { eventsOf, StreamLost } from './events/event-source.ts';
import { addressOf, checkAddress, type HttpOptions, headersOf } from './http/http-door.ts';
import type { ServedAlert } from './types/served.ts';

export interface AlertStreamOptions extends HttpOptions {
  /** As in the configuration: `united`. Default: all brands. */
  readonly brand?: string;
  /** Where to go on: `position` of an earlier stream of the same instance. */
  readonly position?: string | null;
  /** Ends the iteration without an error. Without it the iteration goes on for ever. */
  readonly signal?: AbortSignal;
  /** Without a byte for so long, in ms, the connection is opened anew; default 45,000 (the server beats every 15 s). */
  readonly silenceMs?: number;
  /** How long no connection may come about, in ms, until the iteration is rejected; default 120,000. */
  readonly outageMs?: number;
  /** The first pause before another attempt, in ms; default 500. Then doubled, up to 30,000, each drawn at random below. */
  readonly firstPauseMs?: number;
  /** 0 <= r < 1; default Math.random. */
  readonly random?: () => number;
  /** Told when the server says that alerts were left out, or that this reader is too slow and comes back by itself. */
  readonly onLagged?: (lagged: Lagged) => void;
  /** Told of each connection that is lost, or does not come about. */
  readonly onDisconnected?: (why: Error) => void;
}

export interface Lagged {
  /** In the server's words. */
  readonly detail: string;
  /** The last position before; what lies behind it and is still kept comes next, or is in `GET /v1/alerts`. */
  readonly position: string | null;
}

const LONGEST_PAUSE_MS = 30_000;
interface Outage {
  /** Attempts since the last connection. */
  attempt: number;
  /** `null`: it is connected, or was not lost yet. */
  sinceMs: number | null;
}

/** A server that says later is asked sooner. */
const LONGEST_RETRY_AFTER_MS = 60_000;

export class AlertStream implements AsyncIterable<ServedAlert> {
  readonly #options: AlertStreamOptions;
  #position: string | null;

  constructor(options: AlertStreamOptions) {
    checkAddress(options.url);
    this.#options = options;
    this.#position = options.position ?? null;
  }

  /** Behind the newest alert that was given; `null`: no connection yet. */
  get position(): string | null {
    return this.#position;
  }

  /** Throws `GV_CLIENT_HTTP_*`; a position that the server does not know is a problem `unknown-position`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ServedAlert, void, undefined> {
    const { random = Math.random, firstPauseMs = 500, outageMs = 120_000, onDisconnected } = this.#options;
    const signal = this.#options.signal ?? new AbortController().signal;
    const outage: Outage = { attempt: 0, sinceMs: null };
    while (!signal.aborted) {
      try {
        yield* this.#alertsOfConnection(signal, outage);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof StreamLost)) throw error;
        outage.sinceMs ??= performance.now();
        if (performance.now() - outage.sinceMs >= outageMs) throw unreachable(error, outageMs);
        onDisconnected?.(error);
        const drawnMs = backoffMs(outage.attempt++, { firstMs: firstPauseMs, longestMs: LONGEST_PAUSE_MS }, random);
        await pause(drawnMs + Math.min(error.waitMs ?? 0, LONGEST_RETRY_AFTER_MS), signal);
      }
    }
  }

  async *#alertsOfConnection(signal: AbortSignal, outage: Outage): AsyncGenerator<ServedAlert, void, undefined> {
    const { url, brand, silenceMs = 45_000, onLagged } = this.#options;
    const headers = headersOf(this.#options);
    const address = addressOf(url, 'v1/stream', { topics: 'alerts', brand });
    const position = this.#position;
    for await (const { type, data, id } of eventsOf({ address, headers, position, silenceMs, signal })) {
      // The server says its position first, so a connection that came about shows at once.
      outage.attempt = 0;
      outage.sinceMs = null;
      if (type === 'lagged' && data !== null) onLagged?.({ detail: detailOf(data), position: this.#position });
      if (id !== '') this.#position = id;
      if (type === 'alert' && data !== null) yield alertOf(data);
      if (signal.aborted) return;
    }
  }
}

function alertOf(data: string): ServedAlert {
  const alert = parsedObject(data);
  if (alert !== null && 'id' in alert) return alert as ServedAlert;
  throw new ClientError('GV_CLIENT_HTTP_ANSWER', 'What the stream gave as an alert is none. Is the address right?');
}

function detailOf(data: string): string {
  const lagged = parsedObject(data);
  return lagged !== null && 'detail' in lagged ? String(lagged.detail) : data;
}

function parsedObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

function unreachable(cause: StreamLost, outageMs: number): ClientError {
  const message = `No alerts could be read for ${outageMs / 1000} s. ${cause.message}`;
  return new ClientError('GV_CLIENT_HTTP_UNREACHABLE', message, { cause, retriable: true });
}

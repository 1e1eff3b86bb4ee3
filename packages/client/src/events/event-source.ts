/**
 * One connection to an event stream: opened, read as it comes (what is not asked for stays in the socket, so a slow
 * reader slows the server), and ended by silence: the server sends a beat every 15 s.
 */
import { ClientError, reasonOf } from '../errors.ts';
import { refusalOf, retryAfterMs } from '../http/http-answer.ts';
import { EventStreamParser, type StreamEvent } from './event-stream-parser.ts';

export interface Connection {
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly position: string | null;
  /** Without a byte for so long, in ms, the connection is taken for dead. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

/** The connection is lost or did not come about; what was read stays read. */
export class StreamLost extends Error {
  /** When the server wants to be asked again, in ms; `null`: it did not say. */
  readonly waitMs: number | null;

  constructor(message: string, options: { readonly cause?: unknown; readonly waitMs?: number | null } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StreamLost';
    this.waitMs = options.waitMs ?? null;
  }
}

/** Ends only by a throw: StreamLost, or a ClientError where another attempt would be refused, too. */
export async function* eventsOf(connection: Connection): AsyncGenerator<StreamEvent, never, undefined> {
  const { address, signal, silenceMs } = connection;
  const what = `GET ${address.origin}${address.pathname}`;
  const silence = new Silence(silenceMs);
  const stop = AbortSignal.any([signal, silence.signal]);
  const lost = (cause: unknown): StreamLost => {
    const why = silence.signal.aborted ? `nothing came for ${silenceMs} ms` : reasonOf(cause);
    return new StreamLost(`${what} was lost: ${why}.`, { cause });
  };
  try {
    const answer = await open(connection, stop).catch((cause: unknown) => {
      throw lost(cause);
    });
    await checkAnswer(answer, what);
    const parser = new EventStreamParser();
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    try {
      for (;;) {
        silence.begin();
        const chunk = await reader.read().catch((cause: unknown) => {
          throw lost(cause);
        });
        // While the events are with the application nobody listens, and silence says nothing.
        silence.end();
        if (chunk.done) throw new StreamLost(`${what} was ended by the server.`, { waitMs: parser.retryMs });
        yield* parsed(parser, chunk.value, lost);
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  } finally {
    silence.end();
  }
}

function parsed(parser: EventStreamParser, bytes: Uint8Array, lost: (cause: unknown) => StreamLost): StreamEvent[] {
  try {
    return parser.push(bytes);
  } catch (cause) {
    throw lost(cause);
  }
}

function open({ address, headers, position }: Connection, signal: AbortSignal): Promise<Response> {
  return fetch(address, {
    headers: {
      accept: 'text/event-stream',
      'cache-control': 'no-store',
      ...headers,
      ...(position !== null && { 'last-event-id': position }),
    },
    redirect: 'manual',
    signal,
  });
}

async function checkAnswer(answer: Response, what: string): Promise<void> {
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (answer.ok && isStream && answer.body !== null) return;
  if (answer.ok) {
    await answer.body?.cancel();
    const message = `${what} was answered, but not with a stream of events. Is the address right?`;
    throw new ClientError('GV_CLIENT_HTTP_ANSWER', message, { status: answer.status });
  }
  const refusal = refusalOf(answer, await answer.text().catch(() => ''), what);
  if (!refusal.retriable) throw refusal;
  throw new StreamLost(refusal.message, { cause: refusal, waitMs: retryAfterMs(answer, Date.now()) });
}

/** Aborts after a time in which nobody called `end`. */
class Silence {
  readonly #ms: number;
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
    this.begin();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  begin(): void {
    this.end();
    this.#timer = setTimeout(() => this.#abort.abort(), this.#ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

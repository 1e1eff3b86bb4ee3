/** A run of the source against a scripted server, to the end of the script. */
import type { RawEntry } from '../ingest/raw-entry.ts';
import { POSTS, REPOSTS } from './at-uri.ts';
import type { WebSocketClass } from './connection.ts';
import type { Act, JetstreamServer } from './jetstream-server-of-test.ts';
import { startJetstream } from './jetstream-server-of-test.ts';
import type { JetstreamEvent, JetstreamRun } from './jetstream-source.ts';
import { runJetstream } from './jetstream-source.ts';
import { parseJetstreamOptions } from './options.ts';
import { frameOf, POST_URI, RECORDED_UNTIL_MS, START_US } from './recorded-frames-of-test.ts';

/** Above the 33 ms by which the recorded stream is out of order. */
export const REWIND_MS = 40;
export const SENTINEL: string = frameOf({ rkey: '3ksentinel', timeUs: RECORDED_UNTIL_MS * 1000 });
export const SENTINEL_ID = 'at://did:plc:anna/app.bsky.feed.like/3ksentinel';

/** A frame each millisecond, of every kind that is mapped; what is taken back follows what it takes back. */
export function madeFrames(count: number): readonly string[] {
  const strong = (uri: string): object => ({ uri, cid: 'c' });
  return Array.from({ length: count }, (_, index) => {
    const base = { timeUs: START_US + index * 1000, did: `did:plc:p${index % 7}`, rkey: `3k${index - (index % 8)}` };
    const reply = { text: 'Again?', reply: { parent: strong(POST_URI), root: strong(POST_URI) } };
    const quote = { text: 'Look', embed: { $type: 'app.bsky.embed.record', record: strong(POST_URI) } };
    const author = `did:plc:q${index - (index % 8)}`;
    switch (index % 8) {
      case 0:
        return frameOf({ ...base, did: author });
      case 1:
        return frameOf({ ...base, collection: POSTS, record: { text: `Late ${index}`, langs: ['en'] } });
      case 2:
        return frameOf({ ...base, did: author, collection: POSTS, record: reply });
      case 3:
        return frameOf({ ...base, collection: POSTS, record: quote });
      case 4:
        return frameOf({ ...base, collection: REPOSTS });
      case 5:
        return frameOf({ ...base, did: author, operation: 'delete' });
      case 6:
        return frameOf({ ...base, did: author, collection: POSTS, operation: 'delete' });
      default:
        return frameOf({ ...base, collection: 'app.bsky.graph.follow', record: { subject: 'did:plc:x' } });
    }
  });
}

export interface Log {
  readonly entries: RawEntry[];
  cursor: string;
}

/** `1`: from the first that there is. */
export function emptyLog(cursor: string): Log {
  return { entries: [], cursor };
}

export interface Played {
  readonly log: Log;
  readonly events: readonly JetstreamEvent[];
  readonly waitsMs: readonly number[];
  readonly server: JetstreamServer;
}

const servers: JetstreamServer[] = [];

/** Closes every server that was started. */
export async function closeServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()));
}

export async function start(frames: readonly string[], script: readonly Act[]): Promise<JetstreamServer> {
  const server = await startJetstream(() => frames, script);
  servers.push(server);
  return server;
}

export const toSentinel: Act = { frames: (frames) => [...frames, SENTINEL] };
export const holdsSentinel = (entries: readonly RawEntry[]): boolean =>
  entries.some((entry) => entry.kind === 'value' && (entry.value as { id: string }).id === SENTINEL_ID);

export function optionsFor(endpoints: readonly string[]): JetstreamRun['options'] {
  const reading = parseJetstreamOptions({ endpoints });
  if (reading.kind === 'faults') throw new Error(reading.faults[0]?.message);
  return { ...reading.options, rewindMs: REWIND_MS, stallMs: 5000, maxFrameBytes: 100_000 };
}

interface PlayOptions {
  readonly log?: Log;
  /** Instead of writing to the log. */
  readonly take?: (log: Log, entries: readonly RawEntry[], cursor: string) => Promise<void>;
  readonly WebSocket?: WebSocketClass;
  readonly options?: Partial<JetstreamRun['options']>;
}

/** Reads until the sentinel, which the last act sends, is on the log. */
export async function play(
  frames: readonly string[],
  script: readonly Act[],
  given: PlayOptions = {},
): Promise<Played> {
  const server = await start(frames, script);
  const { log = emptyLog('1'), WebSocket } = given;
  const events: JetstreamEvent[] = [];
  const waitsMs: number[] = [];
  const stop = new AbortController();
  const last = await runJetstream({
    options: { ...optionsFor([server.endpoint]), ...given.options },
    source: 'sky',
    cursor: log.cursor,
    async take(entries, cursor) {
      if (given.take !== undefined) await given.take(log, entries, cursor);
      log.entries.push(...entries);
      log.cursor = cursor;
      if (holdsSentinel(entries)) stop.abort();
    },
    signal: stop.signal,
    nowMs: () => RECORDED_UNTIL_MS,
    random: () => 0.5,
    observe: (event) => events.push(event),
    wait: async (ms) => {
      waitsMs.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    ...(WebSocket !== undefined && { WebSocket }),
  });
  if (last !== log.cursor) throw new Error(`It ended at ${last}, and ${log.cursor} was acknowledged.`);
  return { log, events, waitsMs, server };
}

export const interactionsOf = ({ entries }: Log): ReadonlySet<string> =>
  new Set(entries.flatMap((entry) => (entry.kind === 'value' ? [JSON.stringify(entry.value)] : [])));
export const refusedOf = ({ entries }: Log): ReadonlySet<string> =>
  new Set(entries.flatMap((entry) => (entry.kind === 'refused' ? [entry.sha256] : [])));
export const endsOf = (events: readonly JetstreamEvent[]): readonly string[] =>
  events.flatMap((event) => (event.kind === 'disconnected' ? [event.reason] : []));

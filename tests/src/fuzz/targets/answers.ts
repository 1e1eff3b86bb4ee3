/** What readers ask and stores answer: queries, positions, event streams, replies of Redis, segments of the embedded log. */
import { isDeepStrictEqual } from 'node:util';
import { EventStreamParser } from '@grapevine/client/events/event-stream-parser.ts';
import { decodeSegment, encodeSegments, isSegmentIntact } from '@grapevine/embedded/segment.ts';
import type { StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { alertsOfTopic } from '@grapevine/http-api/alert-feed.ts';
import type { Api } from '@grapevine/http-api/api.ts';
import { apiOver, servedWorld } from '@grapevine/http-api/served-world.ts';
import { GuardedRows, type RowSource } from '@grapevine/redis-store/guarded-rows.ts';
import { type ReplyPart, refusal } from '@grapevine/redis-store/replies.ts';
import { ScopeKeys } from '@grapevine/redis-store/scope-keys.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import fc from 'fast-check';
import { anyCuts, chunksOf, damaged, damagedOrAny, textBytes } from '../damage.ts';
import { allowing, expectThat, type FuzzTarget, hasCode, isRangeError } from '../fuzz-target.ts';

const { topic } = TOPICS.alerts;

async function logWithAlerts(): Promise<MemoryLog> {
  const log = new MemoryLog({ nowMs: () => 0 });
  await log.ensureTopic(topic, TOPICS.alerts);
  return log;
}

/** Made once, asked again and again. */
let servedApi: Promise<{ readonly api: Api; readonly failures: unknown[] }> | undefined;
async function served(): Promise<{ readonly api: Api; readonly failures: unknown[] }> {
  const [store, log] = [await servedWorld(), await logWithAlerts()];
  const failures: unknown[] = [];
  const api = apiOver(store, log, { onFailure: (cause) => failures.push(cause) });
  return { api, failures };
}

const parameter = fc.tuple(
  fc.oneof(
    fc.constantFrom(
      'window',
      'at',
      'by',
      'metric',
      'from',
      'to',
      'step',
      'limit',
      'cursor',
      'order',
      'brand',
      'platform',
      'post',
    ),
    fc.constantFrom('state', 'severity', 'basis', 'without', '__proto__', 'constructor', 'window[]'),
    fc.string({ maxLength: 5 }),
  ),
  fc.oneof(
    fc.constantFrom(
      '1h',
      '5m',
      '90d',
      '-1',
      '1e9',
      'NaN',
      '0',
      '200',
      '201',
      '10000000000',
      'x',
      'united',
      'platform',
      'velocity',
    ),
    fc.constantFrom(
      '2026-11-23T12:30:00Z',
      '9999-12-31T23:59:59Z',
      '0000-01-01T00:00:00Z',
      '2026-11-23T12:30:00.1+23:59',
    ),
    fc.constantFrom('%', '%00', '%ff', '%u0000', '+', 'x:p1', 'likes', 'open', 'all', 'critical'),
    fc.string({ maxLength: 10, unit: 'binary' }).map(encodeComponentOrNot),
    fc.base64String({ maxLength: 16 }),
  ),
);

function encodeComponentOrNot(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ed%a0%80';
}

const path = fc.constantFrom(
  '/v1/brands',
  '/v1/brands/united/counters',
  '/v1/brands/%ff/counters',
  '/v1/brands/united/series',
  '/v1/markets',
  '/v1/markets/us-airlines/voice',
  '/v1/posts',
  '/v1/incidents',
  '/v1/incidents/incident-main-united',
  '/v1/incidents/__proto__',
  '/v1/alerts',
  '/v1/metric-definitions',
  '/v1/nothing',
);

/** 414 and 431 are of Node; 5xx would be ours. */
const DECLARED: ReadonlySet<number> = new Set([200, 400, 404, 405, 409, 410, 414, 431]);

const eventStream = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'id: 7~1',
        'event: alert',
        'data: {"a":1}',
        'data',
        ':',
        '',
        '',
        'retry: 3000',
        'retry: x',
        'id: \0',
      ),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 12 },
  )
  .chain((lines) => fc.constantFrom('\n', '\r', '\r\n').map((end) => `${lines.join(end)}${end}`));

const part: fc.Arbitrary<ReplyPart> = fc.oneof(
  fc
    .constantFrom('OK', 'ALREADY', 'FENCED', 'MOVED', 'FORMAT', 'TORN', 'DENIED', 'FOREIGN', '0', '7', '')
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(null, undefined),
  fc.array(
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    { maxLength: 5 },
  ),
);
const replies = fc.array(fc.array(part, { maxLength: 6 }), { minLength: 1, maxLength: 4 });
const STANDING = { epoch: 3, owner: 'me', position: 12, commit: 'me.4' };
const STORE_FAULT = hasCode('GV_STORE_FENCED', 'GV_STORE_MOVED', 'GV_STORE_UNUSABLE');

/** A store that answers with these replies, and then says that it was fenced. */
function sourceOf(given: readonly (readonly ReplyPart[])[]): RowSource {
  const left = [...given];
  const connection: RowSource['connection'] = {
    call: async <T>() => (left.shift() ?? [Buffer.from('FENCED'), Buffer.from('9')]) as T,
    primaries: () => [],
  };
  return { scope: 'tally/0', names: new ScopeKeys('gv', 'tally/0'), connection, deadlineMs: 1000 };
}

async function allowingAsync(isDocumented: (cause: unknown) => boolean, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (cause) {
    if (!isDocumented(cause)) throw cause;
  }
}

const anyRecords = fc.array(
  fc.record({
    key: fc.option(fc.string({ maxLength: 8, unit: 'grapheme' })),
    value: fc.option(fc.uint8Array({ maxLength: 40 })),
  }),
  { minLength: 1, maxLength: 6 },
);
const LIMIT = { fromOffset: 0, belowOffset: 100, maxRecords: 100, maxBytes: 1_000_000 };

export const ANSWER_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'query',
    about: 'paths and query strings of the api',
    share: 2,
    property: () =>
      fc.asyncProperty(path, fc.array(parameter, { maxLength: 4 }), async (where, parameters) => {
        servedApi ??= served();
        const { api, failures } = await servedApi;
        const query = parameters.map(([name, value]) => `${encodeComponentOrNot(name)}=${value}`).join('&');
        const answer = await api.app.inject({
          method: 'GET',
          url: `${where}?${query}`,
          headers: { host: 'localhost' },
        });
        expectThat(failures.length === 0, `no exception: ${String(failures.splice(0)[0])}`);
        expectThat(DECLARED.has(answer.statusCode), `a declared status, unlike ${answer.statusCode}`);
        const type = String(answer.headers['content-type']);
        expectThat(
          answer.statusCode === 200 || type.includes('application/problem+json'),
          'what is refused is a problem',
        );
        JSON.parse(answer.body);
      }),
  },
  {
    name: 'alert-position',
    about: 'Last-Event-ID: a position in the alerts',
    share: 2,
    property: () =>
      fc.asyncProperty(
        damagedOrAny(textBytes(fc.constantFrom('topic-1~0', 'topic-1~1', 'topic-2~0'))),
        async (bytes) => {
          const log = await logWithAlerts();
          const position = bytes.toString();
          const feed = alertsOfTopic(log, topic)(position, new AbortController().signal)[Symbol.asyncIterator]();
          await allowingAsync(hasCode('GV_API_UNKNOWN_POSITION'), async () => {
            const first = await feed.next();
            expectThat(first.value?.position === 'topic-1~0', 'only a position in this log is taken');
          });
          await feed.return?.();
        },
      ),
  },
  {
    name: 'event-stream',
    about: 'server-sent events in an application, however the bytes are cut',
    share: 5,
    property: () =>
      fc.property(damagedOrAny(textBytes(eventStream)), anyCuts, (bytes, cuts) => {
        const read = (chunks: readonly Buffer[]) => {
          const parser = new EventStreamParser();
          return allowing(isRangeError, () => chunks.flatMap((chunk) => parser.push(chunk)));
        };
        expectThat(isDeepStrictEqual(read(chunksOf(bytes, cuts)), read([bytes])), 'the cut does not show');
      }),
  },
  {
    name: 'redis-reply',
    about: 'what Redis, or whatever is there in its place, replies to the scripts',
    share: 5,
    property: () =>
      fc.asyncProperty(replies, async (given) => {
        await allowingAsync(STORE_FAULT, () => new GuardedRows(sourceOf(given), STANDING).read('f', ['a', 'b', 'c']));
        await allowingAsync(STORE_FAULT, () => new GuardedRows(sourceOf(given), STANDING).scan('f'));
        const fault = refusal('tally/0', given[0] ?? [], ['a', 'b'], STANDING);
        expectThat(STORE_FAULT(fault), 'a refusal has a code');
      }),
  },
  {
    name: 'segment',
    about: 'segments of the embedded log: what is not as it was written is known',
    share: 5,
    property: () =>
      fc.property(
        anyRecords.chain((records) => {
          const [segment] = encodeSegments(records, 1, 256);
          return damaged(fc.constant(segment?.bytes ?? Buffer.alloc(0))).map((bytes) => ({ records, bytes, segment }));
        }),
        ({ bytes, records, segment }) => {
          if (!isSegmentIntact(bytes)) return;
          expectThat(segment?.bytes.equals(bytes) === true, 'only what was written is intact');
          const read: StoredRecord[] = [];
          decodeSegment(bytes, 0, LIMIT, read, 0);
          expectThat(read.length === records.length, 'all records are read');
        },
      ),
  },
];

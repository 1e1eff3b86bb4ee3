/**
 * What a record of the log costs: nanoseconds per encode and decode, the median of seven runs, as JSON.
 *
 * An average like, a comment with a text, and a pulse of 50 brands with 20 people each.
 */
import { addValue, COUNTERS, emptyCounters } from '@grapevine/core/metrics/counters.ts';
import type { LoggedInteraction, StoredEntry } from '@grapevine/core/model/interaction.ts';
import type { Pulse } from '@grapevine/core/model/pulse.ts';
import { decodeLogEntry, encodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { decodePulse, encodePulse } from '@grapevine/engine/records/pulse-codec.ts';
import { BLANK_RECORD } from '@grapevine/testkit/blank-record.ts';

const RUNS = 7;
const START_MS = 1_700_000_000_000;

function like(n: number): LoggedInteraction {
  return {
    ...BLANK_RECORD,
    id: `at://did:plc:${(n * 7919).toString(36).padStart(24, 'a')}/app.bsky.feed.like/3k${n.toString(36).padStart(11, '2')}`,
    kind: 'like',
    role: 'act',
    atMs: START_MS + n * 37,
    platform: 'bluesky',
    post: `at://did:plc:${(n % 97).toString(36).padStart(24, 'b')}/app.bsky.feed.post/3k${(n % 97).toString(36).padStart(11, '2')}`,
    author: BigInt.asUintN(64, BigInt(n) * 0x9e3779b97f4a7c15n),
  };
}

function comment(n: number): LoggedInteraction {
  return {
    ...like(n),
    kind: 'comment',
    role: 'item',
    text: `Fløy med dem i går, ${n} minutter forsinket og ingen sa noe. Never again, I would rather walk home over the mountains.`,
    lang: 'nb',
    brands: ['main/united'],
    sentimentMilli: -640,
    sentimentBy: 'lexicon/1',
  };
}

function pulse(n: number): Pulse {
  const onTime = Array.from({ length: 50 }, (_, brand) => {
    const counters = emptyCounters();
    for (let index = 0; index < COUNTERS; index += 3) counters.vector[index] = (n * 31 + brand * 7 + index) % 5000;
    if (brand === 0) addValue(counters, 'NOK', 129_900, 0);
    return { brand: `main/brand-${brand}`, startMs: START_MS + 10_000 * n, counters };
  });
  const people = onTime.map(({ brand, startMs }, index) => ({
    brand,
    level: 'pane' as const,
    startMs,
    kind: 'authors' as const,
    members: Array.from({ length: 20 }, (_, k) =>
      BigInt.asUintN(64, BigInt(n * 1000 + index * 20 + k) * 0x9e3779b97f4a7c15n),
    ),
  }));
  return {
    partition: n % 8,
    generation: 1,
    offset: n * 5000,
    watermarkMs: START_MS,
    newestMs: START_MS + 9000,
    chunk: 0,
    chunks: 1,
    onTime,
    late: [],
    people,
    cuts: [],
    steps: [],
    feedChanges: [],
    erased: [],
    passed: 0,
    completeFromMs: null,
  };
}

interface Cost {
  readonly bytes: number;
  readonly encodeNs: number;
  readonly decodeNs: number;
}

/** Median over the runs of the mean time of a call. */
function nanosecondsPerCall(calls: number, call: (n: number) => unknown): number {
  const means: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = process.hrtime.bigint();
    for (let n = 0; n < calls; n++) call(n);
    means.push(Number(process.hrtime.bigint() - start) / calls);
  }
  means.sort((a, b) => a - b);
  return Math.round(means[RUNS >> 1] as number);
}

function costOf<T>(
  make: (n: number) => T,
  codec: { encode: (value: T) => Uint8Array; decode: (bytes: Uint8Array) => T },
  calls: number,
): Cost {
  const values = Array.from({ length: 256 }, (_, n) => make(n));
  const records = values.map((value) => codec.encode(value));
  const total = records.reduce((sum, record) => sum + record.length, 0);
  return {
    bytes: Math.round(total / records.length),
    encodeNs: nanosecondsPerCall(calls, (n) => codec.encode(values[n & 255] as T)),
    decodeNs: nanosecondsPerCall(calls, (n) => codec.decode(records[n & 255] as Uint8Array)),
  };
}

const entries = { encode: encodeLogEntry, decode: decodeLogEntry };
const report = {
  bench: 'records',
  node: process.version,
  like: costOf<StoredEntry>(like, entries, 200_000),
  comment: costOf<StoredEntry>(comment, entries, 200_000),
  pulseOf50Brands: costOf(pulse, { encode: encodePulse, decode: decodePulse }, 1000),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

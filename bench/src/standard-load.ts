/**
 * Writes the standard load as NDJSON to a file or to standard output, and its own rate, as JSON, to standard error.
 *
 *   node bench/src/standard-load.ts --events 1000000 --seed 1 --out load.ndjson
 *
 * `--configuration F` also writes the grapevine.yaml that watches its brands. Options: --events (default 100,000),
 * --seed (1), --posts (100,000), --authors (200,000), --brands (50), --start (RFC 3339), --per-second (1000),
 * --without-text, --late, --redelivered, --retracted (shares, 0). `--published N --published-out F` writes N posts that
 * were published before the load begins to a file of their own.
 */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { standardLoadLines } from '@grapevine/testkit/standard-load.ts';
import { standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';

const CHUNK_CHARACTERS = 1 << 18;
const STANDARD_OUTPUT = 1;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    posts: { type: 'string', default: '100000' },
    authors: { type: 'string', default: '200000' },
    brands: { type: 'string', default: '50' },
    start: { type: 'string', default: '2026-01-05T08:00:00Z' },
    'per-second': { type: 'string', default: '1000' },
    'without-text': { type: 'boolean', default: false },
    late: { type: 'string', default: '0' },
    redelivered: { type: 'string', default: '0' },
    retracted: { type: 'string', default: '0' },
    published: { type: 'string', default: '0' },
    'published-out': { type: 'string' },
    out: { type: 'string' },
    configuration: { type: 'string' },
  },
});

if (values.configuration !== undefined)
  writeFileSync(values.configuration, standardLoadConfiguration(Number(values.brands)));

const mainTarget = values.out === undefined ? STANDARD_OUTPUT : openSync(values.out, 'w');
const publishedTarget = values['published-out'] === undefined ? mainTarget : openSync(values['published-out'], 'w');
const events = Number(values.events);
const published = Number(values.published);
const lines = standardLoadLines({
  seed: Number(values.seed),
  events,
  publishedBefore: published,
  posts: Number(values.posts),
  authors: Number(values.authors),
  brands: Number(values.brands),
  startMs: Date.parse(values.start),
  eventsPerSecond: Number(values['per-second']),
  withText: !values['without-text'],
  lateShare: Number(values.late),
  redeliveredShare: Number(values.redelivered),
  retractionShare: Number(values.retracted),
});

let bytes = 0;
let writingMs = 0;
let chunk = '';
let target = publishedTarget;
let written = 0;
const startedMs = performance.now();
for (const line of lines) {
  if (written++ === published) {
    flush();
    target = mainTarget;
  }
  chunk += line;
  if (chunk.length >= CHUNK_CHARACTERS) flush();
}
flush();
const elapsedMs = performance.now() - startedMs;
for (const each of new Set([mainTarget, publishedTarget])) if (each !== STANDARD_OUTPUT) closeSync(each);

const generatingMs = elapsedMs - writingMs;
process.stderr.write(
  `${JSON.stringify({
    events,
    bytes,
    elapsedMs: Math.round(elapsedMs),
    linesPerSecond: Math.round((events / elapsedMs) * 1000),
    linesPerSecondWithoutWriting: Math.round((events / generatingMs) * 1000),
  })}\n`,
);

function flush(): void {
  const from = performance.now();
  const encoded = Buffer.from(chunk);
  for (let at = 0; at < encoded.length; ) at += writeSync(target, encoded, at);
  bytes += encoded.length;
  chunk = '';
  writingMs += performance.now() - from;
}

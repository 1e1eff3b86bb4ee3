/**
 * Writes the standard load as NDJSON to a file or to standard output, and its own rate, as JSON, to standard error.
 *
 *   node bench/src/standard-load.ts --events 1000000 --seed 1 --out load.ndjson
 *
 * `--configuration F` also writes the grapevine.yaml that watches its brands. Options: --events (default 100,000),
 * --seed (1), --posts (100,000), --authors (200,000), --brands (50), --start (RFC 3339), --per-second (1000),
 * --without-text, --late, --redelivered, --retracted (shares, 0).
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
    out: { type: 'string' },
    configuration: { type: 'string' },
  },
});

if (values.configuration !== undefined)
  writeFileSync(values.configuration, standardLoadConfiguration(Number(values.brands)));

const target = values.out === undefined ? STANDARD_OUTPUT : openSync(values.out, 'w');
const events = Number(values.events);
const lines = standardLoadLines({
  seed: Number(values.seed),
  events,
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
const startedMs = performance.now();
for (const line of lines) {
  chunk += line;
  if (chunk.length >= CHUNK_CHARACTERS) flush();
}
flush();
const elapsedMs = performance.now() - startedMs;
if (values.out !== undefined) closeSync(target);

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
  for (let written = 0; written < encoded.length; ) written += writeSync(target, encoded, written);
  bytes += encoded.length;
  chunk = '';
  writingMs += performance.now() - from;
}

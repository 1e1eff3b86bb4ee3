/**
 * `npm run bench`: lists the benchmarks; `npm run bench -- NAME [options]` runs one, in a process of its own. Each prints
 * one JSON object. docs/performance.md says what is promised, and what was measured.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BENCHES: Readonly<Record<string, string>> = {
  ingest: 'lines to durable records: read, checked, named, scored, appended',
  tally: 'the fold that counts, alone; and with decoding, publishing and its rows',
  radar: 'what a live load costs radar: folds, rows, live counters; in the middle, and where a step ends',
  'end-to-end': 'a file until all of it is counted and decided; memory as it goes',
  scaling: 'CPU an event and memory, of a short and of a long run',
  restart: 'from kill -9 until counters are read and new events are counted',
  rebuild: 'Redis is emptied: how fast the services count the log anew',
  latency: 'from the acknowledgement of an event until it is in the live counters',
  flood: 'what a flood of questions does to whoever sends interactions meanwhile',
  crises: 'severe crises among twenty simulated brands over twelve weeks: found, how soon, false alarms',
  'airline-rule': 'crises laid over real weeks: found, how soon, and what else is raised',
  'airline-chart': 'draws the real weeks: negative attention, usual level, incident (SVG)',
  surge: 'surges in the public files of NAB, scored as NAB scores; each brand also with what the others chose',
  peers: 'the published rules of four peers beside ours, at equal false alarms: NAB, simulated crises',
  'train-sentiment': 'makes the weights of the sentiment model, and measures them by cross-validation',
  'train-harm': 'makes the weights of harm claims, and measures them by cross-validation',
  language: 'naming brands, identifying languages, scoring texts',
  records: 'encoding and decoding records',
  'kafka-live': 'the services under a live load: until an event is in Redis, until an alert is on its topic',
  'redis-memory': 'what a post and a brand weigh in Redis',
  'kafka-read': 'appends and reads of the Kafka log, beside a plain kafkajs consumer',
  'kafka-tally': 'the complete tally on Kafka and Redis, beside a plain kafkajs consumer; two processes; 64 partitions',
  'tally-turns': 'the tally of this version and of another checkout by turns, over the same log',
  'kafka-race': 'the same job in Kafka Streams, exactly once: CPU an event, results compared',
  'embedded-log': 'appends, reads and commits of the embedded engine; opening it again',
  'random-ids': 'posts, conversations and people that nobody has seen before: memory and store stay flat',
  fence: 'what the comparison before each commit to Redis costs, beside the same script without it',
  'redis-commit': 'commits, reads and scans of the Redis store: how long a script holds Redis up; memory of a post',
  forecast: 'how good the virality forecasts are: real and simulated cascades, or a file',
  'virality-priors': 'fits what virality forecasts begin with, from simulated and real cascades',
  'standard-load': 'writes the standard load to a file',
};

const [name, ...options] = process.argv.slice(2);
const about = name === undefined ? undefined : BENCHES[name];
if (about === undefined) {
  if (name !== undefined) process.stderr.write(`There is no benchmark ${JSON.stringify(name)}.\n`);
  process.stdout.write('usage: npm run bench -- NAME [options]; the file says which: bench/src/NAME.ts\n\n');
  for (const [each, text] of Object.entries(BENCHES)) process.stdout.write(`  ${each.padEnd(15)} ${text}\n`);
  process.exitCode = name === undefined ? 0 : 2;
} else {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  process.exitCode = spawnSync(process.execPath, [file, ...options], { stdio: 'inherit' }).status ?? 1;
}

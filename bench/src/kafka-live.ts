/**
 * The services on Kafka and Redis under a live load: how long an event takes until it is in the live counters in Redis,
 * and how long an alert takes from the moment that every watermark has passed its instant until it is on its topic.
 *
 * An open loop sends by HTTP, on time whatever the answers do. One event in each request is a probe: a share for a brand
 * whose post lies in one partition, so that the n-th probe of a brand is seen when its counter in Redis reaches n. In
 * the second half a crisis breaks out in a quiet brand every second. Delays and CPU are those after the warm-up, in
 * seconds. JSON on standard output. Needs Docker and Linux.
 *
 *   npm run bench -- kafka-live [--rate 10000] [--warm-up 10] [--seconds 40] [--poll 5] [--seed 1]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { decodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { FeedBatch } from '@grapevine/engine/runtime/feed-batch.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { withNewKey } from '@grapevine/http-door/keys/key-changes.ts';
import { changeKeysFile } from '@grapevine/http-door/keys/keys-file.ts';
import { openKafkaEngine } from '@grapevine/service-kit/kafka-engine.ts';
import { type Environment, readSettings } from '@grapevine/service-kit/settings.ts';
import { standardLoad } from '@grapevine/testkit/standard-load.ts';
import { standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { Redis } from 'ioredis';
import { rounded } from './measuring/cost.ts';
import { inTemporaryFolder, STANDARD_BRANDS } from './measuring/load-file.ts';
import { noteSeen, type Probe, type ProbeBrand, probeBrands, spread } from './measuring/probes.ts';
import { printReport } from './measuring/report.ts';
import { cpuMsOf, type ServerProcess, startService, stopService, withServers } from './measuring/server-processes.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    'warm-up': { type: 'string', default: '10' },
    seconds: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    poll: { type: 'string', default: '5' },
  },
});
const EVERY_MS = 20;
const WARM_UP_MS = Number(values['warm-up']) * 1000;
const GIVE_UP_MS = 10_000;
/** A brand must have been watched for an hour before anything is decided about it. */
const HISTORY_MS = 70 * 60_000;
const CRISES = 20;
const CRISIS_ACTS = 60;
const SERVICES = ['tally', 'radar', 'ingest'] as const;

const crisisBrands = Array.from({ length: CRISES }, (_, nth) => `quiet-${nth}`);

function configurationWith(ids: readonly string[]): string {
  const [head, markets] = standardLoadConfiguration(STANDARD_BRANDS).split('markets:\n');
  const more = ids.map((id) => `  - { id: ${id}, name: ${id}, match: { keywords: ["${id}"] } }\n`).join('');
  return `${head}${more}markets:\n${markets}  - { id: more, version: 1, own: [${ids.join(', ')}], brands: [${ids.join(', ')}] }\n`;
}

/** The acts of the crises that are due in this request: a post, then likes by as many people. */
function crisisActs(elapsedMs: number, halfMs: number, at: string): readonly unknown[] {
  const acts: unknown[] = [];
  for (const [nth, brand] of crisisBrands.entries()) {
    const begunMs = elapsedMs - halfMs - nth * 1000;
    if (begunMs < 0 || begunMs >= CRISIS_ACTS * EVERY_MS) continue;
    const act = Math.floor(begunMs / EVERY_MS);
    const common = { at, platform: 'x', post: `c-${brand}`, author: `a-${brand}-${act}` };
    if (act === 0) acts.push({ id: `c-${brand}`, kind: 'post', ...common, brands: [brand], sentiment: -1 });
    else acts.push({ id: `c-${brand}-${act}`, kind: 'like', ...common });
  }
  return acts;
}

interface Door {
  readonly port: number;
  readonly key: string;
}

/** A file of keys in the folder, and the key in it. */
function keyFor(folder: string): { readonly env: Environment; readonly key: string } {
  const file = join(folder, 'keys.json');
  const wish = { name: 'bench', scopes: ['interactions:write'], bounds: ['main'], lifetimeMs: null } as const;
  const { keys, text } = withNewKey([], wish, Date.now());
  changeKeysFile(file, () => keys);
  return { env: { GRAPEVINE_KEYS_FILE: file }, key: text };
}

/** `sent` counts on meanwhile. */
async function sendOpenLoop(
  door: Door,
  brands: readonly ProbeBrand[],
  startedMs: number,
  sent: { events: number },
): Promise<void> {
  const totalMs = WARM_UP_MS + Number(values.seconds) * 1000;
  const perRequest = (Number(values.rate) * EVERY_MS) / 1000;
  const load = standardLoad({
    seed: Number(values.seed),
    events: Number.MAX_SAFE_INTEGER,
    startMs: Date.now(),
    brands: STANDARD_BRANDS,
  });
  const underWay = new Set<Promise<void>>();
  for (let request = 0; request * EVERY_MS < totalMs; request++) {
    const dueMs = startedMs + request * EVERY_MS;
    if (performance.now() < dueMs) await sleep(dueMs - performance.now());
    const at = new Date().toISOString();
    const interactions: unknown[] = [...crisisActs(request * EVERY_MS, totalMs / 2, at)];
    while (interactions.length < perRequest - 1) interactions.push({ ...load.next().value, at });
    const brand = brands[request % brands.length] as ProbeBrand;
    interactions.push({ id: `p-${request}`, kind: 'share', at, platform: 'x', post: brand.post, brands: [brand.id] });
    const probe: Probe = { sentMs: performance.now(), acknowledgedMs: Number.NaN, seenMs: Number.NaN };
    brand.probes.push(probe);
    sent.events += interactions.length;
    const sending = send(door, interactions).then(() => {
      probe.acknowledgedMs = performance.now();
      underWay.delete(sending);
    });
    underWay.add(sending);
  }
  await Promise.all(underWay);
}

async function send({ port, key }: Door, interactions: readonly unknown[]): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(interactions),
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`ingest answered ${answer.status}: ${text}`);
}

async function watch(redis: Redis, brands: readonly ProbeBrand[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const pipeline = redis.pipeline();
    for (const { id } of brands) pipeline.hget(`gv:{main}:live:${id}:1h`, 'shares');
    const answers = await pipeline.exec();
    const nowMs = performance.now();
    for (const [index, brand] of brands.entries()) {
      const counted = Number(answers?.[index]?.[1] ?? 0);
      noteSeen(brand, counted, nowMs);
    }
    await sleep(Number(values.poll));
  }
}

/** Of alerts since then: from the last mark by which a partition passed the alert's instant until the alert was appended; one clock. */
async function alertDelaysMs(log: EventLog, sinceMs: number): Promise<readonly number[]> {
  const { topic } = TOPICS.alerts;
  const { startOffset } = await log.bounds(topic, 0);
  const { records } = await log.read(topic, 0, startOffset, { maxRecords: 10_000, maxBytes: 1 << 26 });
  const delays: number[] = [];
  for (const { value, appendedAtMs } of records) {
    const alert = decodeAlert(value as Uint8Array);
    if (alert.state !== 'opened' || appendedAtMs < sinceMs) continue;
    const marks = alert.logPosition.map(async (offset, partition) => {
      const batch = await log.read(TOPICS.interactions.topic, partition, offset, { maxRecords: 1, maxBytes: 1 << 20 });
      return batch.records[0]?.appendedAtMs ?? Number.NaN;
    });
    delays.push(appendedAtMs - Math.max(...(await Promise.all(marks))));
  }
  return delays;
}

/** A watermark of long ago, so that radar has an hour behind it when the load begins. */
async function layHistory(log: EventLog): Promise<void> {
  const batch = new FeedBatch();
  const mark = { type: 'mark', source: 'history', worker: 'bench', holds: true, cursor: '' } as const;
  batch.mark({ ...mark, lowWatermarkMs: Date.now() - HISTORY_MS, state: 'live' });
  batch.mark({ ...mark, lowWatermarkMs: Date.now() - HISTORY_MS, state: 'idle' });
  await batch.append(log);
}

await inTemporaryFolder((folder) =>
  withServers(async ({ env: addresses, redisUrl }) => {
    const brands = probeBrands();
    const { env: keysEnv, key } = keyFor(folder);
    const env = { ...addresses, ...keysEnv, GRAPEVINE_CONFIG: join(folder, 'grapevine.yaml') };
    writeFileSync(env.GRAPEVINE_CONFIG, configurationWith([...brands.map(({ id }) => id), ...crisisBrands]));
    const engine = await openKafkaEngine({
      settings: readSettings(env),
      clientId: 'bench',
      nowMs: Date.now,
      observe: () => undefined,
    });
    await layHistory(engine.log);
    const services = new Map<string, ServerProcess>();
    for (const name of SERVICES) services.set(name, await startService(name, env));
    const redis = new Redis(redisUrl);
    const port = services.get('ingest')?.port ?? 0;
    const [startedMs, startedAtMs] = [performance.now(), Date.now()];
    const untilMs = startedMs + WARM_UP_MS + Number(values.seconds) * 1000;
    const isOver = () => {
      const allSeen = brands.every(({ probes, seen }) => seen === probes.length);
      return performance.now() > untilMs + (allSeen ? 0 : GIVE_UP_MS);
    };
    const sent = { events: 0 };
    const spentSoFar = () => ({
      events: sent.events,
      cpuMs: new Map([...services].map(([name, service]) => [name, cpuMsOf(service)])),
    });
    const warm = sleep(WARM_UP_MS).then(spentSoFar);
    const sending = sendOpenLoop({ port, key }, brands, startedMs, sent);
    await watch(redis, brands, isOver);
    await sending;
    const [before, after] = [await warm, spentSoFar()];
    const events = after.events - before.events;
    const cpuUsPerEvent = Object.fromEntries(
      [...after.cpuMs].map(([name, ms]) => [name, rounded(((ms - (before.cpuMs.get(name) ?? 0)) * 1000) / events, 1)]),
    );
    const probes = brands.flatMap((brand) => brand.probes).filter(({ sentMs }) => sentMs >= startedMs + WARM_UP_MS);
    const seen = probes.filter(({ seenMs }) => !Number.isNaN(seenMs));
    const alerts = await alertDelaysMs(engine.log, startedAtMs + WARM_UP_MS);
    redis.disconnect();
    for (const service of services.values()) await stopService(service);
    await engine.close();
    printReport('kafka-live', values, {
      sent: sent.events,
      sentPerSecond: Math.round(sent.events / ((untilMs - startedMs) / 1000)),
      probes: probes.length,
      neverSeen: probes.length - seen.length,
      acknowledgedToSeenMs: spread(seen.map(({ acknowledgedMs, seenMs }) => Math.max(0, seenMs - acknowledgedMs))),
      sentToSeenMs: spread(seen.map(({ sentMs, seenMs }) => seenMs - sentMs)),
      sentToAcknowledgedMs: spread(seen.map(({ sentMs, acknowledgedMs }) => acknowledgedMs - sentMs)),
      alertsOpened: alerts.length,
      watermarkToAlertMs: spread(alerts),
      cpuUsPerEvent,
    });
  }),
);

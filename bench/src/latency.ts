/**
 * How long an acknowledged event takes to be seen in the live counters of a running `up`: an open loop, which sends on
 * time whatever the answers do. One event in each request is a probe, for a brand whose post lies in one partition, so
 * that the n-th probe sent for a brand is seen when its counter reaches n. JSON on standard output.
 *
 *   npm run bench -- latency [--rate 5000] [--seconds 20] [--poll 5] [--seed 1]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { standardLoad } from '@grapevine/testkit/standard-load.ts';
import { standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { rounded } from './measuring/cost.ts';
import { inTemporaryFolder, STANDARD_BRANDS } from './measuring/load-file.ts';
import { noteSeen, type Probe, type ProbeBrand, probeBrands, spread } from './measuring/probes.ts';
import { printReport } from './measuring/report.ts';
import { ask, cpuMsOf, killed, send, startUp, type UpProcess } from './measuring/up-process.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** Between an answer and the next question, in ms: what is measured cannot be finer, and asking costs `up` too. */
    poll: { type: 'string', default: '5' },
  },
});
const EVERY_MS = 10;
/** Sent first, and not measured. */
const WARM_UP_MS = 5000;
const GIVE_UP_MS = 10_000;
const MARKET = 'probes';

function configurationWith(brands: readonly ProbeBrand[]): string {
  const [head, markets] = standardLoadConfiguration(STANDARD_BRANDS).split('markets:\n');
  const ids = brands.map(({ id }) => id).join(', ');
  const probes = brands.map(({ id }) => `  - { id: ${id}, name: ${id}, match: { keywords: ["${id}"] } }\n`).join('');
  return `${head}${probes}markets:\n${markets}  - { id: ${MARKET}, version: 1, own: [], brands: [${ids}] }\n`;
}

/** Sends on time; never waits for an answer. */
async function sendOpenLoop(up: UpProcess, brands: readonly ProbeBrand[], untilMs: number): Promise<void> {
  const perRequest = (Number(values.rate) * EVERY_MS) / 1000;
  const load = standardLoad({
    seed: Number(values.seed),
    events: Number.MAX_SAFE_INTEGER,
    startMs: Date.now(),
    brands: STANDARD_BRANDS,
  });
  const underWay = new Set<Promise<void>>();
  const startedMs = performance.now();
  for (let request = 0; ; request++) {
    const dueMs = startedMs + request * EVERY_MS;
    if (dueMs > untilMs) break;
    if (performance.now() < dueMs) await sleep(dueMs - performance.now());
    const at = new Date().toISOString();
    const interactions: unknown[] = [];
    while (interactions.length < perRequest - 1) interactions.push({ ...load.next().value, at });
    const brand = brands[request % brands.length] as ProbeBrand;
    interactions.push({ id: `p-${request}`, kind: 'share', at, platform: 'x', post: brand.post, brands: [brand.id] });
    const probe: Probe = { sentMs: performance.now(), acknowledgedMs: Number.NaN, seenMs: Number.NaN };
    brand.probes.push(probe);
    const sending = send(up, interactions).then(() => {
      probe.acknowledgedMs = performance.now();
      underWay.delete(sending);
    });
    underWay.add(sending);
  }
  await Promise.all(underWay);
}

interface VoiceJson {
  readonly shares: readonly { readonly share: { readonly numerator: number } }[];
}

/** Asks again and again, and notes when each probe was first in an answer. */
async function watch(up: UpProcess, brands: readonly ProbeBrand[], isOver: () => boolean): Promise<readonly number[]> {
  const asked: number[] = [];
  while (!isOver()) {
    const fromMs = performance.now();
    const answer = (await ask(up, `/v1/markets/${MARKET}/voice?by=engagement&window=1h`)) as VoiceJson | null;
    const nowMs = performance.now();
    asked.push(nowMs - fromMs);
    for (const [index, brand] of brands.entries()) {
      const counted = answer?.shares[index]?.share.numerator ?? 0;
      noteSeen(brand, counted, nowMs);
    }
    await sleep(Number(values.poll));
  }
  return asked;
}

await inTemporaryFolder(async (folder) => {
  const brands = probeBrands();
  writeFileSync(join(folder, 'grapevine.yaml'), configurationWith(brands));
  const up = await startUp(folder, join(folder, 'data'));
  const startedMs = performance.now();
  const untilMs = startedMs + WARM_UP_MS + Number(values.seconds) * 1000;
  const isOver = () => {
    const allSeen = brands.every(({ probes, seen }) => seen === probes.length);
    return performance.now() > untilMs + (allSeen ? 0 : GIVE_UP_MS);
  };
  const sending = sendOpenLoop(up, brands, untilMs);
  const asked = await watch(up, brands, isOver);
  await sending;
  const cpuMs = cpuMsOf(up);
  const sent = brands.reduce((sum, brand) => sum + brand.probes.length, 0) * ((Number(values.rate) * EVERY_MS) / 1000);
  await killed(up);
  const probes = brands.flatMap((brand) => brand.probes).filter(({ sentMs }) => sentMs >= startedMs + WARM_UP_MS);
  const seen = probes.filter(({ seenMs }) => !Number.isNaN(seenMs));
  printReport('latency', values, {
    probes: probes.length,
    // Of `up`, its start and the answers to the watcher included.
    cpuUsPerEvent: cpuMs === null ? null : rounded((cpuMs * 1000) / sent, 1),
    neverSeen: probes.length - seen.length,
    // Seen before its acknowledgement has come back: at once.
    acknowledgedToSeenMs: spread(seen.map(({ acknowledgedMs, seenMs }) => Math.max(0, seenMs - acknowledgedMs))),
    sentToSeenMs: spread(seen.map(({ sentMs, seenMs }) => seenMs - sentMs)),
    sentToAcknowledgedMs: spread(seen.map(({ sentMs, acknowledgedMs }) => acknowledgedMs - sentMs)),
    answerMs: spread(asked),
  });
});

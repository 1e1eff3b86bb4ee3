/**
 * Every store is lost, and of the log only the newer half is left, twice as long as state remembers:
 *
 *     days           0 ...................... 12 ...................... 24
 *     interactions   |  passed their retention |  left: 12 days          |
 *     pulses         |  passed ........................................|*|  left: since radar's newest checkpoint
 *
 * What comes back is judged by an oracle that has read all 24 days.
 */
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import { completenessOf, readHead } from '@grapevine/core/reading/radar-head.ts';
import { type Gap, gapsWithin } from '@grapevine/core/stages/radar/gaps.ts';
import { DAY_MS, HOUR_MS } from '@grapevine/core/windows/pane.ts';
import { newestCheckpoint } from '@grapevine/engine/runtime/checkpoint-log.ts';
import type { PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { expect, test } from 'vitest';
import { endingWithAStep } from './generators/ending-with-a-step.ts';
import { randomLog } from './generators/random-log.ts';
import { Cluster, RADAR_SCOPE, type Shape } from './simulation/cluster.ts';
import { BRANDS, START_MS } from './simulation/incident-log.ts';
import { Expectation, type Violation } from './simulation/outcome.ts';
import { runClean } from './simulation/schedule.ts';

const DAYS = 24;
const ACTIONS = 900;

function longLog(seed: number): LogEntry[][] {
  const logs = randomLog(seed, {
    partitions: 3,
    startMs: START_MS,
    actions: ACTIONS,
    meanGapMs: (DAYS * DAY_MS) / ACTIONS,
    markStepMs: HOUR_MS,
    brands: BRANDS,
    people: 100,
    chances: { jump: 0, lateHours: 0.05, lateDay: 0.05, lateWeek: 0.02 },
  });
  return logs.map(endingWithAStep);
}

/** As though all was lost while a checkpoint was being written: the one before it has to do. */
async function spoilNewestCheckpoint({ log }: Cluster): Promise<void> {
  const at = (await newestCheckpoint(log, RADAR_SCOPE))?.at;
  const spoiled = { key: `${RADAR_SCOPE}/checkpoint/head/${at}`, value: null };
  await log.append([{ topic: TOPICS.checkpoints.topic, partition: 0, records: [spoiled] }]);
}

/** What is left are the interactions of the last days, and the pulses since the checkpoint. */
async function loseAllBut(keptDays: number, cluster: Cluster): Promise<void> {
  const found = await newestCheckpoint(cluster.log, RADAR_SCOPE);
  const keptSinceMs = cluster.clock.nowMs - keptDays * DAY_MS;
  for (const work of cluster.works) {
    const isInput = work.topic === TOPICS.interactions.topic;
    const from = isInput ? await firstSince(cluster, work, keptSinceMs) : (found?.head.position ?? 0);
    expect([work.scope, await cluster.passRetention(work, from)]).toEqual([work.scope, true]);
    cluster.stores.of(work.scope).rewind(0);
  }
}

async function firstSince(cluster: Cluster, { topic, partition }: PartitionWork, sinceMs: number): Promise<number> {
  const records = await cluster.recordsOf(topic, partition);
  return records.find(({ appendedAtMs }) => appendedAtMs >= sinceMs)?.offset ?? 0;
}

test.each<readonly [Shape, number]>([
  ['embedded', 3],
  ['distributed', 4],
  ['distributed', 5],
])('all windows come back, and it is said what is not known any more (%s, seed %i)', async (shape, seed) => {
  const logs = longLog(seed);
  const cluster = await Cluster.of(logs, { shape });
  await runClean(cluster, undefined, 30);
  const expectation = await Expectation.of(logs, cluster);
  expect(await expectation.violations(cluster)).toEqual([]);
  const before = cluster.begins.length;
  await spoilNewestCheckpoint(cluster);
  await loseAllBut(DAYS / 2, cluster);
  await runClean(cluster);
  const wrong = await expectation.violations(cluster);
  // The tallies' accounts are of what is left: the records before are nobody's any more, and counted as passed.
  expect(wrong.filter(({ law }) => law !== 'accounts')).toEqual([]);
  const { passed, gaps, isRebuilding } = await completeness(cluster);
  expect([passed > 0, gaps, isRebuilding]).toEqual([true, [], false]);
  const begins = cluster.begins.slice(before);
  for (const { scope, passed, restored } of begins) {
    expect([scope, passed > 0, restored !== null]).toEqual([scope, scope !== RADAR_SCOPE, scope === RADAR_SCOPE]);
  }
  expect(begins).toHaveLength(4);
});

async function completeness(cluster: Cluster) {
  const snapshot = await cluster.stores.snapshot(RADAR_SCOPE);
  const head = await readHead(snapshot);
  snapshot.close();
  if (head === null) throw new Error('radar has committed nothing');
  return completenessOf(head);
}

/** Of the totals that are wrong, those that no gap names. */
function unnamed(wrong: readonly Violation[], gaps: readonly Gap[]): readonly Violation[] {
  return wrong.filter(({ message }) => {
    const [, from, to] = /\[(-?\d+), (-?\d+)\)/.exec(message) ?? [];
    const [, hour] = /in hour (\d+)/.exec(message) ?? [];
    const fromMs = Number(from ?? hour);
    const range = { fromMs, toMs: to === undefined ? fromMs + HOUR_MS : Number(to) };
    return gapsWithin(gaps, range).length === 0;
  });
}

test('with less of the log than state remembers some totals are too low: answers name the spans, and nothing else is wrong', async () => {
  const logs = longLog(3);
  const cluster = await Cluster.of(logs, { shape: 'distributed' });
  await runClean(cluster, undefined, 30);
  const expectation = await Expectation.of(logs, cluster);
  const ids = (await cluster.recordsOf(TOPICS.alerts.topic, 0)).map(({ headers }) => headers?.['ce_id']);
  await spoilNewestCheckpoint(cluster);
  await loseAllBut(3, cluster);
  await runClean(cluster);
  const wrong = (await expectation.violations(cluster)).filter(({ law }) => law === 'totals' || law === 'people');
  const { passed, gaps } = await completeness(cluster);
  expect([wrong.length > 0, passed > 0, gaps.length > 0]).toEqual([true, true, true]);
  expect(unnamed(wrong, gaps)).toEqual([]);
  const after = (await cluster.recordsOf(TOPICS.alerts.topic, 0)).map(({ headers }) => headers?.['ce_id']);
  expect(after.slice(0, ids.length)).toEqual(ids);
  expect(new Set(after).size).toBe(after.length);
});

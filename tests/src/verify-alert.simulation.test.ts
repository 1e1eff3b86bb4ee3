/** An alert is recomputed from what is left of its log: all of it, its window, or only itself. */
import type { Alert } from '@grapevine/core/model/alert.ts';
import { decodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { newestCheckpoint } from '@grapevine/engine/runtime/checkpoint-log.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { type Reach, type Verification, verifyAlert } from '@grapevine/engine/runtime/verify-alert.ts';
import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { expect, test } from 'vitest';
import { Cluster, PULSES_PARTITION, RADAR_SCOPE, type Shape } from './simulation/cluster.ts';
import { incidentLog, SIMULATED_PARTITIONS } from './simulation/incident-log.ts';

const NEVER = new AbortController().signal;
const FARTHEST_FIRST: readonly Reach[] = ['full', 'window', 'arithmetic'];

async function clusterWithAlerts(shape: Shape, seed: number): Promise<{ cluster: Cluster; alerts: readonly Alert[] }> {
  const cluster = await Cluster.of(incidentLog(seed), { shape });
  await runSideBySide(cluster);
  const records = await cluster.recordsOf(TOPICS.alerts.topic, 0);
  const alerts = records.map(({ value }) => decodeAlert(value as Uint8Array));
  expect(alerts.length).toBeGreaterThan(1);
  return { cluster, alerts };
}

/** All workers in turn, a few records each, as they run in life: pulses of all partitions lie beside each other. */
async function runSideBySide(cluster: Cluster): Promise<void> {
  const workers = await Promise.all(
    cluster.works.map(async (work) => ({ work, process: await cluster.start(work, (ports) => ports) })),
  );
  for (let isBusy = true; isBusy; ) {
    isBusy = false;
    for (const { work, process } of workers) {
      if (process.position >= (await cluster.endOf(work))) continue;
      isBusy = true;
      cluster.clock.advanceTo(cluster.clock.nowMs + 1_000);
      await process.turn(20);
      if (process.death !== null) throw process.death;
    }
  }
}

async function verify({ log }: Cluster, alert: Alert): Promise<Verification> {
  const state = await new MemoryStore().acquire('verify');
  return verifyAlert(alert, { log, state, partitions: SIMULATED_PARTITIONS, signal: NEVER });
}

async function forgetCheckpoints({ log }: Cluster): Promise<void> {
  const records = ([0, 1] as const).map((at) => ({ key: `${RADAR_SCOPE}/checkpoint/head/${at}`, value: null }));
  await log.append([{ topic: TOPICS.checkpoints.topic, partition: 0, records }]);
}

/** Of a rule that counts acts in its window: what a silent source is known by is in no pane. */
function isCounted({ state, conditions }: Alert): boolean {
  return state === 'opened' && conditions.some(({ name }) => name === 'acts');
}

test.each<readonly [Shape, number]>([
  ['embedded', 3],
  ['distributed', 2],
])('every alert of a whole log comes out the same, to the last digit (%s, seed %i)', async (shape, seed) => {
  const { cluster, alerts } = await clusterWithAlerts(shape, seed);
  for (const alert of alerts) {
    expect(await verify(cluster, alert)).toEqual({ reach: 'full', limit: null, differences: [] });
  }
  // Of a long log most is passed over: it is decided again from the checkpoint before.
  expect(await newestCheckpoint(cluster.log, RADAR_SCOPE, alerts.at(-1)?.atMs)).not.toBeNull();
});

test('what was changed in an alert is named, with what it should be', async () => {
  const { cluster, alerts } = await clusterWithAlerts('embedded', 1);
  const alert = alerts.find(isCounted) as Alert;
  expect(alert.evidence.length).toBeGreaterThan(0);
  const fields = async (changed: Partial<Alert>) =>
    (await verify(cluster, { ...alert, ...changed })).differences.map(({ field }) => field);
  expect(await fields({ observed: alert.observed + 1 })).toEqual(['observed']);
  expect(await fields({ title: { ...alert.title, nb: 'Alt er bra.' } })).toEqual(['title.nb']);
  expect(await fields({ evidence: alert.evidence.slice(1) })).toContain(`evidence[${alert.evidence.length - 1}]`);
  const [leader, ...rest] = alert.evidence as [Alert['evidence'][number]];
  const final = { shares: 9e9, low80: 9e9, high80: 9e9, low95: 9e9, high95: 9e9 };
  const exaggerated = { ...leader, forecast: { atMs: alert.atMs, final } };
  const named = await fields({ evidence: [exaggerated, ...rest] });
  expect(named).toContainEqual(expect.stringMatching(/^forecast/));
  expect(named).toContainEqual(expect.stringMatching(/^evidence\[0\]\.forecast/));
  expect(await fields({ logPosition: [] })).toEqual([]);
  const [first, ...others] = alert.conditions;
  const lowered = { ...first, threshold: 1 } as Alert['conditions'][number];
  expect(await fields({ conditions: [lowered, ...others] })).toEqual([
    `conditions[0] (${first?.name}).margin`,
    'conditions[0].threshold',
  ]);
  // Made up, from the first digit to the last.
  expect(await fields({ id: 'f'.repeat(32) })).toEqual(['id', 'alert']);
});

test('the less is left of the log the less far it goes, says so, and is not wrong', async () => {
  const { cluster, alerts } = await clusterWithAlerts('embedded', 1);
  await forgetCheckpoints(cluster);
  const alert = alerts.findLast(isCounted) as Alert;
  const reached: Reach[] = [];
  const pulses = await cluster.recordsOf(TOPICS.pulses.topic, PULSES_PARTITION);
  for (const { appendedAtMs } of pulses.filter((_, nth) => nth % 5 === 0)) {
    await cluster.log.trim(TOPICS.pulses.topic, PULSES_PARTITION, appendedAtMs);
    const { reach, limit, differences } = await verify(cluster, alert);
    expect([reach, limit === null, differences]).toEqual([reach, reach === 'full', []]);
    if (reach !== reached.at(-1)) reached.push(reach);
  }
  expect(reached).toEqual(FARTHEST_FIRST);
  const forged = { ...alert, conditions: alert.conditions.map((each) => ({ ...each, met: !each.met })) };
  expect((await verify(cluster, forged)).differences.length).toBeGreaterThan(0);
});

test('by the window alone it is seen that an alert counts what was not there', async () => {
  const { cluster, alerts } = await clusterWithAlerts('embedded', 1);
  await forgetCheckpoints(cluster);
  const alert = alerts.find(isCounted) as Alert;
  const [, second] = await cluster.recordsOf(TOPICS.pulses.topic, PULSES_PARTITION);
  await cluster.log.trim(TOPICS.pulses.topic, PULSES_PARTITION, second?.appendedAtMs ?? 0);
  const inflated = alert.conditions.map((each) =>
    each.name === 'acts' ? { ...each, value: 2 * each.value, margin: (2 * each.value) / each.threshold - 1 } : each,
  );
  expect(await verify(cluster, alert)).toEqual({ reach: 'window', limit: 'no-checkpoint', differences: [] });
  expect((await verify(cluster, { ...alert, conditions: inflated })).differences).toMatchObject([
    { field: 'acts in the window' },
  ]);
});

/** Rebuilds of the whole pipeline on ports in memory: what comes of them is judged as the simulation judges. */
import { packRow, unpackRow } from '@grapevine/core/stages/row-codec.ts';
import type { EngineError } from '@grapevine/engine/ports/errors.ts';
import { newestCheckpoint, writeFamily, writeHead } from '@grapevine/engine/runtime/checkpoint-log.ts';
import { newestGeneration, OWN_FOLDS, writeGeneration } from '@grapevine/engine/runtime/generation-log.ts';
import type { PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { beginGeneration, planRebuild, rebuildProgress } from '@grapevine/engine/runtime/rebuild.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { describe, expect, test } from 'vitest';
import { Cluster, GROUP, RADAR_SCOPE, type Shape } from './simulation/cluster.ts';
import { incidentLog, SMALL } from './simulation/incident-log.ts';
import { Expectation } from './simulation/outcome.ts';
import { runClean } from './simulation/schedule.ts';

const SEED = 22;

async function counted(shape: Shape) {
  const logs = incidentLog(SEED, SMALL);
  const cluster = await Cluster.of(logs, { shape });
  await runClean(cluster, undefined, 8);
  const expectation = await Expectation.of(logs, cluster);
  return { cluster, expectation };
}

const portsOf = ({ log, stores }: Cluster) => ({ log, store: stores });
type Asked = Parameters<typeof planRebuild>[1]['asked'];
const planOf = (cluster: Cluster, asked: Asked = null) =>
  planRebuild(portsOf(cluster), { group: GROUP, works: cluster.works, asked });

async function rebuild(cluster: Cluster, asked: Asked = null) {
  return await beginGeneration(portsOf(cluster), await planOf(cluster, asked), 'a test');
}

/** Its last commit was made by an older version of its fold. */
async function ageFold({ stores }: Cluster, scope: string): Promise<void> {
  const owner = await stores.acquire(scope);
  const [head] = await owner.read('head', ['head']);
  const [, ...rest] = unpackRow<readonly never[]>(head as Uint8Array);
  const bytes = packRow([0, ...rest]);
  await owner.commit(owner.position as number, {
    drops: [],
    puts: [{ family: 'head', key: 'head', bytes }],
    deletes: [],
  });
}

async function deathOf(cluster: Cluster, work: PartitionWork): Promise<string> {
  const process = await cluster.start(work, (ports) => ports);
  // Radar looks for the alerts that stand on their topic before it looks at its rows.
  for (let turns = 0; turns < 3; turns++) await process.turn(1_000);
  const { death } = process;
  return death === null ? 'goes on' : `${(death as EngineError).code}: ${death.message}`;
}

async function alertIds(cluster: Cluster): Promise<readonly (string | undefined)[]> {
  return (await cluster.recordsOf(TOPICS.alerts.topic, 0)).map(({ headers }) => headers?.['ce_id']);
}

const tallyOf = (cluster: Cluster) => cluster.works[0] as PartitionWork;
const radarOf = (cluster: Cluster) => cluster.works.at(-1) as PartitionWork;
const begunIn = (cluster: Cluster, from: number) =>
  cluster.begins.slice(from).map(({ scope, isAnew, restored }) => [scope, isAnew, restored !== null]);

describe.each<Shape>(['embedded', 'distributed'])('a rebuild (%s)', (shape) => {
  test('of everything comes to the same totals, cuts, people, accounts and decisions, and tells nobody twice', async () => {
    const { cluster, expectation } = await counted(shape);
    const ids = await alertIds(cluster);
    const before = cluster.begins.length;
    const generation = await rebuild(cluster, ['tally', 'radar']);
    expect([generation.number, generation.stages]).toEqual([2, { tally: 2, radar: 2 }]);
    expect(await newestGeneration(cluster.log, [GROUP])).toEqual(generation);
    const total = await rebuildProgress(portsOf(cluster), cluster.works, generation);
    expect([total.begun, total.left > 100]).toEqual([0, true]);
    await runClean(cluster);
    expect(await expectation.violations(cluster)).toEqual([]);
    expect(await alertIds(cluster)).toEqual(ids);
    expect(begunIn(cluster, before)).toEqual([
      ...cluster.works.slice(0, -1).map(({ scope }) => [scope, true, false]),
      [RADAR_SCOPE, true, true],
    ]);
    const { begun, scopes, left, pulses } = await rebuildProgress(portsOf(cluster), cluster.works, generation);
    expect([begun, scopes, left]).toEqual([cluster.works.length, cluster.works.length, 0]);
    expect(pulses.position).toBe(pulses.endOffset);
  });

  test('of the tallies leaves radar its rows', async () => {
    const { cluster, expectation } = await counted(shape);
    const before = cluster.begins.length;
    await rebuild(cluster, ['tally']);
    await runClean(cluster, undefined, 40);
    expect(await expectation.violations(cluster)).toEqual([]);
    expect(begunIn(cluster, before).at(-1)).toEqual([RADAR_SCOPE, false, false]);
  });

  test('of radar reads its pulses on from its checkpoint, and the tallies go on', async () => {
    const { cluster, expectation } = await counted(shape);
    const before = cluster.begins.length;
    expect((await rebuild(cluster, ['radar'])).stages).toEqual({ tally: 1, radar: 2 });
    await runClean(cluster);
    expect(await expectation.violations(cluster)).toEqual([]);
    const begun = begunIn(cluster, before);
    expect([begun[0]?.[1], begun.at(-1)]).toEqual([false, [RADAR_SCOPE, true, true]]);
  });

  test('again and again has its number, and a generation is taken up once', async () => {
    const { cluster, expectation } = await counted(shape);
    for (const number of [2, 3]) {
      expect((await rebuild(cluster, ['tally', 'radar'])).number).toBe(number);
      await runClean(cluster);
    }
    const before = cluster.begins.length;
    await runClean(cluster);
    expect(begunIn(cluster, before).some(([, isAnew]) => isAnew)).toBe(false);
    expect(await expectation.violations(cluster)).toEqual([]);
  });

  test('is not needed where everything goes on by itself, also from an empty store', async () => {
    const { cluster } = await counted(shape);
    expect((await planOf(cluster)).stages).toEqual([]);
    for (const { scope } of cluster.works) cluster.stores.of(scope).rewind(0);
    expect(await planOf(cluster)).toMatchObject({ stages: [], incomplete: [] });
  });

  test('relieves those who run: an old owner neither commits nor folds what its successor has', async () => {
    const { cluster, expectation } = await counted(shape);
    cluster.stores.of('tally/0').rewind(1);
    const zombie = await cluster.start(tallyOf(cluster), (ports) => ports);
    await zombie.turn(10);
    await rebuild(cluster, ['tally', 'radar']);
    for (let turns = 0; turns < 50 && zombie.death === null; turns++) await zombie.turn(50);
    expect(zombie.death).toMatchObject({ code: 'GV_STORE_FENCED' });
    await runClean(cluster);
    expect(await expectation.violations(cluster)).toEqual([]);
  });
});

describe('what cannot go on stops by name, names the rebuild, and goes on after it', () => {
  test('rows that another version of a tally has folded', async () => {
    const { cluster, expectation } = await counted('distributed');
    for (const { scope } of cluster.works.slice(0, -1)) await ageFold(cluster, scope);
    expect(await deathOf(cluster, tallyOf(cluster))).toMatch(/^GV_FOLD_CHANGED: .*`grapevine rebuild`/);
    expect((await planOf(cluster)).stages).toEqual(['tally']);
    await rebuild(cluster);
    await runClean(cluster);
    expect(await expectation.violations(cluster)).toEqual([]);
  });

  test('rows and a checkpoint that another version of radar has left: the pulses alone are folded', async () => {
    const { cluster, expectation } = await counted('embedded');
    await ageFold(cluster, RADAR_SCOPE);
    expect(await deathOf(cluster, radarOf(cluster))).toMatch(/^GV_FOLD_CHANGED: .*`grapevine rebuild`/);
    const plan = await planOf(cluster);
    expect([plan.stages, plan.checkpoint?.isReadable]).toEqual([['radar'], true]);
    await spoilCheckpointsFold(cluster);
    cluster.stores.of(RADAR_SCOPE).rewind(0);
    // An empty store does not begin from it by itself either.
    expect(await deathOf(cluster, radarOf(cluster))).toMatch(/^GV_FOLD_CHANGED: /);
    expect((await planOf(cluster, ['radar'])).checkpoint?.isReadable).toBe(false);
    const before = cluster.begins.length;
    await rebuild(cluster, ['radar']);
    await runClean(cluster);
    expect(await expectation.violations(cluster)).toEqual([]);
    expect(begunIn(cluster, before).at(-1)).toEqual([RADAR_SCOPE, false, false]);
  });

  test('a log that has lost its tail, of interactions and of pulses: what is left is counted, in the new generation', async () => {
    const { cluster } = await counted('distributed');
    const cuts = new Map<PartitionWork, number>();
    for (const work of cluster.works) {
      const end = await cluster.endOf(work);
      cuts.set(work, Math.floor(end * 0.8));
      cluster.log.cutTail(work.topic, work.partition, Math.floor(end * 0.8));
    }
    for (const work of [tallyOf(cluster), radarOf(cluster)]) {
      expect(await deathOf(cluster, work)).toMatch(/^GV_STORE_AHEAD: .*`grapevine rebuild`/);
    }
    const plan = await planOf(cluster);
    expect(plan.stages).toEqual(['tally', 'radar']);
    expect(plan.scopes.map(({ misfit }) => misfit?.code)).toEqual(cluster.works.map(() => 'GV_STORE_AHEAD'));
    await rebuild(cluster);
    await runClean(cluster);
    // Every partition is at the end of what is left; radar holds nothing of the records that are gone.
    for (const work of cluster.works) {
      const { position } = await cluster.stores.snapshot(work.scope);
      expect([work.scope, position]).toEqual([work.scope, await cluster.endOf(work)]);
    }
  });

  test('a generation that was begun for another version of the fold is taken up by nobody else', async () => {
    const { cluster } = await counted('distributed');
    const generation = await rebuild(cluster, ['tally']);
    await writeGeneration(cluster.log, GROUP, { ...generation, folds: { ...OWN_FOLDS, tally: 99 } });
    expect(await deathOf(cluster, tallyOf(cluster))).toMatch(/^GV_FOLD_CHANGED: /);
    expect((await cluster.stores.snapshot('tally/0')).position).not.toBeNull();
  });

  test('a record that is no generation is said with its place', async () => {
    const { cluster } = await counted('embedded');
    const { topic } = TOPICS.generations;
    const records = [{ key: `${GROUP}/generation`, value: Buffer.from('{"number":-1}') }];
    await cluster.log.append([{ topic, partition: 0, records }]);
    expect(await deathOf(cluster, tallyOf(cluster))).toMatch(
      /^GV_LOG_UNREADABLE: Record grapevine.generations.v1\/0@0 /,
    );
  });
});

/** The newest checkpoint is as another version of the fold would have written it. */
async function spoilCheckpointsFold({ log }: Cluster): Promise<void> {
  const newest = await newestCheckpoint(log, RADAR_SCOPE);
  if (newest === null) throw new Error('this world is too short: radar has left no checkpoint');
  const rows = newest.rows.filter(({ family }) => family === 'head');
  const aged = rows.map((row) => {
    const [, ...rest] = unpackRow<readonly never[]>(row.bytes);
    return { key: row.key, bytes: packRow([0, ...rest]) };
  });
  const families = new Map(newest.head.families);
  const before = families.get('head');
  families.set('head', await writeFamily(log, RADAR_SCOPE, { family: 'head', rows: aged, before }));
  const head = { ...newest.head, families };
  for (const at of [newest.at === 0 ? 1 : 0, newest.at] as const) await writeHead(log, RADAR_SCOPE, at, head);
}

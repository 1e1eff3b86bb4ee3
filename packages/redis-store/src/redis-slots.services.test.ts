/** The slot of a scope moves between the nodes of a Cluster, key by key, while its owner commits and reads. */
import type { StateChanges } from '@grapevine/engine/ports/state-store.ts';
import '@grapevine/test-services/provided-services.ts';
import { startRedisCluster } from '@grapevine/test-services/start-redis-cluster.ts';
import { Redis } from 'ioredis';
import { expect, inject, test } from 'vitest';
import { openRedisStore } from './redis-store.ts';
import { ScopeKeys } from './scope-keys.ts';

const SCOPE = 'tally/3';
const NAMES = new ScopeKeys('gv', SCOPE);
const FAMILIES = ['f', 'g', 'h'];
/** Once around the three nodes, and once more: each comes to know the scripts, and to forget the slot. */
const MOVES = 6;
const MOVE_WITHIN_MS = 10_000;

test('a slot that moves while its scope is in use: each commit is done once, and none is lost', async (context) => {
  if (inject('services') === null) return context.skip('Docker absent: no Redis can be started');
  const cluster = await startRedisCluster();
  const { nodes } = cluster;
  const admins = nodes.map((node) => new Redis(`redis://${node}`));
  const store = await openRedisStore({ address: { kind: 'cluster', nodes } });
  try {
    const zombie = await store.acquire(SCOPE);
    const owner = await store.acquire(SCOPE);
    let isMoving = true;
    let [commits, meanwhile] = [0, 0];
    const committing = (async () => {
      while (isMoving) {
        commits += 1;
        await owner.commit(commits, rowsOf(commits));
        await owner.show?.([{ name: 'live:1h', fields: ['likes', `${commits}`] }]);
        expect(await owner.read('f', [`${commits}`])).toEqual([Buffer.from('1')]);
      }
    })();
    // Should a commit fail, the moves end by it too, and the test with it.
    const moving = (async () => {
      for (let move = 0; move < MOVES; move++) {
        const before = commits;
        await moveSlot(admins, () => isMoving);
        await expect.poll(() => commits, { timeout: MOVE_WITHIN_MS }).toBeGreaterThan(before + 1);
        meanwhile += commits - before;
      }
    })().finally(() => {
      isMoving = false;
    });
    await Promise.all([
      moving,
      committing.finally(() => {
        isMoving = false;
      }),
    ]);
    expect(meanwhile).toBeGreaterThan(MOVES);
    const numbers = Array.from({ length: commits }, (_, index) => `${index + 1}`);
    for (const family of FAMILIES) {
      const rows = await owner.scan(family);
      expect(rows.map(({ key }) => key).sort()).toEqual([...numbers].sort());
    }
    expect(owner.position).toBe(commits);
    await expect(zombie.commit(commits + 1, rowsOf(0))).rejects.toMatchObject({ code: 'GV_STORE_FENCED' });
  } finally {
    store.close();
    for (const admin of admins) admin.disconnect();
    await cluster.stop();
  }
});

/** From who has it to the next node, as `redis-cli --cluster reshard` does; a key at a time, so that it stands half moved. */
async function moveSlot(admins: readonly Redis[], isWanted: () => boolean): Promise<void> {
  const slot = await (admins[0] as Redis).cluster('KEYSLOT', NAMES.state);
  const ids = await Promise.all(admins.map((admin) => admin.cluster('MYID') as Promise<string>));
  const counts = await Promise.all(admins.map((admin) => admin.cluster('COUNTKEYSINSLOT', slot)));
  const from = counts.findIndex((count) => count > 0);
  const to = (from + 1) % admins.length;
  const [source, target] = [admins[from] as Redis, admins[to] as Redis];
  await target.cluster('SETSLOT', slot, 'IMPORTING', ids[from] as string);
  await source.cluster('SETSLOT', slot, 'MIGRATING', ids[to] as string);
  const { host = '', port = 0 } = target.options;
  while (isWanted()) {
    const [key] = await source.cluster('GETKEYSINSLOT', slot, 1);
    if (key === undefined) break;
    await source.call('MIGRATE', host, port, key, 0, 5_000);
  }
  // Who gets it first, then who had it: in between nobody is without an owner of it.
  for (const admin of [target, source, ...admins]) await admin.cluster('SETSLOT', slot, 'NODE', ids[to] as string);
}

function rowsOf(number: number): StateChanges {
  const puts = FAMILIES.map((family) => ({ family, key: `${number}`, bytes: Buffer.from('1') }));
  return { drops: [], puts, deletes: [] };
}

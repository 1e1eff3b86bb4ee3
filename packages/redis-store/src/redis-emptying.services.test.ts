/** An owner dies while it empties its scope: nobody reads what is left, and the next owner finishes it. */
import { randomBytes } from 'node:crypto';
import '@grapevine/test-services/provided-services.ts';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { emptyScope } from './emptying.ts';
import { RedisConnection } from './redis-connection.ts';
import { openRedisStore } from './redis-store.ts';
import { ScopeKeys } from './scope-keys.ts';

const SCOPE = 'tally/3';
/** Of a large scope: three steps of removal, between the one that begins and the one that ends. */
const FAMILIES = 450;
const services = inject('services');

if (services === null) {
  test('emptying a scope in Redis', (context) => context.skip('Docker absent: no Redis can be started'));
} else {
  const address = { kind: 'node', url: services.redisUrl } as const;
  const outside = new Redis(services.redisUrl, { lazyConnect: true });
  beforeAll(() => outside.connect());
  afterAll(() => outside.disconnect());

  test.each([1, 2, 3, 4])('dead after step %i of five', async (allowed) => {
    const namespace = `gv-${randomBytes(6).toString('hex')}`;
    const store = await openRedisStore({ address, namespace, readDeadlineMs: 1_000 });
    const names = new ScopeKeys(namespace, SCOPE);
    const owner = await store.acquire(SCOPE);
    const bytes = Buffer.from('old');
    const puts = Array.from({ length: FAMILIES }, (_, nth) => ({ family: `pane:${nth}`, key: 'a', bytes }));
    await owner.commit(7, { drops: [], puts, deletes: [] });

    const [token, commit] = await outside.hmget(names.state, 'owner', 'commit');
    const connection = new RedisConnection({ address });
    let steps = 0;
    const mortal: Pick<RedisConnection, 'call' | 'primaries'> = {
      primaries: () => connection.primaries(),
      call: async (what, deadlineMs, attempt) => {
        if (what.startsWith('Emptying')) steps += 1;
        if (steps > allowed) throw new Error('dead');
        return connection.call(what, deadlineMs, attempt);
      },
    };
    const standing = { epoch: 1, owner: token ?? '', position: 7, commit: commit ?? '' };
    const source = { scope: SCOPE, names, connection: mortal, deadlineMs: 1_000 };
    await expect(emptyScope(source, standing, 'emptying-1')).rejects.toThrow('dead');

    const snapshot = await store.snapshot(SCOPE);
    expect(snapshot.position).toBeNull();
    await expect(snapshot.scan('pane:449')).rejects.toMatchObject({ code: 'GV_STORE_MOVED' });
    const next = await store.acquire(SCOPE);
    expect(next.position).toBeNull();
    expect(await outside.keys(`${namespace}:*row*`)).toEqual([]);
    await next.commit(2, { drops: [], puts: [{ family: 'pane:1', key: 'a', bytes: Buffer.from('new') }], deletes: [] });
    expect(await next.read('pane:1', ['a'])).toEqual([Buffer.from('new')]);
    connection.close();
    store.close();
  });
}

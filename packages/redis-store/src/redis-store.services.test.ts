/** The laws of the port on a real Redis, as a user with no more rights than needed, and on a real Cluster. */
import { randomBytes } from 'node:crypto';
import { describeStateStore, type OpenedStore } from '@grapevine/contracts/state-store-contract.ts';
import '@grapevine/test-services/provided-services.ts';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { STORE_RIGHTS } from './access-rights.ts';
import type { RedisAddress, RedisLogin } from './redis-address.ts';
import { openRedisStore } from './redis-store.ts';
import { ScopeKeys } from './scope-keys.ts';

const services = inject('services');

if (services === null) {
  test('the laws of the port on Redis', (context) => context.skip('Docker absent: no Redis can be started'));
} else {
  const { redisUrl, redisClusterNodes } = services;

  describe('one node', () => {
    const reader = new Redis(redisUrl, { lazyConnect: true });
    const login = { username: `gv-${randomName()}`, password: `canary-${randomName()}` };
    beforeAll(async () => {
      await reader.connect();
      await reader.acl('SETUSER', login.username, 'on', `>${login.password}`, ...STORE_RIGHTS);
    });
    afterAll(async () => {
      await reader.acl('DELUSER', login.username);
      reader.disconnect();
    });
    describeStateStore('Redis', () => opened({ kind: 'node', url: redisUrl }, login, reader));
  });

  describe('three nodes', () => {
    const reader = new Cluster([...redisClusterNodes], { lazyConnect: true });
    beforeAll(() => reader.connect());
    afterAll(() => reader.disconnect());
    describeStateStore('Redis Cluster', () => opened({ kind: 'cluster', nodes: redisClusterNodes }, {}, reader));

    test('braces in the names of scopes, families and views change no slot', async () => {
      const cluster = await opened({ kind: 'cluster', nodes: redisClusterNodes }, {}, reader);
      for (const scope of ['tally/0', 'radar/main', 'radar/{a}', '}{']) {
        const owner = await cluster.store.acquire(scope);
        const bytes = Buffer.from(scope);
        const puts = ['{', '}', '{x}', '}{y}', ''].map((family) => ({ family, key: '{z}', bytes }));
        await owner.commit(1, { drops: ['{x}{y}'], puts, deletes: [] });
        await owner.show?.([{ name: '{v}:1h', fields: ['likes', '1'] }]);
        expect(await owner.read('}{y}', ['{z}'])).toEqual([bytes]);
        expect(await cluster.view!(scope, '{v}:1h')).toEqual({ likes: '1' });
      }
      await cluster.close();
    });
  });
}

async function opened(address: RedisAddress, login: RedisLogin, reader: Redis | Cluster): Promise<OpenedStore> {
  const namespace = `gv-${randomName()}`;
  const open = () => openRedisStore({ address, ...login, namespace });
  const stores = [await open()];
  return {
    store: stores[0]!,
    snapshots: 'move',
    reopen: async () => {
      stores.at(-1)?.close();
      const store = await open();
      stores.push(store);
      return store;
    },
    view: async (scope, name) => {
      const fields = await reader.hgetall(new ScopeKeys(namespace, scope).view(name));
      return Object.keys(fields).length === 0 ? null : fields;
    },
    close: async () => {
      for (const store of stores) store.close();
    },
  };
}

function randomName(): string {
  return randomBytes(6).toString('hex');
}

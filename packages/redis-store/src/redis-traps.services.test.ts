/** What Redis and its client do to a careless program, one by one, on a Redis of this file's own that may be hurt. */
import { randomBytes } from 'node:crypto';
import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { inspect } from 'node:util';
import type { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { OwnedState, StateChanges } from '@grapevine/engine/ports/state-store.ts';
import '@grapevine/test-services/provided-services.ts';
import { type RunningRedis, startRedis } from '@grapevine/test-services/start-redis.ts';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { STORE_RIGHTS } from './access-rights.ts';
import { showPlan } from './commit-plan.ts';
import { LossyProxy } from './lossy-proxy.ts';
import { openRedisStore, type RedisStore, type RedisStoreOptions } from './redis-store.ts';
import { textOf } from './replies.ts';
import { ScopeKeys } from './scope-keys.ts';
import { defineScripts } from './scripts.ts';
import { selfSigned } from './self-signed.ts';

const SCOPE = 'tally/3';
const FAMILY_KEY = 'gv:{t3}:row:f';
const FENCED = { code: 'GV_STORE_FENCED', retriable: false };

if (inject('services') === null) {
  test('the traps of Redis', (context) => context.skip('Docker absent: no Redis can be started'));
} else {
  let redis: RunningRedis;
  let admin: Redis;
  const stores: RedisStore[] = [];

  beforeAll(async () => {
    redis = await startRedis({ args: ['--appendonly', 'yes'] });
    admin = new Redis(redis.url);
    // A restart of the container is no fault of a test.
    admin.on('error', () => undefined);
  });
  afterAll(async () => {
    admin.disconnect();
    await redis.stop();
  });
  beforeEach(() => admin.flushall());
  afterEach(() => {
    for (const store of stores.splice(0)) store.close();
  });

  async function open(more: Partial<RedisStoreOptions> = {}): Promise<RedisStore> {
    const store = await openRedisStore({ address: { kind: 'node', url: redis.url }, ...more });
    stores.push(store);
    return store;
  }

  describe('a lost answer', () => {
    let proxy: LossyProxy;
    beforeEach(async () => {
      proxy = await LossyProxy.start(redis.port);
    });
    afterEach(() => proxy.stop());

    test('control: the driver repeats what lost its answer, so a counter counts twice', async () => {
      const client = new Redis(proxy.url);
      proxy.loseAnswerTo('incr');
      await client.incr('counter');
      client.disconnect();
      expect(await admin.get('counter')).toBe('2');
    });

    test('a commit that lost its answer is sent again, recognised, and done once', async () => {
      const owner = await (await open({ address: { kind: 'node', url: proxy.url } })).acquire(SCOPE);
      await owner.commit(1, puts({ a: '1' }));
      const [seen, written] = [proxy.seen, await hashWrites()];
      proxy.loseAnswerTo('eval');
      await owner.commit(2, puts({ a: '2' }));
      // Two scripts ran, and one of them wrote: its mark, its row, its position.
      expect([proxy.lost, proxy.seen - seen, (await hashWrites()) - written]).toEqual([1, 2, 3]);
      await owner.commit(3, puts({ b: '3' }));
      expect(owner.position).toBe(3);
      expect(await admin.hgetall(FAMILY_KEY)).toEqual({ a: '2', b: '3' });
    });

    test('views that come late, on a connection that was given up, do not come over later ones', async () => {
      const owner = await (await open()).acquire(SCOPE);
      const viewOf = (likes: string) => [{ name: 'live:x:1h', fields: ['likes', likes] }];
      await owner.show?.(viewOf('1'));
      await owner.show?.(viewOf('2'));
      const token = (await admin.hget('gv:{t3}:state', 'owner')) ?? '';
      const { keys, bytes } = showPlan(new ScopeKeys('gv', SCOPE), viewOf('1'));
      const scripts = defineScripts(new Redis(redis.url));
      const [answer] = await scripts.gvShowBuffer(keys.length, ...keys, token, `${owner.epoch}`, '1', bytes);
      scripts.disconnect();
      expect(textOf(answer)).toBe('ALREADY');
      expect(await admin.hgetall('gv:{t3}:live:x:1h')).toEqual({ likes: '2' });
      const next = await (await open()).acquire(SCOPE);
      await next.show?.(viewOf('3'));
      expect(await admin.hgetall('gv:{t3}:live:x:1h')).toEqual({ likes: '3' });
    });

    test('a takeover that lost its answer raises the epoch by one', async () => {
      const store = await open({ address: { kind: 'node', url: proxy.url } });
      proxy.loseAnswerTo('eval');
      const owner = await store.acquire(SCOPE);
      expect([proxy.lost, owner.epoch]).toEqual([1, 1]);
      await owner.commit(1, nothing());
    });

    async function hashWrites(): Promise<number> {
      return Number(/cmdstat_hset:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1] ?? 0);
    }
  });

  describe('scripts', () => {
    test('a server that forgot the scripts is given them again', async () => {
      const store = await open();
      const owner = await store.acquire(SCOPE);
      for (let next = 1; next <= 3; next++) {
        await admin.script('FLUSH');
        await owner.commit(next, puts({ a: `${next}` }));
        await admin.script('FLUSH');
        expect((await owner.scan('f')).length).toBe(1);
      }
    });

    test('many calls at once on a new connection to a server that forgot the scripts', async () => {
      const owner = await (await open()).acquire(SCOPE);
      await owner.commit(1, puts({ a: '1' }));
      await admin.script('FLUSH');
      await killClients();
      const found = await Promise.all(Array.from({ length: 50 }, () => owner.read('f', ['a'])));
      expect(new Set(found.map(([bytes]) => Buffer.from(bytes!).toString()))).toEqual(new Set(['1']));
    });

    test('connections that are cut again and again lose no commit', async () => {
      const owner = await (await open()).acquire(SCOPE);
      for (let next = 1; next <= 100; next++) {
        const committing = owner.commit(next, puts({ a: `${next}` }));
        if (next % 10 === 0) await killClients();
        await committing;
      }
      expect(await admin.hget(FAMILY_KEY, 'a')).toBe('100');
    });

    async function killClients(): Promise<void> {
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    }
  });

  describe('a store that came back older', () => {
    test('emptied: its owner is refused, also once another has the same epoch, and a restart heals it', async () => {
      const store = await open();
      const old = await store.acquire(SCOPE);
      await old.commit(10, puts({ a: 'old' }));
      await admin.flushall();
      const refused = await failureOf(old.commit(20, puts({ a: 'lost' })));
      expect(refused).toMatchObject(FENCED);
      expect(refused.message).toContain('it was emptied');
      await expect(old.read('f', ['a'])).rejects.toMatchObject(FENCED);
      const next = await store.acquire(SCOPE);
      expect([next.epoch, next.position]).toEqual([1, null]);
      await next.commit(10, puts({ a: 'replayed' }));
      await expect(old.commit(20, puts({ a: 'lost' }))).rejects.toMatchObject(FENCED);
      expect(await admin.hgetall(FAMILY_KEY)).toEqual({ a: 'replayed' });
    });

    test('restored: the owner is told, and a restart goes on from the position of the store', async () => {
      const store = await open();
      const owner = await store.acquire(SCOPE);
      await owner.commit(10, puts({ a: '10' }));
      const copy = await Promise.all(
        (await admin.keys('*')).map(async (key) => [key, await admin.dumpBuffer(key)] as const),
      );
      await owner.commit(20, puts({ a: '20' }));
      await admin.flushall();
      for (const [key, dump] of copy) await admin.restore(key, 0, dump!);
      const refused = await failureOf(owner.commit(30, puts({ a: 'lost' })));
      expect(refused).toMatchObject(FENCED);
      expect(refused.message).toContain('the store came back older');
      expect(refused.message).toContain("replays from the store's own position");
      const next = await store.acquire(SCOPE);
      expect(next.position).toBe(10);
      await next.commit(20, puts({ a: '20 again' }));
      await expect(owner.commit(30, puts({ a: 'lost' }))).rejects.toMatchObject(FENCED);
      expect(await admin.hgetall(FAMILY_KEY)).toEqual({ a: '20 again' });
    });
  });

  describe('outages', () => {
    test('kill -9 and restart, with the file of appends: commits wait, and none that was answered is lost', async () => {
      const owner = await (await open()).acquire(SCOPE);
      let next = 0;
      let isOver = false;
      const restarting = (async () => {
        try {
          await redis.kill();
          await redis.restart();
        } finally {
          isOver = true;
        }
      })();
      do {
        next += 1;
        await owner.commit(next, puts({ [`${next}`]: 'answered' }));
      } while (!isOver);
      await restarting;
      await owner.commit(next + 1, nothing());
      expect(await admin.hlen(FAMILY_KEY)).toBe(next);
      expect(await admin.hget('gv:{t3}:state', 'position')).toBe(`${next + 1}`);
    });

    test('a Redis that hangs: told of after the deadline; the same commit given again is done once', async () => {
      const owner = await (await open({ callTimeoutMs: 200, deadlineMs: 600 })).acquire(SCOPE);
      await owner.commit(1, nothing());
      await redis.pause();
      const changes = puts({ a: '2' });
      const startedAtMs = performance.now();
      const refused = await failureOf(owner.commit(2, changes));
      const tookMs = performance.now() - startedAtMs;
      await redis.resume();
      expect(refused).toMatchObject({ code: 'GV_STORE_UNREACHABLE', retriable: true });
      expect(tookMs).toBeLessThan(3_000);
      expect(owner.position).toBe(1);
      await committed(owner, 2, changes);
      expect(owner.position).toBe(2);
      expect(await admin.hgetall(FAMILY_KEY)).toEqual({ a: '2' });
    });

    test('a primary that became a replica refuses, and is asked again until it is one no more', async () => {
      const owner = await (await open()).acquire(SCOPE);
      await owner.commit(1, nothing());
      await admin.replicaof('127.0.0.1', 1);
      let isDone = false;
      const committing = owner.commit(2, puts({ a: '2' })).then(() => {
        isDone = true;
      });
      await expect.poll(async () => errorCount(await admin.info('errorstats'), 'READONLY')).toBeGreaterThan(1);
      expect(isDone).toBe(false);
      await admin.replicaof('NO', 'ONE');
      await committing;
      expect(await admin.hgetall(FAMILY_KEY)).toEqual({ a: '2' });
    });

    test('a full Redis refuses a commit before its first write, answers reads, and goes on when it has room', async () => {
      const owner = await (await open()).acquire(SCOPE);
      await owner.commit(1, puts({ a: '1' }));
      await admin.config('SET', 'maxmemory', 1);
      try {
        const refused = await failureOf(owner.commit(2, { ...puts({ b: '2' }), drops: ['f'] }));
        expect(refused).toMatchObject({ code: 'GV_STORE_WRITE_FAILED', retriable: true });
        expect(refused.message).toContain('Raise maxmemory');
        expect(await owner.read('f', ['a', 'b'])).toEqual([Buffer.from('1'), undefined]);
      } finally {
        await admin.config('SET', 'maxmemory', 0);
      }
      await owner.commit(2, puts({ b: '2' }));
      expect(await admin.hgetall(FAMILY_KEY)).toEqual({ a: '1', b: '2' });
    });
  });

  describe('what cannot be worked with', () => {
    test('keys of another program are refused before anything is written', async () => {
      const owner = await (await open()).acquire(SCOPE);
      await owner.commit(1, puts({ a: '1' }));
      await admin.set('gv:{t3}:row:g', 'foreign');
      const refused = await failureOf(
        owner.commit(2, { ...nothing(), puts: [put('f', 'a', '2'), put('g', 'a', '2')] }),
      );
      expect(refused).toMatchObject({ code: 'GV_STORE_UNUSABLE' });
      expect(refused.message).toContain('gv:{t3}:row:g');
      await admin.set('gv:{t3}:live:x:1h', 'foreign');
      const view = { name: 'live:x:1h', fields: ['likes', '1'] };
      expect(await failureOf(owner.show?.([view]) ?? Promise.resolve())).toMatchObject({ code: 'GV_STORE_UNUSABLE' });
      expect(await admin.hgetall(FAMILY_KEY)).toEqual({ a: '1' });
      await owner.commit(2, puts({ a: '2' }));
    });

    test('a state that is no hash, or of another format', async () => {
      const store = await open();
      await admin.set('gv:{t3}:state', 'foreign');
      expect(await failureOf(store.acquire(SCOPE))).toMatchObject({ code: 'GV_STORE_UNUSABLE' });
      await admin.del('gv:{t3}:state');
      const owner = await store.acquire(SCOPE);
      await admin.hset('gv:{t3}:state', 'format', '3');
      for (const call of [() => owner.commit(1, nothing()), () => store.acquire(SCOPE), () => store.snapshot(SCOPE)]) {
        const refused = await failureOf(call());
        expect(refused).toMatchObject({ code: 'GV_STORE_UNUSABLE' });
        expect(refused.message).toContain('format 3');
      }
    });

    test('a user without the rights is refused at the takeover; one who loses them in between cannot do harm unseen', async () => {
      const login = { username: 'short', password: 'a-canary-of-a-password' };
      await admin.acl('SETUSER', 'short', 'on', `>${login.password}`, ...STORE_RIGHTS, '-unlink');
      const store = await open(login);
      const denied = await failureOf(store.acquire(SCOPE));
      expect(denied).toMatchObject({ code: 'GV_STORE_UNUSABLE' });
      expect(denied.message).toContain('UNLINK');
      await admin.acl('SETUSER', 'short', '+unlink');
      const owner = await store.acquire(SCOPE);
      await owner.commit(1, puts({ a: '1' }));
      const snapshot = await store.snapshot(SCOPE);
      await admin.acl('SETUSER', 'short', '-unlink');
      await expect(owner.commit(2, { ...nothing(), drops: ['f'] })).rejects.toMatchObject({
        code: 'GV_STORE_UNUSABLE',
      });
      await admin.acl('SETUSER', 'short', '+unlink');
      await expect(snapshot.read('f', ['a'])).rejects.toMatchObject({ code: 'GV_STORE_MOVED' });
      for (const call of [() => owner.commit(2, nothing()), () => store.acquire(SCOPE), () => store.snapshot(SCOPE)]) {
        expect((await failureOf(call())).message).toContain('half written');
      }
    });

    test('a Redis that evicts keys is refused at start', async () => {
      await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
      try {
        const refused = await failureOf(open());
        expect(refused).toMatchObject({ code: 'GV_STORE_UNUSABLE' });
        expect(refused.message).toContain('set maxmemory-policy noeviction');
      } finally {
        await admin.config('SET', 'maxmemory-policy', 'noeviction');
      }
      await open();
    });

    test('over TLS, a server whose certificate nobody vouches for is not talked to', async () => {
      const { key, cert } = selfSigned();
      const server = createServer({ key, cert }, (secured) => {
        const plain = connect(redis.port, '127.0.0.1');
        secured.pipe(plain).pipe(secured);
        for (const [one, other] of [[secured, plain] as const, [plain, secured] as const]) {
          one.on('error', () => other.destroy());
          one.on('close', () => other.destroy());
        }
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const address = { kind: 'node', url: `rediss://127.0.0.1:${port}` } as const;
      try {
        const refused = await failureOf(open({ address, readDeadlineMs: 300 }));
        expect(refused).toMatchObject({ code: 'GV_STORE_UNREACHABLE' });
        expect(refused.message).toContain('self-signed certificate');
        const store = await open({ address, tlsAuthority: cert });
        await (await store.acquire(SCOPE)).commit(1, puts({ a: '1' }));
        store.close();
        expect(await admin.hgetall(FAMILY_KEY)).toEqual({ a: '1' });
      } finally {
        server.close();
      }
    });

    test('a wrong password is said at once, and no message holds it', async () => {
      const password = `canary-${randomBytes(6).toString('hex')}`;
      const url = redis.url.replace('redis://', `redis://somebody:${password}@`);
      const refused = await failureOf(open({ address: { kind: 'node', url } }));
      expect(refused).toMatchObject({ code: 'GV_STORE_UNUSABLE', retriable: false });
      expect(refused.message).toContain('WRONGPASS');
      expect(inspect(refused, { depth: 9, showHidden: true })).not.toContain(password);
    });
  });

  /** Repeats a commit as its caller does after GV_STORE_UNREACHABLE: the very same one. */
  async function committed(owner: OwnedState, next: number, changes: StateChanges): Promise<void> {
    await expect
      .poll(() =>
        owner.commit(next, changes).then(
          () => 'done',
          ({ code }) => code,
        ),
      )
      .toBe('done');
  }
}

async function failureOf(call: Promise<unknown>): Promise<EngineError> {
  return call.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: EngineError) => error,
  );
}

function errorCount(info: string, name: string): number {
  return Number(new RegExp(`errorstat_${name}:count=(\\d+)`).exec(info)?.[1] ?? 0);
}

function nothing(): StateChanges {
  return { drops: [], puts: [], deletes: [] };
}

function put(family: string, key: string, value: string) {
  return { family, key, bytes: Buffer.from(value) };
}

function puts(rows: Readonly<Record<string, string>>): StateChanges {
  return { ...nothing(), puts: Object.entries(rows).map(([key, value]) => put('f', key, value)) };
}

/** A commit of more rows than one script may write: done at one instant, written in parts, whoever dies in between. */
import { randomBytes } from 'node:crypto';
import '@grapevine/test-services/provided-services.ts';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type CommitPlan, commitPlan } from './commit-plan.ts';
import { openRedisStore, type RedisStore } from './redis-store.ts';
import { FORMAT, textOf } from './replies.ts';
import { ScopeKeys } from './scope-keys.ts';
import { defineScripts, type Scripts } from './scripts.ts';

const SCOPE = 'tally/3';
const KEYS = Array.from({ length: 1_000 }, (_, nth) => `key-${nth}`);
const services = inject('services');

if (services === null) {
  test('large commits to Redis', (context) => context.skip('Docker absent: no Redis can be started'));
} else {
  let client: Redis & Scripts;
  let store: RedisStore;
  let namespace: string;
  beforeAll(() => {
    client = defineScripts(new Redis(services.redisUrl));
  });
  afterAll(() => client.disconnect());
  beforeEach(async () => {
    namespace = `gv-${randomBytes(6).toString('hex')}`;
    store = await openRedisStore({
      address: { kind: 'node', url: services.redisUrl },
      namespace,
      readDeadlineMs: 1_000,
    });
  });
  afterEach(() => store.close());

  /** An owner that does as the store does, one script at a time, and may stop anywhere. */
  class Mortal {
    readonly names: ScopeKeys = new ScopeKeys(namespace, SCOPE);
    readonly token: string = randomBytes(6).toString('hex');
    epoch = '';
    before = '';

    async acquire(): Promise<this> {
      const keys = [this.names.state, this.names.family('')];
      const reply = await client.gvAcquireBuffer(keys.length, ...keys, this.token, SCOPE, FORMAT);
      [, this.epoch, , this.before] = reply.map((part) => textOf(part)) as [string, string, string, string];
      return this;
    }

    async stage(plan: CommitPlan, id: string, parts: number = plan.parts.length): Promise<string[]> {
      const said: string[] = [];
      for (const [index, { keys, bytes }] of plan.parts.slice(0, parts).entries()) {
        const args = [...keys, this.before, id, this.token, this.epoch, `${index + 1}`, bytes];
        said.push(textOf((await client.gvStageBuffer(keys.length, ...args))[0]));
      }
      return said;
    }

    async commit({ parts, commit: { keys, bytes } }: CommitPlan, id: string, next: number): Promise<string> {
      const args = [...keys, this.before, id, this.token, this.epoch, `${next}`, FORMAT, `${parts.length}`, bytes];
      return textOf((await client.gvCommitBuffer(keys.length, ...args))[0]);
    }

    async apply({ parts }: CommitPlan, id: string, part: number): Promise<string> {
      const keys = parts[part - 1]?.keys ?? [];
      return textOf((await client.gvApplyBuffer(keys.length, ...keys, id, this.token, this.epoch, `${part}`))[0]);
    }
  }

  function allTo(value: string) {
    const bytes = Buffer.from(value);
    const puts = KEYS.map((key, nth) => ({ family: nth % 2 === 0 ? 'even' : 'odd', key, bytes }));
    return { drops: [], puts, deletes: [{ family: 'gone', key: 'a' }] };
  }

  async function values(): Promise<ReadonlySet<string | undefined>> {
    const snapshot = await store.snapshot(SCOPE);
    const found = [...(await snapshot.read('even', KEYS)), ...(await snapshot.read('odd', KEYS))];
    return new Set(found.filter((bytes) => bytes !== undefined).map((bytes) => Buffer.from(bytes).toString()));
  }

  describe('an owner that died', () => {
    test('before the commit has changed nothing, and what it laid down is in nobody’s way', async () => {
      const mortal = await new Mortal().acquire();
      const plan = commitPlan(mortal.names, allTo('lost'));
      expect(plan.parts.length).toBeGreaterThan(3);
      expect(await mortal.stage(plan, 'a')).toEqual(plan.parts.map(() => 'OK'));
      const owner = await store.acquire(SCOPE);
      expect(owner.position).toBeNull();
      expect(await values()).toEqual(new Set());
      await owner.commit(7, allTo('new'));
      expect(await values()).toEqual(new Set(['new']));
      expect(await client.exists(mortal.names.staged)).toBe(0);
    });

    test.each([0, 1, 2])('after the commit, with %i of its parts written, is finished by the next', async (written) => {
      const mortal = await new Mortal().acquire();
      const plan = commitPlan(mortal.names, allTo('done'));
      await mortal.stage(plan, 'a');
      expect(await mortal.commit(plan, 'a', 7)).toBe('OK');
      for (let part = 1; part <= written; part++) expect(await mortal.apply(plan, 'a', part)).toBe('OK');
      // Nobody reads a part of it.
      await expect(values()).rejects.toMatchObject({ code: 'GV_STORE_MOVED', retriable: true });
      const owner = await store.acquire(SCOPE);
      expect(owner.position).toBe(7);
      expect(await values()).toEqual(new Set(['done']));
      expect(await client.exists(mortal.names.staged)).toBe(0);
      await owner.commit(8, allTo('after'));
      expect(await values()).toEqual(new Set(['after']));
    });
  });

  test('an old owner can neither lay anything down nor write what it laid down', async () => {
    const old = await new Mortal().acquire();
    const plan = commitPlan(old.names, allTo('old'));
    await old.stage(plan, 'a');
    await old.commit(plan, 'a', 7);
    const owner = await store.acquire(SCOPE);
    await owner.commit(8, allTo('new'));
    expect(await old.stage(plan, 'b')).toEqual(plan.parts.map(() => 'FENCED'));
    expect(await old.apply(plan, 'a', 1)).toBe('FENCED');
    expect(await values()).toEqual(new Set(['new']));
  });

  test('calls that are done twice, for their answers were lost, change nothing', async () => {
    const owner = await new Mortal().acquire();
    const plan = commitPlan(owner.names, allTo('once'));
    await owner.stage(plan, 'a');
    expect(await owner.stage(plan, 'a')).toEqual(plan.parts.map(() => 'OK'));
    expect([await owner.commit(plan, 'a', 7), await owner.commit(plan, 'a', 7)]).toEqual(['OK', 'ALREADY']);
    expect(await owner.stage(plan, 'a')).toEqual(plan.parts.map(() => 'ALREADY'));
    for (const nth of plan.parts.keys()) {
      expect([await owner.apply(plan, 'a', nth + 1), await owner.apply(plan, 'a', nth + 1)]).toEqual(['OK', 'OK']);
    }
    expect(await values()).toEqual(new Set(['once']));
  });

  test('a part that is not there makes no commit', async () => {
    const owner = await new Mortal().acquire();
    const plan = commitPlan(owner.names, allTo('torn'));
    await owner.stage(plan, 'a', 2);
    expect(await owner.commit(plan, 'a', 7)).toBe('UNSTAGED');
    await client.del(owner.names.staged);
    expect(await owner.commit(plan, 'a', 7)).toBe('UNSTAGED');
    expect(await values()).toEqual(new Set());
  });

  test('rows come by the order of the changes: of several puts the last, and deletes after them', async () => {
    const owner = await store.acquire(SCOPE);
    const first = allTo('first');
    const deletes = [{ family: 'even', key: 'key-0' }];
    await owner.commit(1, { drops: [], puts: [...first.puts, ...allTo('second').puts], deletes });
    expect(await values()).toEqual(new Set(['second']));
    expect(await owner.read('even', ['key-0', 'key-2'])).toEqual([undefined, Buffer.from('second')]);
  });
}

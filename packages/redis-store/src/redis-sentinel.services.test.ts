/** A primary, its replica and a sentinel, all three in one container, so that each knows the others by addresses that hold outside too. */
import type { StateChanges } from '@grapevine/engine/ports/state-store.ts';
import '@grapevine/test-services/provided-services.ts';
import { freePorts } from '@grapevine/test-services/free-ports.ts';
import { LoopbackContainer } from '@grapevine/test-services/loopback-container.ts';
import { REDIS_IMAGE } from '@grapevine/test-services/start-redis.ts';
import { Redis } from 'ioredis';
import { expect, inject, test } from 'vitest';
import { openRedisStore } from './redis-store.ts';

const SCRIPT = `
redis-server --port $PRIMARY --save '' --protected-mode no --repl-diskless-sync-delay 0 --daemonize yes
redis-server --port $REPLICA --save '' --protected-mode no --repl-diskless-sync-delay 0 --replicaof 127.0.0.1 $PRIMARY --daemonize yes
printf 'port %s\\nprotected-mode no\\nsentinel monitor main 127.0.0.1 %s 1\\nsentinel failover-timeout main 5000\\n' $SENTINEL $PRIMARY > /tmp/sentinel.conf
exec redis-server /tmp/sentinel.conf --sentinel
`;

test('a fail-over by Sentinel: work goes on at the new primary, and what it lost is seen and done again', async (context) => {
  if (inject('services') === null) return context.skip('Docker absent: no Redis can be started');
  const [primary = 0, replica = 0, sentinel = 0] = await freePorts(3);
  const ports = [primary, replica, sentinel];
  const container = await new LoopbackContainer(REDIS_IMAGE)
    .withLoopbackPorts(new Map(ports.map((port) => [port, port])))
    .withEnvironment({ PRIMARY: `${primary}`, REPLICA: `${replica}`, SENTINEL: `${sentinel}` })
    .withCommand(['sh', '-c', SCRIPT])
    .start();
  const [first, second, watcher] = ports.map((port) => new Redis({ host: '127.0.0.1', port })) as [Redis, Redis, Redis];
  for (const client of [first, second, watcher]) client.on('error', () => undefined);
  const address = { kind: 'sentinel', sentinels: [`127.0.0.1:${sentinel}`], name: 'main' } as const;
  const store = await openRedisStore({ address });
  try {
    const zombie = await store.acquire('tally/3');
    let owner = await store.acquire('tally/3');
    await owner.commit(1, row(1));
    await expect.poll(() => second.hget('gv:{t3}:state', 'position'), { timeout: 10_000 }).toBe('1');
    // Refused until the sentinel has heard from the replica that it follows the primary.
    await expect.poll(() => failOver(watcher), { timeout: 60_000, interval: 200 }).toBe('OK');
    const step = async (): Promise<void> => {
      try {
        const next = (owner.position ?? 0) + 1;
        await owner.commit(next, row(next));
      } catch (error) {
        // The old primary took commits that the new one never saw: the stage starts again from what is there.
        expect(error).toMatchObject({ code: 'GV_STORE_FENCED' });
        expect((error as Error).message).toContain('came back older');
        owner = await store.acquire('tally/3');
      }
    };
    const roles = async (): Promise<string[]> => {
      await step();
      return [await roleOf(first), await roleOf(second)];
    };
    await expect.poll(roles, { timeout: 60_000, interval: 100 }).toEqual(['slave', 'master']);
    for (let more = 0; more < 5; more++) await step();
    const positions = Array.from({ length: owner.position ?? 0 }, (_, index) => `${index + 1}`);
    expect((await second.hkeys('gv:{t3}:row:f')).sort()).toEqual(positions.sort());
    await expect(zombie.commit(positions.length + 1, row(0))).rejects.toMatchObject({ code: 'GV_STORE_FENCED' });
  } finally {
    store.close();
    for (const client of [first, second, watcher]) client.disconnect();
    await container.stop();
  }
});

async function failOver(sentinel: Redis): Promise<string> {
  return sentinel.call('SENTINEL', 'FAILOVER', 'main').then(String, (error: Error) => error.message);
}

/** `''` while it does not answer. */
async function roleOf(redis: Redis): Promise<string> {
  return redis.role().then(
    ([role]) => String(role),
    () => '',
  );
}

function row(position: number): StateChanges {
  return { drops: [], puts: [{ family: 'f', key: `${position}`, bytes: Buffer.from('1') }], deletes: [] };
}

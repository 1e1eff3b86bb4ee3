import { expect, test } from 'vitest';
import { nodeFindings, parseInfo } from './redis-health.ts';

const GOOD: Readonly<Record<string, string>> = {
  redis_version: '8.0.2',
  maxmemory_policy: 'noeviction',
  maxmemory: '1048576000',
  used_memory: '1048576',
  aof_enabled: '1',
  aof_last_write_status: 'ok',
  role: 'master',
  connected_slaves: '1',
  min_slaves_good_slaves: '1',
};

function notOk(changed: Readonly<Record<string, string | undefined>>): string[] {
  const info = Object.entries({ ...GOOD, ...changed }).filter(([, value]) => value !== undefined);
  const text = info.map(([name, value]) => `${name}:${value}`).join('\r\n');
  const findings = nodeFindings('redis', parseInfo(`# Section\r\n${text}\r\n`));
  expect(findings).toHaveLength(5);
  return findings
    .filter(({ state }) => state !== 'ok')
    .map(({ subject, state, advice }) => `${subject} ${state}: ${advice}`);
}

test('a Redis that is set up well has nothing to say about', () => {
  expect(notOk({})).toEqual([]);
});

test('a Redis that deletes keys by itself fails, whatever the policy', () => {
  for (const policy of ['allkeys-lru', 'volatile-ttl', undefined]) {
    expect(notOk({ maxmemory_policy: policy })).toEqual(['redis eviction fail: set maxmemory-policy noeviction']);
  }
});

test('memory without a limit, or nearly used up, is warned of', () => {
  expect(notOk({ maxmemory: '0' })).toEqual(['redis memory warn: set maxmemory below the memory of the machine']);
  expect(notOk({ used_memory: '900000000' })).toEqual([
    'redis memory warn: raise maxmemory: at the limit, counting stops',
  ]);
});

test('a Redis without a file of appends is warned of, one that cannot write it fails', () => {
  expect(notOk({ aof_enabled: '0' })).toEqual(['redis disk warn: set appendonly yes']);
  expect(notOk({ aof_last_write_status: 'err' })).toEqual(['redis disk fail: free disk space']);
});

test('replicas without a least number for writes are warned of; a replica itself fails', () => {
  expect(notOk({ min_slaves_good_slaves: undefined })[0]).toContain('replicas warn: set min-replicas-to-write 1');
  expect(notOk({ connected_slaves: '0', min_slaves_good_slaves: undefined })).toEqual([]);
  expect(notOk({ role: 'slave' })).toEqual(['redis replicas fail: name the primary, or its sentinels']);
});

test('an old version fails, a version that was not tried is warned of', () => {
  expect(notOk({ redis_version: '6.2.14' })).toEqual(['redis version fail: use Redis 8']);
  expect(notOk({ redis_version: '7.4.0' })).toEqual(['redis version warn: use Redis 8']);
});

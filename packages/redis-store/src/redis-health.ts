/** What start-up and `doctor` look at: whether this Redis can be trusted with state, and what would make it safer. */
import type { Redis } from 'ioredis';
import type { RedisConnection } from './redis-connection.ts';

/** As the command line shows it. */
export interface Finding {
  readonly subject: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do; absent where there is nothing to be done. */
  readonly advice?: string;
}

type Info = ReadonlyMap<string, string>;

/** `#!lua`, redis.acl_check_cmd and INFO of several sections came with 7.0. */
const LEAST_MAJOR_VERSION = 7;
const TESTED_MAJOR_VERSION = 8;
const FULL_PART = 0.8;

/** A finding for each subject and, in a Cluster, each primary. Throws GV_STORE_UNREACHABLE and the like. */
export async function redisFindings(connection: RedisConnection, deadlineMs: number): Promise<readonly Finding[]> {
  const startedAtMs = performance.now();
  await connection.call('Asking Redis', deadlineMs, (client) => client.ping());
  const text = `${connection.where} answers in ${Math.ceil(performance.now() - startedAtMs)} ms`;
  const found: Finding[] = [{ subject: 'redis', state: 'ok', text }];
  if (connection.isCluster) found.push(await clusterFinding(connection, deadlineMs));
  const primaries = connection.primaries();
  for (const node of primaries) {
    const info = await infoOf(connection, node, deadlineMs);
    const name = primaries.length === 1 ? 'redis' : `redis ${node.options.host}:${node.options.port}`;
    found.push(...nodeFindings(name, info));
  }
  return found;
}

/** Of one node, by its INFO. */
export function nodeFindings(name: string, info: Info): readonly Finding[] {
  return [
    versionFinding(`${name} version`, info),
    evictionFinding(`${name} eviction`, info),
    memoryFinding(`${name} memory`, info),
    diskFinding(`${name} disk`, info),
    replicaFinding(`${name} replicas`, info),
  ];
}

export function parseInfo(text: string): Info {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

async function infoOf(connection: RedisConnection, node: Redis, deadlineMs: number): Promise<Info> {
  return parseInfo(await connection.call('Asking Redis about itself', deadlineMs, () => node.info()));
}

async function clusterFinding(connection: RedisConnection, deadlineMs: number): Promise<Finding> {
  const subject = 'redis cluster';
  const text = await connection.call('Asking the cluster', deadlineMs, (client) => client.cluster('INFO'));
  const info = parseInfo(`${text}`);
  const state = info.get('cluster_state');
  const shown = `state ${state}, ${info.get('cluster_slots_assigned')} of 16384 slots, ${info.get('cluster_size')} primaries`;
  if (state === 'ok') return { subject, state: 'ok', text: shown };
  return { subject, state: 'fail', text: shown, advice: 'bring the missing primaries or slots back' };
}

function versionFinding(subject: string, info: Info): Finding {
  const text = `Redis ${info.get('redis_version') ?? 'of no version'}`;
  const major = Number(info.get('redis_version')?.split('.', 1)[0] ?? 0);
  if (major >= TESTED_MAJOR_VERSION) return { subject, state: 'ok', text };
  const advice = `use Redis ${TESTED_MAJOR_VERSION}`;
  return { subject, state: major < LEAST_MAJOR_VERSION ? 'fail' : 'warn', text, advice };
}

function evictionFinding(subject: string, info: Info): Finding {
  const policy = info.get('maxmemory_policy');
  const text = `maxmemory-policy ${policy}`;
  if (policy === 'noeviction') return { subject, state: 'ok', text };
  return {
    subject,
    state: 'fail',
    text: `${text}: Redis would delete state by itself`,
    advice: 'set maxmemory-policy noeviction',
  };
}

function memoryFinding(subject: string, info: Info): Finding {
  const used = Number(info.get('used_memory') ?? 0);
  const limit = Number(info.get('maxmemory') ?? 0);
  if (limit === 0) {
    const text = `${mebibytes(used)} used, no limit`;
    return { subject, state: 'warn', text, advice: 'set maxmemory below the memory of the machine' };
  }
  const text = `${mebibytes(used)} of ${mebibytes(limit)} used`;
  if (used < FULL_PART * limit) return { subject, state: 'ok', text };
  return { subject, state: 'warn', text, advice: 'raise maxmemory: at the limit, counting stops' };
}

function diskFinding(subject: string, info: Info): Finding {
  if (info.get('aof_enabled') !== '1') {
    const text = 'appendonly no: a restart empties it, and everything is replayed from the log';
    return { subject, state: 'warn', text, advice: 'set appendonly yes' };
  }
  if (info.get('aof_last_write_status') === 'ok') return { subject, state: 'ok', text: 'appendonly yes' };
  const text = `appendonly yes, but the last write failed: ${info.get('aof_last_write_status')}`;
  return { subject, state: 'fail', text, advice: 'free disk space' };
}

function replicaFinding(subject: string, info: Info): Finding {
  const role = info.get('role');
  if (role !== 'master') {
    const text = `this is a ${role}, which takes no writes`;
    return { subject, state: 'fail', text, advice: 'name the primary, or its sentinels' };
  }
  const replicas = Number(info.get('connected_slaves') ?? 0);
  const text = `${replicas} connected`;
  if (replicas === 0) return { subject, state: 'ok', text: `${text}: without it, counting stands still` };
  // INFO has the line only where min-replicas-to-write is set.
  if (info.has('min_slaves_good_slaves')) return { subject, state: 'ok', text };
  const advice = 'set min-replicas-to-write 1: a primary that was cut off then refuses writes that would be lost';
  return { subject, state: 'warn', text: `${text}, min-replicas-to-write 0`, advice };
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** Kafka, the registry and Redis in containers of their own, and Grapevine's services beside them, as processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepareLog } from '@grapevine/service-kit/log-preparation.ts';
import { type Environment, readSettings } from '@grapevine/service-kit/settings.ts';
import { startKafka } from '@grapevine/test-services/start-kafka.ts';
import { startRedis } from '@grapevine/test-services/start-redis.ts';
import { startRegistry } from '@grapevine/test-services/start-registry.ts';

/** As a broker that lives: what startKafka has else is for a test's minute. */
export const LONG_LIVED = { environment: { KAFKA_HEAP_OPTS: '-Xms1g -Xmx1g', KAFKA_OPTS: '' } };

export interface Servers {
  /** Where they are, as services are told it. */
  readonly env: Environment;
  readonly redisUrl: string;
}

/** Calls `work` with servers on which the topics are made, and takes them away. */
export async function withServers<T>(work: (servers: Servers) => Promise<T>): Promise<T> {
  process.env['TESTCONTAINERS_HOST_OVERRIDE'] ??= '127.0.0.1';
  const starting = [startKafka(LONG_LIVED), startRegistry(), startRedis({ args: ['--appendonly', 'yes'] })] as const;
  try {
    const [kafka, registry, redis] = await Promise.all(starting);
    const env = {
      GRAPEVINE_KAFKA_BROKERS: kafka.brokers.join(','),
      GRAPEVINE_REGISTRY_URL: registry.url,
      GRAPEVINE_REDIS_URL: redis.url,
      GRAPEVINE_AUTHOR_KEY: 'the author key of a benchmark',
    };
    await prepareLog(readSettings(env));
    return await work({ env, redisUrl: redis.url });
  } finally {
    for (const started of await Promise.allSettled(starting)) {
      if (started.status === 'fulfilled') await started.value.stop();
    }
  }
}

export interface ServerProcess {
  readonly child: ChildProcess;
  /** The port that it said it listens on. */
  readonly port: number;
}

/** Resolves when it says that it has started. */
export async function startService(name: string, env: Environment): Promise<ServerProcess> {
  const main = fileURLToPath(new URL(`../../../services/${name}/src/main.ts`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], GRAPEVINE_HEALTH_PORT: '0', GRAPEVINE_INGEST_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-8_000);
    const started = /"event":"started",.*?"(?:healthPort|port)":(\d+)/.exec(said);
    if (started !== null) resolve(Number(started[1]));
  });
  child.once('exit', () => reject(new Error(`${name} has ended: ${said}`)));
  const port = await promise;
  return { child, port };
}

export async function stopService({ child }: ServerProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** CPU that the process has used since it was started, in ms; Linux only. */
export function cpuMsOf({ child }: ServerProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

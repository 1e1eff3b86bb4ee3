/**
 * Vitest's global setup of the project "services": starts Kafka, the schema registry, Redis and a Redis Cluster side by
 * side, once a run, and stops them at its end. Vitest calls it only if the run has a file of that project.
 */
import { getContainerRuntimeClient } from 'testcontainers';
import type { TestProject } from 'vitest/node';
import type { ContainerControl } from './loopback-container.ts';
import type { Services } from './provided-services.ts';
import { startKafka } from './start-kafka.ts';
import { startRedis } from './start-redis.ts';
import { startRedisCluster } from './start-redis-cluster.ts';
import { startRegistry } from './start-registry.ts';

// Vitest takes the setup from the export of this name.
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!(await isDockerThere())) {
    const what = 'Docker absent: no container engine answers, so tests on a real Kafka, registry and Redis cannot run';
    if (process.env['CI'] === 'true') throw new Error(`${what}. Start one; with CI=true they may not be left out.`);
    process.stderr.write(`\n!!! ${what}. They are SKIPPED.\n\n`);
    project.provide('services', null);
    return undefined;
  }
  const { services, stop } = await startAll();
  project.provide('services', services);
  return stop;
}

async function isDockerThere(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

async function startAll(): Promise<{ services: Services; stop: () => Promise<void> }> {
  const startedAtMs = performance.now();
  const running: ContainerControl[] = [];
  const times: string[] = [];
  const started = async <Part extends ContainerControl>(name: string, starting: Promise<Part>): Promise<Part> => {
    const part = await starting;
    running.push(part);
    times.push(`${name} ${secondsSince(startedAtMs)} s`);
    return part;
  };
  const stop = async () => void (await Promise.all(running.map((part) => part.stop())));

  const starting = [
    started('Kafka', startKafka()),
    started('registry', startRegistry()),
    started('Redis', startRedis()),
    started('Redis Cluster', startRedisCluster()),
  ] as const;
  try {
    const [kafka, registry, redis, cluster] = await Promise.all(starting);
    process.stderr.write(`services started: ${times.join(', ')}\n`);
    const services = {
      kafkaBrokers: kafka.brokers,
      registryUrl: registry.url,
      redisUrl: redis.url,
      redisClusterNodes: cluster.nodes,
    };
    return { services, stop };
  } catch (error) {
    // Those still starting are waited for, so that none is left behind.
    await Promise.allSettled(starting);
    await stop();
    throw error;
  }
}

function secondsSince(startedAtMs: number): string {
  return ((performance.now() - startedAtMs) / 1000).toFixed(1);
}

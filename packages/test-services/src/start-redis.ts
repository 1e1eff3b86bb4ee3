/** One Redis in a container: nothing evicted, and nothing kept on disk unless a test asks for it. */
import { Wait } from 'testcontainers';
import { freePorts } from './free-ports.ts';
import { type ContainerControl, controlOf, LoopbackContainer } from './loopback-container.ts';

export const REDIS_IMAGE = 'redis:8.0.2';
const CONTAINER_PORT = 6379;
const STARTUP_TIMEOUT_MS = 60_000;
const READY = /Ready to accept connections/;

export interface RedisOptions {
  /** More arguments of redis-server, `['--appendonly', 'yes']` and the like. Later ones win. */
  readonly args?: readonly string[];
}

export interface RunningRedis extends ContainerControl {
  readonly url: string;
  readonly port: number;
}

export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis> {
  const [port = 0] = await freePorts(1);
  const container = await new LoopbackContainer(REDIS_IMAGE)
    .withLoopbackPorts(new Map([[CONTAINER_PORT, port]]))
    .withCommand(['redis-server', '--save', '', '--maxmemory-policy', 'noeviction', ...(options.args ?? [])])
    .withWaitStrategy(Wait.forLogMessage(READY))
    .withStartupTimeout(STARTUP_TIMEOUT_MS)
    .start();
  return { ...controlOf(container, READY), url: `redis://127.0.0.1:${port}`, port };
}

/**
 * A Redis Cluster of three masters without replicas, three processes in one container.
 *
 * A node tells clients where a slot lives. Each port is the same inside as on the host, and each node announces
 * 127.0.0.1, so its address is right for the other nodes and for a client on the host alike. The bus between the nodes
 * (port + 10000) stays inside.
 */
import { Wait } from 'testcontainers';
import { freePorts } from './free-ports.ts';
import { type ContainerControl, controlOf, LoopbackContainer } from './loopback-container.ts';
import { REDIS_IMAGE } from './start-redis.ts';

const NODES = 3;
const STARTUP_TIMEOUT_MS = 60_000;

export interface RunningRedisCluster extends ContainerControl {
  /** host:port of each master. */
  readonly nodes: string[];
}

export async function startRedisCluster(): Promise<RunningRedisCluster> {
  const ports = await freePorts(NODES);
  const nodes = ports.map((port) => `127.0.0.1:${port}`);
  const container = await new LoopbackContainer(REDIS_IMAGE)
    .withLoopbackPorts(new Map(ports.map((port) => [port, port])))
    .withEntrypoint(['sh', '-c', startScript(ports)])
    .withUser('redis')
    .withWaitStrategy(Wait.forLogMessage(/cluster is ready/))
    .withStartupTimeout(STARTUP_TIMEOUT_MS)
    .start();
  return { ...controlOf(container), nodes };
}

/** Starts the nodes, joins them (at the first start only) and says so once every node knows an owner of every slot. */
function startScript(ports: readonly number[]): string {
  const onEach = (command: (port: number) => string) => ports.map(command);
  const ping = (port: number) => `until redis-cli -p ${port} ping >/dev/null 2>&1; do sleep 0.05; done`;
  const isOk = (port: number) =>
    `until redis-cli -p ${port} cluster info | grep -q cluster_state:ok; do sleep 0.05; done`;
  return [
    'cd /tmp',
    ...onEach((port) => `mkdir -p ${port} && (cd ${port} && exec redis-server ${nodeArguments(port)}) &`),
    ...onEach(ping),
    '[ -e joined ] || redis-cli --cluster create ' +
      `${ports.map((port) => `127.0.0.1:${port}`).join(' ')} --cluster-yes && touch joined`,
    ...onEach(isOk),
    'echo cluster is ready',
    'wait',
  ].join('\n');
}

function nodeArguments(port: number): string {
  return [
    `--port ${port} --cluster-enabled yes --cluster-announce-ip 127.0.0.1 --cluster-node-timeout 2000`,
    "--protected-mode no --save '' --maxmemory-policy noeviction",
  ].join(' ');
}

/**
 * Three Kafka nodes (each broker and controller), three processes in one container, so that one of them can die and the
 * others lead on: topics stand on all three, and two must have what is acknowledged.
 */
import { Wait } from 'testcontainers';
import { freePorts } from './free-ports.ts';
import { type ContainerControl, controlOf, LoopbackContainer } from './loopback-container.ts';
import { CLUSTER_ID, KAFKA_IMAGE, propertiesFile, settings } from './start-kafka.ts';

const NODES = [1, 2, 3] as const;
const STARTUP_TIMEOUT_MS = 180_000;
const SCRIPT_FILE = '/tmp/node.sh';
/** `sh node.sh 2`: formats the node's disk at its first start, runs it, and leaves its process id to be killed by. */
const SCRIPT = `
[ -e /tmp/data-$1/meta.properties ] ||
  /opt/kafka/bin/kafka-storage.sh format --cluster-id ${CLUSTER_ID} --config /tmp/node-$1.properties
echo $$ > /tmp/node-$1.pid
exec /opt/kafka/bin/kafka-server-start.sh /tmp/node-$1.properties
`;
/** Lists what is not; each look is a start of Java. */
const UNTIL_REPLICATED = `
until [ "$(/opt/kafka/bin/kafka-topics.sh --describe --under-replicated-partitions --bootstrap-server localhost:9101,localhost:9102,localhost:9103 2>&1)" = "" ]
do sleep 1; done
`;

export type KafkaNode = (typeof NODES)[number];

export interface RunningKafkaCluster extends ContainerControl {
  readonly brokers: string[];
  /** SIGKILL to one node: the others elect leaders in its place. */
  killNode(node: KafkaNode): Promise<void>;
  /** Starts a killed node on its disk; does not wait for it. */
  startNode(node: KafkaNode): Promise<void>;
  /** Resolves when every node has all that is acknowledged, so that any one of them may go. */
  untilReplicated(): Promise<void>;
}

export async function startKafkaCluster(): Promise<RunningKafkaCluster> {
  const ports = await freePorts(NODES.length);
  const container = await new LoopbackContainer(KAFKA_IMAGE)
    .withLoopbackPorts(new Map(ports.map((port) => [port, port])))
    .withEnvironment({ KAFKA_HEAP_OPTS: '-Xms192m -Xmx192m', KAFKA_OPTS: '-XX:TieredStopAtLevel=1' })
    .withCopyContentToContainer([
      { content: SCRIPT, target: SCRIPT_FILE, mode: 0o755 },
      ...NODES.map((node, index) => ({
        content: propertiesFile(settingsOf(node, ports[index] ?? 0)),
        target: `/tmp/node-${node}.properties`,
        mode: 0o644,
      })),
    ])
    // A shell that outlives its nodes.
    .withCommand(['sh', '-c', `${NODES.map((node) => `sh ${SCRIPT_FILE} ${node} &`).join('\n')}\nsleep 86400`])
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/, NODES.length))
    .withStartupTimeout(STARTUP_TIMEOUT_MS)
    .start();
  const control = controlOf(container);
  return {
    ...control,
    brokers: ports.map((port) => `127.0.0.1:${port}`),
    killNode: async (node) => void (await control.exec(['sh', '-c', `kill -9 $(cat /tmp/node-${node}.pid)`])),
    startNode: async (node) =>
      void (await control.exec(['sh', '-c', `sh ${SCRIPT_FILE} ${node} > /tmp/node-${node}.log 2>&1 &`])),
    untilReplicated: async () => void (await control.exec(['sh', '-c', UNTIL_REPLICATED])),
  };
}

function settingsOf(node: KafkaNode, port: number): Record<string, string> {
  const internal = 9_100 + node;
  const controller = 9_200 + node;
  return {
    ...settings(port, port),
    'node.id': `${node}`,
    'controller.quorum.voters': NODES.map((each) => `${each}@localhost:${9_200 + each}`).join(','),
    listeners: `HOST://:${port},INTERNAL://:${internal},CONTROLLER://:${controller}`,
    'advertised.listeners': `HOST://127.0.0.1:${port},INTERNAL://localhost:${internal}`,
    'log.dirs': `/tmp/data-${node}`,
    'default.replication.factor': '3',
    'min.insync.replicas': '2',
    'offsets.topic.replication.factor': '3',
    'transaction.state.log.replication.factor': '3',
    'transaction.state.log.min.isr': '2',
    'share.coordinator.state.topic.replication.factor': '3',
    'share.coordinator.state.topic.min.isr': '2',
  };
}

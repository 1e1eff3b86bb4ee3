/**
 * One Kafka node (KRaft, broker and controller in one) in a container.
 *
 * A client connects to the bootstrap address and then to the one that the broker advertises, so the latter must be right
 * on the host: its port is chosen first and is the same on both sides. For faults on the way, let the broker advertise
 * the port of a fault proxy.
 */
import { Wait } from 'testcontainers';
import { freePorts } from './free-ports.ts';
import { type ContainerControl, controlOf, LoopbackContainer } from './loopback-container.ts';

export const KAFKA_IMAGE = 'apache/kafka:4.3.0';
export const CLUSTER_ID = '4L6g3nShT-eMCtK--X86sw';
const STARTUP_TIMEOUT_MS = 120_000;
const READY = /Kafka Server started/;
const SETTINGS_FILE = '/tmp/server.properties';
const DATA_FOLDER = '/tmp/kafka-data';
// Not the image's own start: that one turns variables into a file first, and not every build of it can be started twice.
const START = [
  `[ -e ${DATA_FOLDER}/meta.properties ] ||`,
  `/opt/kafka/bin/kafka-storage.sh format --cluster-id ${CLUSTER_ID} --config ${SETTINGS_FILE} &&`,
  `exec /opt/kafka/bin/kafka-server-start.sh ${SETTINGS_FILE}`,
].join(' ');

export interface KafkaOptions {
  /** The port that clients are told, on 127.0.0.1. Default: the broker's own. Set it to that of a fault proxy. */
  readonly advertisedPort?: number;
  /** Settings of the broker, `log.retention.ms` and the like. They replace those below. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Variables of the container, KAFKA_HEAP_OPTS and the like. They replace those below. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunningKafka extends ContainerControl {
  readonly brokers: string[];
  /** Where it really listens, on 127.0.0.1. */
  readonly port: number;
}

export async function startKafka(options: KafkaOptions = {}): Promise<RunningKafka> {
  const [port = 0] = await freePorts(1);
  const advertisedPort = options.advertisedPort ?? port;
  const container = await new LoopbackContainer(KAFKA_IMAGE)
    .withLoopbackPorts(new Map([[port, port]]))
    // Half the compiler's work: a test's broker lives for a minute.
    .withEnvironment({
      KAFKA_HEAP_OPTS: '-Xms256m -Xmx256m',
      KAFKA_OPTS: '-XX:TieredStopAtLevel=1',
      ...options.environment,
    })
    .withCopyContentToContainer([
      {
        content: propertiesFile({ ...settings(port, advertisedPort), ...options.settings }),
        target: SETTINGS_FILE,
        mode: 0o644,
      },
    ])
    .withCommand(['sh', '-c', START])
    .withWaitStrategy(Wait.forLogMessage(READY))
    .withStartupTimeout(STARTUP_TIMEOUT_MS)
    .start();
  return { ...controlOf(container, READY), brokers: [`127.0.0.1:${advertisedPort}`], port };
}

/** Of a node on its own. */
export function settings(port: number, advertisedPort: number): Record<string, string> {
  return {
    'node.id': '1',
    'process.roles': 'broker,controller',
    'controller.quorum.voters': '1@localhost:9093',
    // The broker talks to itself by INTERNAL, so that a proxy before HOST is in the way of clients alone.
    listeners: `HOST://:${port},INTERNAL://:9092,CONTROLLER://:9093`,
    'advertised.listeners': `HOST://127.0.0.1:${advertisedPort},INTERNAL://localhost:9092`,
    'listener.security.protocol.map': 'HOST:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'INTERNAL',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': DATA_FOLDER,
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    // After a kill the controller takes the broker back only when this time is over: nine seconds otherwise.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
    // One node, and few partitions of its own: fifty are made at the first use of a group otherwise.
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
  };
}

export function propertiesFile(of: Readonly<Record<string, string>>): string {
  return Object.entries(of)
    .map(([name, setting]) => `${name}=${setting}\n`)
    .join('');
}

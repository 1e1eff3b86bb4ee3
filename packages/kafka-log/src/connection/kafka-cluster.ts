/**
 * The brokers as one: who leads which partition, and the way to each of them.
 *
 * Metadata are asked for when something is not known, when an answer shows that they are stale, and once a minute while
 * the log is read: a topic that was deleted and made again is found out by its id, also where nothing fails.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { mendRequestQueue } from '@grapevine/kafkajs-repair/request-queue.ts';
import {
  METADATA_API_KEY,
  METADATA_VERSION,
  type Metadata,
  metadataRequest,
  type TopicMetadata,
} from '../protocol/metadata-request.ts';
import { INVALID_TOPIC, NONE, ProtocolError, UNKNOWN_TOPIC_OR_PARTITION } from '../protocol/protocol-errors.ts';
import type { Request } from '../protocol/request.ts';
import {
  CONNECT_TIMEOUT_MS,
  type ConnectionSettings,
  DRIVER_LOG_LEVEL,
  driverLog,
  REQUEST_TIMEOUT_MS,
} from './connection-settings.ts';
import { KafkaNode, type Lane, TransportError } from './kafka-node.ts';
import {
  type ConnectionPoolBuilder,
  connectionPoolBuilder,
  createLogger,
  type KafkajsLogger,
  socketFactory,
} from './kafkajs-internals.ts';
import { patiently } from './retrying.ts';

const NO_NODE = -1;

export class KafkaCluster {
  readonly #builder: ConnectionPoolBuilder;
  readonly #logger: KafkajsLogger;
  readonly #seeds: readonly KafkaNode[];
  readonly #nodes = new Map<number, KafkaNode>();
  readonly #topics = new Map<string, TopicMetadata>();
  readonly #closing = new AbortController();
  readonly #withinMs: number;
  #controllerId = NO_NODE;
  #refreshing: Promise<void> | null = null;

  /** `withinMs`: how long each question may take, all attempts together. */
  constructor(settings: ConnectionSettings, withinMs: number) {
    mendRequestQueue();
    this.#withinMs = withinMs;
    this.#logger = createLogger({ level: DRIVER_LOG_LEVEL, logCreator: () => driverLog(settings) });
    this.#builder = connectionPoolBuilder({
      logger: this.#logger,
      socketFactory: socketFactory(),
      brokers: settings.brokers,
      ssl: settings.ssl,
      sasl: settings.sasl,
      clientId: settings.clientId,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      enforceRequestTimeout: true,
    });
    this.#seeds = settings.brokers.map((broker) => {
      const colon = broker.lastIndexOf(':');
      const address = { nodeId: NO_NODE, host: broker.slice(0, colon), port: Number(broker.slice(colon + 1)) };
      return new KafkaNode(address, this.#builder, this.#logger);
    });
  }

  /** What is known; `undefined`: never asked, or not there when asked last. */
  topic(name: string): TopicMetadata | undefined {
    return this.#topics.get(name);
  }

  get controllerId(): number {
    return this.#controllerId;
  }

  get nodeIds(): readonly number[] {
    return [...this.#nodes.keys()];
  }

  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Asks again about all topics that are known. Calls that come together share one question. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#ask([...this.#topics.keys()]).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Refuses (`GV_LOG_NO_TOPIC`) a topic that is not there. */
  async find(name: string): Promise<TopicMetadata> {
    const known = this.#topics.get(name);
    if (known !== undefined) return known;
    return this.lookUp(name);
  }

  /** Without looking at what is known. */
  async lookUp(name: string): Promise<TopicMetadata> {
    await this.patiently(`Asking for the topic ${name}`, () => this.#ask([name]));
    const found = this.#topics.get(name);
    if (found !== undefined) return found;
    throw new EngineError(
      'GV_LOG_NO_TOPIC',
      `There is no topic ${name}. \`grapevine topics apply\` makes those that are missing.`,
    );
  }

  /** The node that leads the partition; `undefined`: not known at present. */
  leader(topic: string, partition: number): KafkaNode | undefined {
    const leader = this.#topics.get(topic)?.partitions[partition]?.leader ?? NO_NODE;
    return this.#nodes.get(leader);
  }

  /** Asks the partition's leader, again where that may help. */
  async askLeader<Answer>(
    topic: string,
    partition: number,
    request: Request<Answer>,
    check: (answer: Answer) => number,
  ): Promise<Answer> {
    return this.patiently(`${request.name} of ${topic}/${partition}`, async () => {
      const node = this.leader(topic, partition);
      if (node === undefined) throw new TransportError(`${topic}/${partition} has no leader at present.`, null);
      const answer = await node.send('requests', request);
      const errorCode = check(answer);
      if (errorCode !== NONE) throw new ProtocolError(errorCode, `${request.name} of ${topic}/${partition}`);
      return answer;
    });
  }

  async askController<Answer>(request: Request<Answer>, check: (answer: Answer) => number): Promise<Answer> {
    return this.patiently(request.name, async () => {
      const node = this.#nodes.get(this.#controllerId) ?? (await this.anyNode());
      const answer = await node.send('requests', request);
      const errorCode = check(answer);
      if (errorCode !== NONE) throw new ProtocolError(errorCode, request.name);
      return answer;
    });
  }

  send<Answer>(node: KafkaNode, lane: Lane, request: Request<Answer>): Promise<Answer> {
    return node.send(lane, request);
  }

  async anyNode(): Promise<KafkaNode> {
    if (this.#nodes.size === 0) await this.refresh();
    const [first] = this.#nodes.values();
    if (first === undefined) throw new TransportError('No broker is known.', null);
    return first;
  }

  patiently<Answer>(what: string, attempt: () => Promise<Answer>, withinMs: number = this.#withinMs): Promise<Answer> {
    return patiently(attempt, { what, withinMs, beforeAgain: () => this.refresh(), signal: this.#closing.signal });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#nodes.values(), ...this.#seeds].map((node) => node.close()));
  }

  async #ask(topics: readonly string[]): Promise<void> {
    let last: unknown = new TransportError('No broker is known.', null);
    for (const node of [...this.#nodes.values(), ...this.#seeds]) {
      if (this.#closing.signal.aborted) throw new EngineError('GV_LOG_UNREACHABLE', 'The log was closed.');
      try {
        await this.#checkVersion(node);
        this.#learn(topics, await node.send('requests', metadataRequest(topics)));
        return;
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        last = error;
      }
    }
    throw last;
  }

  async #checkVersion(node: KafkaNode): Promise<void> {
    const maximum = await node.ask(
      async ({ versions }) => versions?.[METADATA_API_KEY]?.maxVersion ?? METADATA_VERSION,
    );
    if (maximum >= METADATA_VERSION) return;
    const { host, port } = node.address;
    throw new EngineError(
      'GV_LOG_UNREACHABLE',
      `The broker ${host}:${port} is older than Kafka 3.0, which Grapevine needs.`,
    );
  }

  #learn(asked: readonly string[], { brokers, controllerId, topics }: Metadata): void {
    this.#controllerId = controllerId;
    const present = new Set(brokers.map(({ nodeId }) => nodeId));
    for (const [nodeId, node] of this.#nodes) {
      if (present.has(nodeId)) continue;
      this.#nodes.delete(nodeId);
      void node.close();
    }
    for (const address of brokers) {
      const known = this.#nodes.get(address.nodeId);
      if (known?.address.host === address.host && known.address.port === address.port) continue;
      if (known !== undefined) void known.close();
      this.#nodes.set(address.nodeId, new KafkaNode(address, this.#builder, this.#logger));
    }
    for (const topic of topics) {
      if (topic.errorCode === UNKNOWN_TOPIC_OR_PARTITION || topic.errorCode === INVALID_TOPIC)
        this.#topics.delete(topic.name);
      else if (topic.partitions.length > 0) this.#topics.set(topic.name, topic);
    }
    for (const name of asked) if (!topics.some((topic) => topic.name === name)) this.#topics.delete(name);
  }
}

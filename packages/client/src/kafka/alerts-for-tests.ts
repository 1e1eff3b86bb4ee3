/** A topic of alerts on the services of this run of tests, apart from all others by its prefix. */
import { randomUUID } from 'node:crypto';
import { ALERT_SCHEMA } from '@grapevine/engine/records/alert-schema.ts';
import { typeOf } from '@grapevine/engine/records/avro-types.ts';
import { alertOf } from '@grapevine/http-api/served-world.ts';
import { mendRequestQueue } from '@grapevine/kafkajs-repair/request-queue.ts';
import type { Services } from '@grapevine/test-services/provided-services.ts';
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { type Admin, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { onTestFinished } from 'vitest';
import type { KafkaAlertsOptions } from '../kafka-alerts.ts';
import type { LogAlert } from '../types/log-alert.ts';

const ALERT_TYPE = typeOf(ALERT_SCHEMA);

export class AlertTopic {
  readonly prefix: string;
  readonly topic: string;
  readonly admin: Admin;
  readonly #producer: Producer;
  readonly #registry: SchemaRegistry;
  readonly #services: Services;

  private constructor(services: Services) {
    mendRequestQueue();
    this.#services = services;
    this.prefix = `${randomUUID()}.`;
    this.topic = `${this.prefix}grapevine.alerts.v1`;
    this.#registry = new SchemaRegistry({ host: services.registryUrl });
    const kafka = new Kafka({ brokers: services.kafkaBrokers, clientId: 'test', logLevel: logLevel.NOTHING });
    this.admin = kafka.admin();
    this.#producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  }

  /** Gone from this process when the test is over. */
  static async make(services: Services, numPartitions = 1, compression = 'gzip'): Promise<AlertTopic> {
    const made = new AlertTopic(services);
    await Promise.all([made.admin.connect(), made.#producer.connect()]);
    onTestFinished(async () => {
      await Promise.all([made.admin.disconnect(), made.#producer.disconnect()]);
    });
    const configEntries = [{ name: 'compression.type', value: compression }];
    await made.admin.createTopics({
      topics: [{ topic: made.topic, numPartitions, configEntries }],
      waitForLeaders: true,
    });
    return made;
  }

  /** The options of a reader of this topic, from its beginning. */
  reader(more: Partial<KafkaAlertsOptions> = {}): KafkaAlertsOptions {
    const { kafkaBrokers: brokers, registryUrl } = this.#services;
    return {
      brokers,
      registryUrl,
      groupId: `test-${this.prefix}`,
      topicPrefix: this.prefix,
      from: 'earliest',
      ...more,
    };
  }

  /** The id under which the registry holds the schema. */
  async register(schema: object = ALERT_SCHEMA): Promise<number> {
    const options = { subject: `${this.topic}-value`, compatibility: COMPATIBILITY.FULL_TRANSITIVE };
    return (await this.#registry.register({ type: SchemaType.AVRO, schema: JSON.stringify(schema) }, options)).id;
  }

  async send(...alerts: readonly LogAlert[]): Promise<void> {
    const id = await this.register();
    await this.put(...alerts.map((alert) => framed(id, ALERT_TYPE.toBuffer(alert))));
  }

  /** Values as they are, into one partition. */
  async put(...values: readonly (Buffer | null)[]): Promise<void> {
    await this.putInto(0, values);
  }

  async putInto(partition: number, values: readonly (Buffer | null)[]): Promise<void> {
    const messages = values.map((value) => ({ key: 'main/united', value, partition }));
    await this.#producer.send({ topic: this.topic, messages });
  }

  async deleteBefore(offset: string): Promise<void> {
    // kafkajs looks for the leader before it has asked for any.
    await this.admin.fetchTopicOffsets(this.topic);
    await this.admin.deleteTopicRecords({ topic: this.topic, partitions: [{ partition: 0, offset }] });
  }

  async committed(groupId: string, partition = 0): Promise<string | undefined> {
    const [topic] = await this.admin.fetchOffsets({ groupId, topics: [this.topic] });
    return topic?.partitions.find((each) => each.partition === partition)?.offset;
  }

  async members(groupId: string): Promise<number> {
    const { groups } = await this.admin.describeGroups([groupId]);
    return groups[0]?.members.length ?? 0;
  }
}

export function framed(id: number, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeInt32BE(id, 1);
  return Buffer.concat([head, body]);
}

/** The nth alert of a test. */
export function nthAlert(nth: number, brand = 'main/united'): LogAlert {
  return { ...alertOf(0, 'opened', brand), id: `alert-${nth}`, sequence: nth };
}

export function encoded(alert: LogAlert): Buffer {
  return ALERT_TYPE.toBuffer(alert);
}

/** Resolves as soon as the condition holds; throws when it does not in time. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

/**
 * What must be known of a topic before it is read or written, asked for once: its id, its partitions, whether it is
 * compacted, how its values are framed. `describe` asks anew.
 *
 * A topic that is another one now (deleted, made again) is found out when the cluster's metadata show another id. From
 * then on this log refuses it (`GV_LOG_TOPIC_DIFFERS`), since offsets mean something else in it; `describe` shows it, and
 * a log that is opened anew takes it for what it is.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { TopicDescription } from '@grapevine/engine/ports/event-log.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { NONE, TOPIC_ALREADY_EXISTS } from '../protocol/protocol-errors.ts';
import type { Frame } from '../protocol/record-batch-reader.ts';
import { createTopicRequest, describeTopicRequest } from '../protocol/topic-requests.ts';
import { subjectOf } from '../values/schema-registration.ts';
import type { ValueFrames } from '../values/value-frames.ts';
import { untilThere } from './topic-appearance.ts';

export interface TopicHandle {
  readonly description: TopicDescription;
  /** With the prefix: its name on the cluster. */
  readonly fullName: string;
  readonly frame: Frame | null;
}

export interface TopicHandlesOptions {
  readonly cluster: KafkaCluster;
  readonly frames: ValueFrames;
  readonly topicPrefix: string;
  readonly replicationFactor: number;
  /** Settings of a topic that is made, by its name without prefix. */
  readonly settingsOf: (topic: string) => Readonly<Record<string, string>>;
}

export class TopicHandles {
  readonly #options: TopicHandlesOptions;
  readonly #handles = new Map<string, TopicHandle>();
  readonly #loading = new Map<string, Promise<TopicHandle>>();

  constructor(options: TopicHandlesOptions) {
    this.#options = options;
  }

  /** Without asking anybody; `undefined`: it was not asked for yet. Refuses a topic that was made anew. */
  known(topic: string): TopicHandle | undefined {
    const handle = this.#handles.get(topic);
    if (handle !== undefined) this.check(handle);
    return handle;
  }

  /** Calls that come together share one question. */
  async load(topic: string): Promise<TopicHandle> {
    const known = this.known(topic);
    if (known !== undefined) return known;
    let loading = this.#loading.get(topic);
    if (loading === undefined) {
      loading = this.describe(topic).finally(() => this.#loading.delete(topic));
      this.#loading.set(topic, loading);
    }
    return loading;
  }

  async describe(topic: string): Promise<TopicHandle> {
    const { cluster, frames, topicPrefix } = this.#options;
    const fullName = topicPrefix + topic;
    const { topicId, partitions } = await cluster.lookUp(fullName);
    const { settings } = await cluster.askController(describeTopicRequest(fullName), ({ errorCode }) => errorCode);
    const compacted = settings.get('cleanup.policy')?.includes('compact') ?? false;
    const frame = this.#handles.get(topic)?.frame ?? (await frames.frameOf(topic, subjectOf(fullName)));
    const handle = { description: { topic, topicId, partitions: partitions.length, compacted }, fullName, frame };
    // The first one stays: whoever began with it must not read on in another by chance.
    if (!this.#handles.has(topic)) this.#handles.set(topic, handle);
    return handle;
  }

  async ensure(
    topic: string,
    shape: { readonly partitions: number; readonly compacted: boolean },
  ): Promise<TopicDescription> {
    const { partitions, compacted } = shape;
    const { description } = await this.describe(topic).catch(async (error: unknown) => {
      if (!(error instanceof EngineError) || error.code !== 'GV_LOG_NO_TOPIC') throw error;
      await this.#create(topic, partitions, compacted);
      return this.describe(topic);
    });
    if (description.partitions === partitions && description.compacted === compacted) return description;
    const message =
      `The topic ${topic} has ${shapeText(description)}, not ${shapeText(shape)}. Partitions decide which records meet: ` +
      'they cannot be changed under a running system. Name another log, or delete the topic.';
    throw new EngineError('GV_LOG_TOPIC_DIFFERS', message);
  }

  /** Refuses a topic that the cluster has lost, or has anew. */
  check({ description, fullName }: TopicHandle): void {
    const topicId = this.#options.cluster.topic(fullName)?.topicId;
    if (topicId === description.topicId) return;
    if (topicId === undefined) throw new EngineError('GV_LOG_NO_TOPIC', `There is no topic ${fullName} any more.`);
    const message =
      `The topic ${fullName} was deleted and made again: what was read of it so far is of another log. Start a new ` +
      'generation, or give the old topic back.';
    throw new EngineError('GV_LOG_TOPIC_DIFFERS', message);
  }

  async #create(topic: string, partitions: number, compacted: boolean): Promise<void> {
    const { cluster, topicPrefix, replicationFactor, settingsOf } = this.#options;
    const name = topicPrefix + topic;
    const settings = { ...settingsOf(topic), 'cleanup.policy': compacted ? 'compact' : 'delete' };
    const request = createTopicRequest({ name, partitions, replicationFactor, settings });
    const outcome = await cluster
      .askController(request, ({ errorCode }) => (errorCode === TOPIC_ALREADY_EXISTS ? NONE : errorCode))
      .catch((error: unknown) => {
        throw new EngineError('GV_LOG_WRITE_FAILED', `The topic ${name} cannot be made: ${messageOf(error)}`, {
          cause: error,
        });
      });
    if (outcome.errorCode !== NONE && outcome.errorCode !== TOPIC_ALREADY_EXISTS)
      throw new EngineError('GV_LOG_WRITE_FAILED', `The topic ${name} cannot be made: ${outcome.message}`);
    await untilThere(cluster, name, partitions);
  }
}

function shapeText({ partitions, compacted }: { readonly partitions: number; readonly compacted: boolean }): string {
  return `${partitions} partitions${compacted ? ', compacted' : ''}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

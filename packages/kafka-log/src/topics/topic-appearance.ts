/** A broker learns of what the controller has decided a moment later: who asks it at once would not see his own change. */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { ProtocolError, UNKNOWN_TOPIC_OR_PARTITION } from '../protocol/protocol-errors.ts';
import { describeTopicRequest } from '../protocol/topic-requests.ts';

/** Resolves when the brokers know the topic, and a leader of each of its partitions. */
export async function untilThere(cluster: KafkaCluster, name: string, partitions: number): Promise<void> {
  await cluster.patiently(`Making the topic ${name}`, async () => {
    const found = await cluster.lookUp(name).catch((error: unknown) => {
      if (error instanceof EngineError && error.code === 'GV_LOG_NO_TOPIC') return undefined;
      throw error;
    });
    const led = found?.partitions.filter(({ leader }) => leader >= 0).length ?? 0;
    if (led < partitions) throw notYet(name);
  });
}

/** Resolves when the broker that is asked shows these settings. */
export async function untilSet(
  cluster: KafkaCluster,
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await cluster.patiently(`Setting ${Object.keys(settings).join(', ')} of ${name}`, async () => {
    const shown = await cluster.askController(describeTopicRequest(name), ({ errorCode }) => errorCode);
    if (Object.entries(settings).some(([setting, value]) => shown.settings.get(setting) !== value)) throw notYet(name);
  });
}

/** This one is worth asking again. */
function notYet(name: string): ProtocolError {
  return new ProtocolError(UNKNOWN_TOPIC_OR_PARTITION, `The topic ${name}`);
}

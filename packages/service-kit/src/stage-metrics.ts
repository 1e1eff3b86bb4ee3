/** What a process shows of its share: partitions, and how far each is behind; to Prometheus and as the group's offsets. */
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import type { KafkaPartitionShare } from '@grapevine/kafka-log/sharing/kafka-partition-share.ts';
import { Gauge, type Registry } from 'prom-client';
import { every } from './every.ts';
import type { SharedStages } from './shared-stages.ts';

export interface WatchStagesOptions {
  readonly stages: Pick<SharedStages, 'states'>;
  readonly share: Pick<KafkaPartitionShare, 'commitHint'>;
  readonly log: EventLog;
  readonly topic: string;
  readonly registry: Registry;
  readonly signal: AbortSignal;
}

const HINT_EVERY_MS = 5000;

/** Until `signal` aborts; the group's offsets are a hint for people who look at Kafka, never read by anything of ours. */
export async function watchStages({ stages, share, log, topic, registry, signal }: WatchStagesOptions): Promise<void> {
  new Gauge({
    name: 'grapevine_stage_lag_records',
    help: 'Records of the input that a stage has not committed yet, by scope.',
    labelNames: ['scope'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { scope, partition, position } of stages.states) {
        const { endOffset } = await log.bounds(topic, partition);
        this.set({ scope }, Math.max(0, endOffset - position));
      }
    },
  });
  await every(HINT_EVERY_MS, signal, () =>
    share.commitHint(new Map(stages.states.map(({ partition, position }) => [partition, position]))),
  );
}

/** A service that folds the partitions of its share; what tally and radar have in common. */
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { FoldingRoom } from '@grapevine/engine/runtime/folding-room.ts';
import type { Begin, CommitCadence, PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { KafkaPartitionShare } from '@grapevine/kafka-log/sharing/kafka-partition-share.ts';
import { openHealthDoor } from './health-door.ts';
import { openKafkaEngine } from './kafka-engine.ts';
import type { Observer } from './observer.ts';
import { checkHealthMayOpen, doorOptionsOf } from './open-keys.ts';
import type { ServiceContext } from './service-process.ts';
import { readPort } from './settings.ts';
import { SharedStages } from './shared-stages.ts';
import { FOLDED_AT_ONCE, pause, STAGE_BATCH } from './stage-batch.ts';
import { tellBegin } from './stage-begins.ts';
import { watchStages } from './stage-metrics.ts';
import { StageProgress } from './stage-progress.ts';
import { createSystemMetrics } from './system-metrics.ts';

const READABLE_AGAIN_MS = 1_000;

export interface StageServiceOptions {
  /** Names its clients and its consumer group: `grapevine-tally`. */
  readonly name: 'tally' | 'radar';
  /** What it folds, and what its share is a share of. */
  readonly topic: string;
  readonly paceMs: number;
  /** Of a batch at most; default: as STAGE_BATCH has it. */
  readonly maxRecords?: number;
  /** Default: each batch is committed. */
  readonly commits?: CommitCadence;
  readonly healthPort: number;
  readonly group: string;
  /** `partitions`: how many of them this process has at the time. */
  readonly workOf: (partition: number, partitions: () => number) => PartitionWork | null;
}

export async function runStageService(context: ServiceContext, options: StageServiceOptions): Promise<void> {
  const { settings, env, observe, nowMs, signal } = context;
  const { name, topic, workOf, paceMs } = options;
  checkHealthMayOpen(settings);
  const port = readPort(env, 'GRAPEVINE_HEALTH_PORT', options.healthPort);
  const clientId = `grapevine-${name}`;
  const metrics = createSystemMetrics();
  const engine: Engine = await openKafkaEngine({ settings, clientId, nowMs, observe });
  const { brokers, ssl, sasl, topicPrefix = '' } = settings.kafka;
  const share = new KafkaPartitionShare({
    brokers,
    ...(ssl !== undefined && { ssl }),
    ...(sasl !== undefined && { sasl }),
    clientId,
    sessionMs: settings.sessionMs,
    group: `${topicPrefix}grapevine.${name}`,
    topic: `${topicPrefix}${topic}`,
  });
  const { log, store } = engine;
  const tell = tellBegin(observe);
  const onBegin = (begin: Begin): void => {
    tell(begin);
    metrics.began(begin);
  };
  const runner = {
    log,
    store,
    ...STAGE_BATCH,
    ...(options.maxRecords !== undefined && { maxRecords: options.maxRecords }),
    ...options.commits,
    room: new FoldingRoom(FOLDED_AT_ONCE),
    paceMs,
    pause,
    nowMs,
    onBegin,
    onCommit: metrics.committed,
  };
  const stages = new SharedStages({ share, workOf, runner, observe });
  const progress = new StageProgress(log, topic, nowMs);
  const stop = new AbortController();
  const health = await openHealthDoor(
    { group: options.group, readiness: () => progress.readinessOf(stages.states), registry: metrics.registry },
    doorOptionsOf(settings.door, { door: 'health', nowMs, observe, metrics }),
    { host: settings.host, port },
  );
  const watching = watchStages({ stages, share, log, topic, registry: metrics.registry, signal: stop.signal });
  observe({ level: 'info', event: 'started', text: `${name} takes part`, fields: { healthPort: health.port } });
  try {
    await untilReadable(log, signal, observe);
    await stages.run(signal);
  } finally {
    stop.abort();
    await Promise.allSettled([watching]);
    await health.close();
    await engine.close();
  }
}

/**
 * Nobody takes partitions from others that he could not read: the topics and their schemas are known first. What is known
 * stays so while the registry is away.
 */
async function untilReadable(log: EventLog, signal: AbortSignal, observe: Observer): Promise<void> {
  while (!signal.aborted) {
    try {
      for (const { topic } of Object.values(TOPICS)) await log.describe(topic);
      return;
    } catch (cause) {
      if (!(cause instanceof EngineError) || !cause.retriable) throw cause;
      observe({ level: 'warn', event: 'log-not-readable', text: cause.message, fields: { code: cause.code } });
      await pause(READABLE_AGAIN_MS, signal);
    }
  }
}

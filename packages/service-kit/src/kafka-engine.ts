/** The engine on Kafka, the schema registry and Redis, as the environment says where they are. */
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { openKafkaLog } from '@grapevine/kafka-log/open-kafka-log.ts';
import { openRedisStore } from '@grapevine/redis-store/redis-store.ts';
import type { Observer } from './observer.ts';
import type { ServiceSettings } from './settings.ts';

export interface KafkaEngineOptions {
  readonly settings: Pick<ServiceSettings, 'kafka' | 'redis'>;
  /** Shown in the broker's logs: `grapevine-tally`. */
  readonly clientId: string;
  readonly nowMs: () => number;
  readonly observe: Observer;
}

/** Throws what keeps Redis from being used; Kafka is connected to by the first call. */
export async function openKafkaEngine(options: KafkaEngineOptions): Promise<Engine> {
  const { settings, clientId, nowMs, observe } = options;
  const store = await openRedisStore(settings.redis);
  const log = openKafkaLog({
    ...settings.kafka,
    schemas: LOG_SCHEMAS,
    clientId,
    nowMs,
    onFault: (cause) => observe({ level: 'warn', event: 'log-asked-again', text: textOf(cause), fields: { cause } }),
    onDriverMessage: ({ level, text, fields }) =>
      observe({ level: level === 'debug' ? 'info' : level, event: 'kafka-driver', text, fields }),
  });
  return {
    log,
    store,
    async close() {
      await log.close();
      store.close();
    },
  };
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/**
 * Registers the schemas of topics, at installation, and sets how they may change: readers of alerts and of what people
 * do are anybody's, so there both directions are kept (FULL_TRANSITIVE); elsewhere new readers must read all that was
 * ever written (BACKWARD_TRANSITIVE).
 *
 * By the registry's own client, whose `register` writes the subject's setting; a running service only reads (A6).
 */

import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { AvroRecord } from '@grapevine/engine/records/avro-schema.ts';
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import type { RegistryAddress } from './registry-client.ts';

const READ_BY_ANYBODY = /\.(?:alerts|actions)\.v\d+$/;
const TIMEOUT_MS = 15_000;

export function subjectOf(fullTopic: string): string {
  return `${fullTopic}-value`;
}

export function compatibilityOf(topic: string): COMPATIBILITY {
  return READ_BY_ANYBODY.test(topic) ? COMPATIBILITY.FULL_TRANSITIVE : COMPATIBILITY.BACKWARD_TRANSITIVE;
}

/** Idempotent; gives the ids by topic. Refuses (`GV_LOG_NO_SCHEMA`) what is not compatible with what is there. */
export async function registerSchemas(
  { url, auth }: RegistryAddress,
  schemas: ReadonlyMap<string, AvroRecord>,
  topicPrefix = '',
): Promise<ReadonlyMap<string, number>> {
  const client = new SchemaRegistry({ host: url, ...(auth && { auth }) });
  const ids = new Map<string, number>();
  for (const [topic, schema] of schemas) {
    const subject = subjectOf(topicPrefix + topic);
    const registration = client.register(
      { type: SchemaType.AVRO, schema: JSON.stringify(schema) },
      { subject, compatibility: compatibilityOf(topic) },
    );
    ids.set(topic, (await withinTime(registration, subject)).id);
  }
  return ids;
}

/** The client has no timeout of its own. */
async function withinTime<Answer>(work: Promise<Answer>, subject: string): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('GV_LOG_NO_SCHEMA', `The schema of ${subject} cannot be registered: ${why}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** A log on the services of this run of tests, apart from all others by the prefix of its topics. */
import { randomUUID } from 'node:crypto';
import type { LogRecord } from '@grapevine/engine/ports/event-log.ts';
import type { Services } from '@grapevine/test-services/provided-services.ts';
import { inject, onTestFinished } from 'vitest';
import type { KafkaLog } from './kafka-log.ts';
import { type KafkaLogOptions, openKafkaLog } from './open-kafka-log.ts';

export interface LogForTests {
  readonly log: KafkaLog;
  readonly options: KafkaLogOptions;
  readonly prefix: string;
}

/** `null`: no Docker on this machine. */
export function servicesOrNull(): Services | null {
  return inject('services');
}

/** Closed when the test is over. */
export function openForTest(services: Services, more: Partial<KafkaLogOptions> = {}): LogForTests {
  const prefix = more.topicPrefix ?? `${randomUUID()}.`;
  const options: KafkaLogOptions = {
    brokers: services.kafkaBrokers,
    clientId: 'test',
    registry: { url: services.registryUrl },
    schemas: new Map(),
    topicPrefix: prefix,
    replicationFactor: 1,
    nowMs: Date.now,
    ...more,
  };
  const log = openKafkaLog(options);
  onTestFinished(() => log.close());
  return { log, options, prefix };
}

export const PLENTY = { maxRecords: 100_000, maxBytes: 100_000_000 };

export function text(value: string, key: string | null = null): LogRecord {
  return { key, value: Buffer.from(value) };
}

/** From the start to the end of a partition. */
export async function readAll(log: KafkaLog, topic: string, partition = 0): ReturnType<typeof collect> {
  const { startOffset, endOffset } = await log.bounds(topic, partition);
  return collect(log, topic, partition, startOffset, endOffset);
}

async function collect(log: KafkaLog, topic: string, partition: number, from: number, to: number) {
  const records = [];
  for (let offset = from; offset < to; ) {
    const batch = await log.read(topic, partition, offset, PLENTY);
    records.push(...batch.records);
    offset = batch.nextOffset;
  }
  return records;
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

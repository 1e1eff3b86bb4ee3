/**
 * Alerts from their Kafka topic, as an async iterator that resumes.
 *
 *     for await (const alert of kafkaAlerts({ brokers, registryUrl, groupId: 'pager' })) await page(alert);
 *
 * At least once: an alert counts as handled when the loop asks for the next one. A process that dies in the loop's body,
 * or leaves the loop by `break` or a throw, gets that alert again; so does whoever takes over when members of the group
 * come and go. `alert.id` is the key to know one by that was there before. All alerts of a brand come in order.
 *
 * The body may take as long as it likes while it waits for something: the client goes on telling the brokers that it is
 * alive. A body that blocks the event loop for longer than `sessionMs` is taken for dead: another member gets the alert
 * in hand and what follows, and this one joins anew when it is back.
 */
import { brandIdOnLog } from '@grapevine/core/configuration/configuration.ts';
import { mendRequestQueue } from '@grapevine/kafkajs-repair/request-queue.ts';
import { mendSeedBroker } from '@grapevine/kafkajs-repair/seed-broker.ts';
import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from 'kafkajs';
import { ClientError } from './errors.ts';
import { AlertDecoder } from './kafka/alert-decoder.ts';
import { RecordFeed } from './kafka/record-feed.ts';
import { SchemaSource } from './kafka/schema-source.ts';
import { provideZstd } from './kafka/zstd-codec.ts';
import type { LogAlert } from './types/log-alert.ts';

export interface KafkaAlertsOptions {
  /** `host:port`; one that answers is enough. */
  readonly brokers: readonly string[];
  /** With the path of its Confluent-compatible API: `http://localhost:8081/apis/ccompat/v7`. */
  readonly registryUrl: string;
  readonly registryAuth?: { readonly username: string; readonly password: string };
  /** Who names the same group shares the alerts, and resumes where the group was. A group for each `brand`. */
  readonly groupId: string;
  /** `united`, or with its group `main/united`. Default: all brands. */
  readonly brand?: string;
  /** Where a group begins that never read: at what comes from now on (default), or at the oldest that is kept. */
  readonly from?: 'now' | 'earliest';
  /** Ends the iteration without an error; the alert in hand is finished first. Without it the iteration goes on for ever. */
  readonly signal?: AbortSignal;
  /** `true`: TLS with the system's authorities; an object: options of Node's tls.connect. Default: no TLS. */
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: SASLOptions;
  /** Before the topic's name on the cluster; default: none. */
  readonly topicPrefix?: string;
  /** Shown in the brokers' logs; default `grapevine-client`. */
  readonly clientId?: string;
  /** When so many records wait, fetching rests; what one fetch brings (256 KiB a partition, as packed) may come on top; default 100. */
  readonly maxWaiting?: number;
  /** After so long without a word a member is taken for dead; 6,000 to 1,800,000, default 30,000. */
  readonly sessionMs?: number;
  /** How long brokers or registry may be away, in ms, until the iteration is rejected; default 120,000. */
  readonly outageMs?: number;
  /** Told of each record that is no alert that this version can read, and of positions that are not kept any more. */
  readonly onSkipped?: (skipped: SkippedRecord) => void;
  /** Told of each fault that is being mended by trying again. */
  readonly onWaiting?: (why: Error) => void;
}

export interface SkippedRecord {
  /** `not-kept`: from `offset` on until where reading goes on, the log holds nothing any more. */
  readonly reason: 'tombstone' | 'undecodable' | 'not-kept';
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly detail: string;
}

const TOPIC = 'grapevine.alerts.v1';
const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Throws `GV_CLIENT_KAFKA_*`, `GV_CLIENT_REGISTRY_UNREACHABLE`, `GV_CLIENT_OPTIONS`, and what `onSkipped` throws. */
export async function* kafkaAlerts(options: KafkaAlertsOptions): AsyncGenerator<LogAlert, void, undefined> {
  const { brand, registryUrl, registryAuth, onSkipped, topicPrefix = '', outageMs = 120_000 } = options;
  checkOptions(options);
  const signal = options.signal ?? new AbortController().signal;
  if (signal.aborted) return;
  const topic = topicPrefix + TOPIC;
  const lost: SkippedRecord[] = [];
  const onWaiting = (why: Error): void => options.onWaiting?.(why);
  const feed = await RecordFeed.open({
    kafka: kafkaOf(options),
    groupId: options.groupId,
    topic,
    from: options.from ?? 'now',
    maxWaiting: options.maxWaiting ?? 100,
    sessionMs: options.sessionMs ?? 30_000,
    heartbeatMs: Math.min(3_000, (options.sessionMs ?? 30_000) / 4),
    outageMs,
    onWaiting,
    onLost: ({ partition, offset, lostOffset }) => {
      const detail = `the group stood at ${lostOffset}; reading goes on at ${offset}, the oldest that is kept`;
      lost.push({ reason: 'not-kept', topic, partition, offset: String(lostOffset), detail });
    },
    signal,
  });
  if (feed === null) return;
  const source = new SchemaSource({ url: registryUrl, ...(registryAuth && { auth: registryAuth }) });
  const decoder = new AlertDecoder({ source, outageMs, onWaiting, signal });
  try {
    for (;;) {
      const record = await feed.next();
      for (const each of lost.splice(0)) onSkipped?.(each);
      if (record === null) return;
      const { partition, offset, value } = record;
      if (value === null) {
        onSkipped?.({ reason: 'tombstone', topic, partition, offset, detail: 'a key without a value' });
        continue;
      }
      const reading = await decoder.read(value);
      if (reading.kind === 'aborted') return;
      if (reading.kind === 'undecodable') {
        onSkipped?.({ reason: 'undecodable', topic, partition, offset, detail: reading.detail });
        continue;
      }
      if (isOfBrand(reading.alert, brand)) yield reading.alert;
    }
  } finally {
    await feed.close();
  }
}

function isOfBrand(alert: LogAlert, brand: string | undefined): boolean {
  return brand === undefined || alert.brand === brand || alert.brand === brandIdOnLog(alert.group, brand);
}

function kafkaOf({ brokers, clientId = 'grapevine-client', ssl, sasl }: KafkaAlertsOptions): Kafka {
  mendRequestQueue();
  mendSeedBroker();
  provideZstd();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 3 },
    ...(ssl !== undefined && { ssl }),
    ...(sasl !== undefined && { sasl }),
  });
}

function checkOptions({ brokers, registryUrl, groupId, brand, sessionMs = 30_000 }: KafkaAlertsOptions): void {
  const faults = [
    ...(brokers.length === 0 ? ['"brokers" names none'] : []),
    ...(URL.canParse(registryUrl) ? [] : ['"registryUrl" is no address']),
    ...(groupId === '' ? ['"groupId" is empty'] : []),
    ...(brand === '' ? ['"brand" is empty; leave it out for all brands'] : []),
    ...(sessionMs >= 6_000 && sessionMs <= 1_800_000 ? [] : ['"sessionMs" is not within 6,000 to 1,800,000']),
  ];
  if (faults.length > 0) throw new ClientError('GV_CLIENT_OPTIONS', `Options of kafkaAlerts: ${faults.join('; ')}.`);
}

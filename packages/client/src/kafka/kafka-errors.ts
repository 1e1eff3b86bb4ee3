/** What kafkajs throws, as one of two outcomes: the brokers are away and may be back, or they refuse. */
import { ClientError, reasonOf } from '../errors.ts';

/** Whatever was tried again does not help against these. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_GROUP_ID',
  'INCONSISTENT_GROUP_PROTOCOL',
  'INVALID_SESSION_TIMEOUT',
]);

export function kafkaError(what: string, cause: unknown): ClientError {
  const causes = chainOf(cause);
  const advice = adviceFor(causes);
  const message = `${what}: ${endedBy(reasonOf(cause))}`;
  if (advice === null) return new ClientError('GV_CLIENT_KAFKA_UNREACHABLE', message, { cause, retriable: true });
  return new ClientError('GV_CLIENT_KAFKA_REFUSED', `${message} ${advice}`, { cause });
}

interface KafkaFault {
  readonly name?: unknown;
  readonly type?: unknown;
}

function adviceFor(causes: readonly KafkaFault[]): string | null {
  if (causes.some(({ name }) => name === 'KafkaJSSASLAuthenticationError')) return 'Look at the login.';
  if (causes.some(({ name }) => name === 'KafkaJSNotImplemented')) {
    return 'Set compression.type of the topic to gzip or zstd, and read on behind what is there.';
  }
  const refusal = causes.find(({ type }) => REFUSALS.has(type));
  if (refusal === undefined) return null;
  if (refusal.type === 'UNKNOWN_TOPIC_OR_PARTITION') return 'Is it the right cluster and topic prefix?';
  return 'Look at the rights and at the options.';
}

function chainOf(error: unknown): readonly KafkaFault[] {
  const chain: KafkaFault[] = [];
  for (let each = error; typeof each === 'object' && each !== null; each = (each as { cause?: unknown }).cause) {
    chain.push(each);
  }
  return chain;
}

function endedBy(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}

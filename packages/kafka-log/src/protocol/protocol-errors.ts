/**
 * Kafka's error codes, as far as they are told apart (the protocol guide lists them all).
 *
 * `stale`: another broker is meant now, or is about to be; ask for the metadata again. Everything else that is not
 * named here is not mended by asking again.
 */
const NAMES: Readonly<Record<number, string>> = {
  [-1]: 'UNKNOWN_SERVER_ERROR',
  1: 'OFFSET_OUT_OF_RANGE',
  2: 'CORRUPT_MESSAGE',
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  5: 'LEADER_NOT_AVAILABLE',
  6: 'NOT_LEADER_OR_FOLLOWER',
  7: 'REQUEST_TIMED_OUT',
  8: 'BROKER_NOT_AVAILABLE',
  9: 'REPLICA_NOT_AVAILABLE',
  10: 'MESSAGE_TOO_LARGE',
  13: 'NETWORK_EXCEPTION',
  14: 'COORDINATOR_LOAD_IN_PROGRESS',
  15: 'COORDINATOR_NOT_AVAILABLE',
  17: 'INVALID_TOPIC_EXCEPTION',
  18: 'RECORD_LIST_TOO_LARGE',
  19: 'NOT_ENOUGH_REPLICAS',
  20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  29: 'TOPIC_AUTHORIZATION_FAILED',
  31: 'CLUSTER_AUTHORIZATION_FAILED',
  32: 'INVALID_TIMESTAMP',
  36: 'TOPIC_ALREADY_EXISTS',
  37: 'INVALID_PARTITIONS',
  38: 'INVALID_REPLICATION_FACTOR',
  40: 'INVALID_CONFIG',
  41: 'NOT_CONTROLLER',
  44: 'POLICY_VIOLATION',
  45: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
  46: 'DUPLICATE_SEQUENCE_NUMBER',
  47: 'INVALID_PRODUCER_EPOCH',
  56: 'KAFKA_STORAGE_ERROR',
  59: 'UNKNOWN_PRODUCER_ID',
  72: 'LISTENER_NOT_FOUND',
  74: 'FENCED_LEADER_EPOCH',
  75: 'UNKNOWN_LEADER_EPOCH',
  78: 'OFFSET_NOT_AVAILABLE',
  87: 'INVALID_RECORD',
};

export const NONE = 0;
export const OFFSET_OUT_OF_RANGE = 1;
export const UNKNOWN_TOPIC_OR_PARTITION = 3;
export const INVALID_TOPIC = 17;
export const TOPIC_ALREADY_EXISTS = 36;
const STALE: ReadonlySet<number> = new Set([3, 5, 6, 8, 9, 41, 56, 72, 74, 75]);
const TRANSIENT: ReadonlySet<number> = new Set([-1, 2, 7, 13, 14, 15, 19, 20, 78]);
/** The broker no longer knows this producer, or not its place: it must take a new identity. */
export const LOST_PRODUCER: ReadonlySet<number> = new Set([45, 46, 47, 59]);

export function nameOfError(code: number): string {
  return NAMES[code] ?? `error ${code}`;
}

export function isRetriable(code: number): boolean {
  return STALE.has(code) || TRANSIENT.has(code);
}

/** An error that the broker answered, where the answer is about the whole request. */
export class ProtocolError extends Error {
  readonly errorCode: number;

  constructor(errorCode: number, what: string) {
    super(`${what}: ${nameOfError(errorCode)}`);
    this.name = 'ProtocolError';
    this.errorCode = errorCode;
  }
}

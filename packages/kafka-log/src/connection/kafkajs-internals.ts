/**
 * The parts of kafkajs below its public face, in one place: the version is pinned, and no other file reaches in.
 *
 * kafkajs offers reading by consumer groups alone, and its producer counts sequence numbers in a way that cannot be
 * repeated after a failure. What it has below is sound: sockets, TLS, SASL, version negotiation, requests matched with
 * their answers. That is used; the requests themselves are ours (../protocol).
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export interface KafkajsLogger {
  namespace(name: string): KafkajsLogger;
}

export interface LogEntry {
  readonly namespace: string;
  readonly label: string;
  readonly log: { readonly message: string; readonly [field: string]: unknown };
}

/** What kafkajs asks of a request's payload: the two properties of its own Encoder that are read. */
export interface Payload {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

export interface ProtocolCall<Answer> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<Payload>;
  };
  readonly response: {
    decode(payload: Buffer): Promise<{ readonly clientSideThrottleTime: number; readonly answer: Answer }>;
    parse(decoded: { readonly answer: Answer }): Promise<Answer>;
  };
}

export interface Connection {
  send<Answer>(call: ProtocolCall<Answer>): Promise<Answer>;
  rejectRequests(error: Error): void;
}

export interface ConnectionPool {
  readonly host: string;
  readonly port: number;
  readonly pool: readonly Connection[];
  getConnection(index: 0 | 1): Promise<Connection>;
}

export interface ApiVersions {
  readonly [apiKey: number]: { readonly minVersion: number; readonly maxVersion: number };
}

export interface Broker {
  readonly connectionPool: ConnectionPool;
  readonly versions: ApiVersions | null;
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  initProducerId(request: { readonly transactionTimeout: number }): Promise<{
    readonly producerId: string;
    readonly producerEpoch: number;
  }>;
}

export interface ConnectionPoolBuilder {
  build(address: { readonly host: string; readonly port: number }): Promise<ConnectionPool>;
}

export interface ConnectionOptions {
  readonly logger: KafkajsLogger;
  readonly socketFactory: unknown;
  readonly brokers: readonly string[];
  readonly ssl: unknown;
  readonly sasl: unknown;
  readonly clientId: string;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly enforceRequestTimeout: boolean;
}

export const connectionPoolBuilder = require('kafkajs/src/cluster/connectionPoolBuilder') as (
  options: ConnectionOptions,
) => ConnectionPoolBuilder;

export const BrokerClass = require('kafkajs/src/broker') as new (options: {
  readonly connectionPool: ConnectionPool;
  readonly logger: KafkajsLogger;
}) => Broker;

export const socketFactory = require('kafkajs/src/network/socketFactory') as () => unknown;

export const createLogger = (
  require('kafkajs/src/loggers') as {
    readonly createLogger: (options: {
      readonly level: number;
      readonly logCreator: () => (entry: LogEntry) => void;
    }) => KafkajsLogger;
  }
).createLogger;

/** How to reach the brokers; the same for reading, writing, administration and taking part in a group. */
import type { KafkaConfig, SASLOptions } from 'kafkajs';

export interface ConnectionSettings {
  /** `host:port`; one that answers is enough, the others are learned from it. */
  readonly brokers: readonly string[];
  /** Shown in the broker's logs and quotas. */
  readonly clientId: string;
  /** `true`: TLS with the system's authorities; an object: options of Node's tls.connect. Default: no TLS. */
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: SASLOptions;
  /** Told what kafkajs would log; default: nobody. The fields hold no secrets, but may hold host names. */
  readonly onDriverMessage?: (message: DriverMessage) => void;
}

export interface DriverMessage {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  /** The part of kafkajs that speaks. */
  readonly part: string;
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** For a connection to come about, TLS and login included. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** For an answer. Above what any request of ours asks the broker to take. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** kafkajs's levels: what is told stands at or below. */
export const DRIVER_LOG_LEVEL = 2;

export type DriverLog = (entry: {
  readonly namespace: string;
  readonly label: string;
  readonly log: { readonly message: string; readonly [field: string]: unknown };
}) => void;

/** kafkajs prints to the console unless it is given a place for its messages. */
export function driverLog({ onDriverMessage }: ConnectionSettings): DriverLog {
  return ({ namespace, label, log: { message, ...fields } }) => {
    onDriverMessage?.({ level: label.toLowerCase() as DriverMessage['level'], part: namespace, text: message, fields });
  };
}

/**
 * One broker, with three connections: for requests that are answered at once, for fetches that the broker holds back
 * until there is something, and for fetches that must not wait behind those. A broker takes the requests of a
 * connection one after the other.
 *
 * What goes wrong below the protocol (connection, time, an answer that cannot be read) is a TransportError, and the
 * connection is not used again: kafkajs's own errors have no common mark ("Broker not connected" is a bare Error).
 */

import type { BrokerAddress } from '../protocol/metadata-request.ts';
import { protocolCall, type Request } from '../protocol/request.ts';
import { type Broker, BrokerClass, type ConnectionPoolBuilder, type KafkajsLogger } from './kafkajs-internals.ts';

export type Lane = 'requests' | 'waiting-fetches' | 'quick-fetches';

export class TransportError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'TransportError';
  }
}

/** The broker refused the login: asking again does not help. */
export class LoginRefused extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'LoginRefused';
  }
}

const SIDE: Readonly<Record<Lane, 'main' | 'side'>> = {
  requests: 'main',
  'waiting-fetches': 'main',
  'quick-fetches': 'side',
};
const SOCKET: Readonly<Record<Lane, 0 | 1>> = { requests: 0, 'waiting-fetches': 1, 'quick-fetches': 0 };

export class KafkaNode {
  readonly address: BrokerAddress;
  readonly #builder: ConnectionPoolBuilder;
  readonly #logger: KafkajsLogger;
  readonly #brokers = new Map<'main' | 'side', Promise<Broker>>();

  constructor(address: BrokerAddress, builder: ConnectionPoolBuilder, logger: KafkajsLogger) {
    this.address = address;
    this.#builder = builder;
    this.#logger = logger;
  }

  async send<Answer>(lane: Lane, request: Request<Answer>): Promise<Answer> {
    return this.#guarded(lane, async (broker) => {
      const connection = await broker.connectionPool.getConnection(SOCKET[lane]);
      return connection.send(protocolCall(request));
    });
  }

  /** For what kafkajs has a method of its own. */
  async ask<Answer>(question: (broker: Broker) => Promise<Answer>): Promise<Answer> {
    return this.#guarded('requests', question);
  }

  async close(): Promise<void> {
    const brokers = [...this.#brokers.values()];
    this.#brokers.clear();
    await Promise.all(brokers.map(disconnect));
  }

  async #guarded<Answer>(lane: Lane, work: (broker: Broker) => Promise<Answer>): Promise<Answer> {
    const side = SIDE[lane];
    const connecting = this.#brokers.get(side) ?? this.#connect(side);
    try {
      return await work(await connecting);
    } catch (error) {
      if (isAnswerOfBroker(error)) throw error;
      this.#drop(side, connecting);
      throw this.#faultOf(error);
    }
  }

  #connect(side: 'main' | 'side'): Promise<Broker> {
    const { host, port } = this.address;
    const connecting = this.#builder.build({ host, port }).then(async (connectionPool) => {
      const broker = new BrokerClass({ connectionPool, logger: this.#logger });
      await broker.connect();
      return broker;
    });
    this.#brokers.set(side, connecting);
    return connecting;
  }

  /** Only the one that failed: another request may have opened a new one by now. */
  #drop(side: 'main' | 'side', broker: Promise<Broker>): void {
    if (this.#brokers.get(side) !== broker) return;
    this.#brokers.delete(side);
    void disconnect(broker);
  }

  #faultOf(cause: unknown): Error {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    const where = `${this.address.host}:${this.address.port}`;
    if (name.includes('SASL')) return new LoginRefused(`The broker ${where} refused the login: ${message}`, cause);
    return new TransportError(`The broker ${where} did not answer: ${message}`, cause);
  }
}

/** An error that the broker itself answered with, through one of kafkajs's own methods: its connection is sound. */
function isAnswerOfBroker(error: unknown): boolean {
  return error instanceof Error && error.name === 'KafkaJSProtocolError';
}

/** At once: kafkajs would wait for the answers of requests that nobody wants any more. */
async function disconnect(broker: Promise<Broker>): Promise<void> {
  try {
    const { connectionPool } = await broker;
    const closed = new TransportError('The connection was closed.', null);
    for (const connection of connectionPool.pool) connection.rejectRequests(closed);
    await (await broker).disconnect();
  } catch {
    // It never came about, or is broken already: there is nothing to close.
  }
}

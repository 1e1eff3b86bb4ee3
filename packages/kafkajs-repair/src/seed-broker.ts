/**
 * Another fault of kafkajs 2.2.4: where none of its brokers is connected it asks a seed, and takes the next one of the
 * list only where a connection is refused. One that takes connections and ends them (a proxy, a balancer or a
 * published port before a broker that is dead) is asked for ever, so that a consumer group is never joined again though
 * other brokers answer.
 *
 * Of a seed that it has met before it does not even ask the versions again: to connect succeeds then, and what ends is the
 * first request. So also a pool that is put away, as a consumer does before it begins again, asks another one next.
 */
import { createRequire } from 'node:module';

interface BrokerPool {
  /** Properties, since they are taken out and put back. */
  connect: (this: BrokerPool) => Promise<void>;
  disconnect: (this: BrokerPool) => Promise<void>;
  createSeedBroker(): Promise<void>;
  hasConnectedBrokers(): boolean;
}

const { prototype } = createRequire(import.meta.url)('kafkajs/src/cluster/brokerPool') as { prototype: BrokerPool };
const connectToSeed = prototype.connect;
const disconnectAll = prototype.disconnect;

/** Idempotent; holds for the whole process. */
export function mendSeedBroker(): void {
  prototype.connect = connect;
  prototype.disconnect = disconnect;
}

/** One that failed is not the one that is asked next. */
async function connect(this: BrokerPool): Promise<void> {
  try {
    await connectToSeed.call(this);
  } catch (error) {
    if (!this.hasConnectedBrokers()) await this.createSeedBroker();
    throw error;
  }
}

/** A new seed is a place to ask; it is not connected to. */
async function disconnect(this: BrokerPool): Promise<void> {
  await disconnectAll.call(this);
  await this.createSeedBroker();
}

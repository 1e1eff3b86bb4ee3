/**
 * Another fault of kafkajs 2.2.4: where none of its brokers is connected it asks a seed, and takes the next one of the
 * list only where a connection is refused. One that takes connections and ends them (a proxy, a balancer or a
 * published port before a broker that is dead) is asked for ever, so that a consumer group is never joined again though
 * other brokers answer.
 */
import { createRequire } from 'node:module';

interface BrokerPool {
  /** A property, since it is taken out and put back. */
  connect: (this: BrokerPool) => Promise<void>;
  createSeedBroker(): Promise<void>;
  hasConnectedBrokers(): boolean;
}

const { prototype } = createRequire(import.meta.url)('kafkajs/src/cluster/brokerPool') as { prototype: BrokerPool };
const connectToSeed = prototype.connect;

/** Idempotent; holds for the whole process. */
export function mendSeedBroker(): void {
  prototype.connect = connect;
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

/**
 * What a `x.services.test.ts` gets by `inject('services')`: the addresses of the parts that this run has started. It is
 * `null` where no Docker answers; the test then skips with `context.skip('Docker absent: ...')`. With CI=true the run has
 * failed before that.
 */
export interface Services {
  /** Bootstrap addresses, host:port. Topics are not created by themselves. */
  readonly kafkaBrokers: string[];
  /** The API that Confluent's clients speak, with its path. */
  readonly registryUrl: string;
  readonly redisUrl: string;
  /** The three masters of a Redis Cluster, host:port. They announce these very addresses. */
  readonly redisClusterNodes: string[];
}

declare module 'vitest' {
  interface ProvidedContext {
    services: Services | null;
  }
}

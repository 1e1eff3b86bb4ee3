/**
 * The connection to Redis, and the only place that waits for it. Each call has a time limit; one that failed for an
 * outage is sent again, as it is, until a deadline. That is safe because every script can be done twice: it compares
 * before it writes, and knows its own repetition. (ioredis itself sends again what was under way when a connection
 * broke; told not to, version 6.0.0 leaves the promise hanging.)
 *
 * Memory is bounded: nothing is queued while there is no connection, and a connection that answers nothing for a call's
 * time is torn down, with what was queued on it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { Cluster, Redis } from 'ioredis';
import { endpointOf, optionsOf, type RedisAddress, type RedisLogin, shownAddress } from './redis-address.ts';
import { connectionFaultOf, errorOf, faultOf, type RedisFault } from './redis-faults.ts';
import { defineScripts, type Scripts } from './scripts.ts';

export interface ConnectionOptions extends RedisLogin {
  readonly address: RedisAddress;
  /**
   * Longest wait for one answer, in ms; default 5,000. Higher: an outage is noticed later. Lower: a busy Redis looks
   * like one.
   */
  readonly callTimeoutMs?: number;
}

export type RedisClient = (Redis | Cluster) & Scripts;

const DEFAULT_CALL_TIMEOUT_MS = 5_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

export class RedisConnection {
  readonly client: RedisClient;
  /** For messages; without secrets. */
  readonly where: string;
  readonly #callTimeoutMs: number;
  readonly #closing = new AbortController();
  /** Why the last connection failed; `null` since a call has had an answer. */
  #connectionFault: RedisFault | null = null;

  constructor(options: ConnectionOptions) {
    this.#callTimeoutMs = options.callTimeoutMs ?? DEFAULT_CALL_TIMEOUT_MS;
    this.where = shownAddress(options.address);
    const client = clientOf(options, this.#callTimeoutMs);
    const failed = (error: Error): void => {
      this.#connectionFault = connectionFaultOf(error);
    };
    client.on('error', failed);
    client.on('node error', failed);
    this.client = defineScripts(client);
    // What goes wrong here comes by the events above, and the client goes on trying.
    this.client.connect().catch(() => undefined);
  }

  /**
   * What `attempt` gives, tried again for outages until `deadlineMs` have passed. Throws GV_STORE_UNREACHABLE,
   * GV_STORE_WRITE_FAILED or GV_STORE_UNUSABLE; `what` begins the message.
   */
  async call<T>(what: string, deadlineMs: number, attempt: (client: RedisClient) => Promise<T>): Promise<T> {
    const untilMs = performance.now() + deadlineMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      if (this.#closing.signal.aborted) throw this.#closedError(what);
      try {
        const answer = await this.#limited(attempt);
        this.#connectionFault = null;
        return answer;
      } catch (error) {
        const fault = this.#explained(faultOf(error));
        const isOver = performance.now() + pauseMs >= untilMs || this.#closing.signal.aborted;
        if (fault.kind !== 'outage' || isOver) throw errorOf(fault, what, this.where);
      }
      await pause(pauseMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }

  /** Each node that may hold keys. */
  primaries(): readonly Redis[] {
    return this.client instanceof Cluster ? this.client.nodes('master') : [this.client as Redis];
  }

  get isCluster(): boolean {
    return this.client instanceof Cluster;
  }

  close(): void {
    this.#closing.abort();
    this.client.disconnect();
  }

  async #limited<T>(attempt: (client: RedisClient) => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      const text = `no answer within ${this.#callTimeoutMs} ms`;
      timer = setTimeout(() => reject(new Error(text)), this.#callTimeoutMs);
    });
    try {
      return await Promise.race([attempt(this.client), limit]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** While there is no connection, calls fail with a word of the driver's own; why there is none says more. */
  #explained(fault: RedisFault): RedisFault {
    return fault.kind === 'outage' && this.#connectionFault !== null ? this.#connectionFault : fault;
  }

  #closedError(what: string): EngineError {
    return new EngineError('GV_STORE_UNREACHABLE', `${what}: this store was closed.`);
  }
}

function clientOf({ address, ...login }: ConnectionOptions, callTimeoutMs: number): Redis | Cluster {
  const shared = {
    lazyConnect: true,
    enableOfflineQueue: false,
    // What several stages ask in one turn of the event loop goes out in one write.
    enableAutoPipelining: true,
    // What was under way when the connection broke waits for one new connection, not for twenty.
    maxRetriesPerRequest: 1,
    connectTimeout: callTimeoutMs,
    socketTimeout: callTimeoutMs,
    retryStrategy: (times: number) => Math.min(50 * times, LONGEST_PAUSE_MS),
    // A primary that became a replica keeps its connections: ask again who is who; the call is then sent there.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  };
  switch (address.kind) {
    case 'node':
      return new Redis({ ...optionsOf(address.url, login), ...shared });
    case 'sentinel': {
      const { host: _host, port: _port, ...options } = optionsOf(address.url ?? 'redis://primary', login);
      return new Redis({
        ...options,
        ...shared,
        sentinels: address.sentinels.map(endpointOf),
        name: address.name,
        sentinelRetryStrategy: (times) => Math.min(50 * times, LONGEST_PAUSE_MS),
      });
    }
    case 'cluster': {
      const { host: _host, port: _port, db: _db, ...options } = optionsOf(address.nodes[0] ?? '', login);
      const { connectTimeout, socketTimeout, maxRetriesPerRequest } = shared;
      return new Cluster(address.nodes.map(endpointOf), {
        lazyConnect: true,
        enableOfflineQueue: false,
        clusterRetryStrategy: shared.retryStrategy,
        slotsRefreshTimeout: callTimeoutMs,
        redisOptions: { ...options, connectTimeout, socketTimeout, maxRetriesPerRequest },
      });
    }
  }
}

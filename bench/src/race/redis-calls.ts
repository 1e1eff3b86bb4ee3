/** What Redis itself says of the scripts that it has run, and what another client of it has to wait meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { quantile, rounded } from '../measuring/cost.ts';

export interface RedisCalls {
  readonly scripts: {
    readonly calls: number;
    readonly meanUs: number;
    /** Of Redis' own histogram. */
    readonly p50Us: number;
    readonly p99Us: number;
    readonly p999Us: number;
    readonly longestUs: number | null;
  };
  /** Round trips of a PING every few ms, while the work was under way. */
  readonly pingMs: { readonly count: number; readonly p50: number; readonly p99: number; readonly p999: number };
}

const PING_EVERY_MS = 3;
/** Calls longer than this are kept in the slow log, in us; it has room for so many. */
const SLOW_US = 500;
const SLOW_CALLS = 10_000;

export async function watchingRedis<T>(
  url: string,
  work: () => Promise<T>,
): Promise<T & { readonly redisCalls: RedisCalls }> {
  const redis = new Redis(url);
  const stop = new AbortController();
  try {
    await redis.config('SET', 'slowlog-log-slower-than', SLOW_US, 'slowlog-max-len', SLOW_CALLS);
    await redis.config('RESETSTAT');
    await redis.slowlog('RESET');
    const pinging = pingsOf(redis, stop.signal);
    const done = await work();
    stop.abort();
    return { ...done, redisCalls: { scripts: await scriptsOf(redis), pingMs: pingMsOf(await pinging) } };
  } finally {
    stop.abort();
    redis.disconnect();
  }
}

async function pingsOf(redis: Redis, signal: AbortSignal): Promise<readonly number[]> {
  const waits: number[] = [];
  while (!signal.aborted) {
    const fromMs = performance.now();
    await redis.ping();
    waits.push(performance.now() - fromMs);
    await pause(PING_EVERY_MS);
  }
  return waits;
}

function pingMsOf(waits: readonly number[]): RedisCalls['pingMs'] {
  const at = (part: number) => rounded(quantile(waits, part) ?? 0, 2);
  return { count: waits.length, p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}

async function scriptsOf(redis: Redis): Promise<RedisCalls['scripts']> {
  const info = `${await redis.info('commandstats')}\n${await redis.info('latencystats')}`;
  const number = (pattern: RegExp) => Number(pattern.exec(info)?.[1] ?? Number.NaN);
  const slow = (await redis.slowlog('GET', SLOW_CALLS)) as readonly (readonly unknown[])[];
  const durations = slow.filter(([, , , command]) => isScript(command)).map(([, , us]) => Number(us));
  return {
    calls: number(/cmdstat_evalsha:calls=(\d+)/),
    meanUs: number(/cmdstat_evalsha:.*?usec_per_call=([\d.]+)/),
    p50Us: number(/latency_percentiles_usec_evalsha:p50=([\d.]+)/),
    p99Us: number(/latency_percentiles_usec_evalsha:.*?p99=([\d.]+)/),
    p999Us: number(/latency_percentiles_usec_evalsha:.*?p99\.9=([\d.]+)/),
    longestUs: durations.length === 0 ? null : Math.max(...durations),
  };
}

function isScript(command: unknown): boolean {
  return Array.isArray(command) && /^evalsha$/i.test(String(command[0]));
}

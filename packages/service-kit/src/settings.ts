/**
 * What a service is told by its environment. Every fault is reported at once, by the variable's name; a value that may
 * hold a secret is never shown. A secret comes from `NAME`, or from the file that `NAME_FILE` names.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { MIN_KEY_BYTES } from '@grapevine/connectors/ingest/author-hash.ts';
import { addressList } from '@grapevine/http-door/addresses.ts';
import type { KafkaLogOptions } from '@grapevine/kafka-log/open-kafka-log.ts';
import type { RedisStoreOptions } from '@grapevine/redis-store/redis-store.ts';
import { ServiceError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ServiceSettings {
  readonly configurationFile: string;
  /** Stable over restarts: names this process among its like, and its feeds. */
  readonly worker: string;
  readonly host: string;
  readonly door: DoorSettings;
  readonly kafka: Pick<KafkaLogOptions, 'brokers' | 'ssl' | 'sasl' | 'registry' | 'topicPrefix' | 'replicationFactor'>;
  /** After so long without a word a process is taken for dead, and others take its partitions over; in ms. */
  readonly sessionMs: number;
  readonly redis: Pick<RedisStoreOptions, 'address' | 'password' | 'namespace'>;
  /** `null`: none is set. */
  readonly authorKey: Uint8Array | null;
}

export interface DoorSettings {
  /** `null`: none is set. */
  readonly keysFile: string | null;
  /** Names under which the doors may be asked, beside loopback. */
  readonly allowedHosts: readonly string[];
  /** Addresses or networks of proxies that are believed. */
  readonly trustedProxies: readonly string[];
}

const DEFAULTS = {
  GRAPEVINE_CONFIG: './grapevine.yaml',
  GRAPEVINE_HOST: '127.0.0.1',
  GRAPEVINE_KAFKA_BROKERS: 'localhost:9092',
  GRAPEVINE_REGISTRY_URL: 'http://localhost:8081/apis/ccompat/v7',
  GRAPEVINE_REDIS_URL: 'redis://localhost:6379',
} as const;
const DEFAULT_SESSION_MS = 10_000;
const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** Throws `GV_SETTINGS` with every fault. */
export function readSettings(env: Environment): ServiceSettings {
  const read = new SettingReader(env);
  const settings: ServiceSettings = {
    configurationFile: read.text('GRAPEVINE_CONFIG') ?? DEFAULTS.GRAPEVINE_CONFIG,
    worker: read.text('GRAPEVINE_WORKER') ?? hostname(),
    host: read.text('GRAPEVINE_HOST') ?? DEFAULTS.GRAPEVINE_HOST,
    door: doorSettings(read),
    kafka: kafkaSettings(read),
    sessionMs: read.integer('GRAPEVINE_KAFKA_SESSION_MS', 6_000, 300_000) ?? DEFAULT_SESSION_MS,
    redis: redisSettings(read),
    authorKey: authorKeySetting(read),
  };
  read.refuseFaults();
  return settings;
}

/** Of the doors alone; throws `GV_SETTINGS`. */
export function readDoorSettings(env: Environment): DoorSettings {
  const read = new SettingReader(env);
  const settings = doorSettings(read);
  read.refuseFaults();
  return settings;
}

/** A port of the service itself; throws `GV_SETTINGS`. */
export function readPort(env: Environment, name: string, defaultPort: number): number {
  const read = new SettingReader(env);
  const port = read.integer(name, 0, 65_535) ?? defaultPort;
  read.refuseFaults();
  return port;
}

function doorSettings(read: SettingReader): DoorSettings {
  const trustedProxies = read.list('GRAPEVINE_TRUSTED_PROXIES') ?? [];
  try {
    addressList(trustedProxies);
  } catch (cause) {
    read.fault('GRAPEVINE_TRUSTED_PROXIES', (cause as RangeError).message);
  }
  return {
    keysFile: read.text('GRAPEVINE_KEYS_FILE') ?? null,
    allowedHosts: (read.list('GRAPEVINE_ALLOWED_HOSTS') ?? []).map((host) => host.toLowerCase()),
    trustedProxies,
  };
}

function kafkaSettings(read: SettingReader): ServiceSettings['kafka'] {
  const brokers = read.list('GRAPEVINE_KAFKA_BROKERS') ?? [DEFAULTS.GRAPEVINE_KAFKA_BROKERS];
  for (const broker of brokers) {
    if (!/^[^\s/@]+:\d{1,5}$/.test(broker)) read.fault('GRAPEVINE_KAFKA_BROKERS', 'is not a list of host:port');
  }
  const mechanism = read.oneOf('GRAPEVINE_KAFKA_SASL_MECHANISM', SASL_MECHANISMS);
  const username = read.text('GRAPEVINE_KAFKA_USERNAME');
  const password = read.secret('GRAPEVINE_KAFKA_PASSWORD');
  if (mechanism !== undefined && (username === undefined || password === undefined)) {
    read.fault('GRAPEVINE_KAFKA_SASL_MECHANISM', 'needs GRAPEVINE_KAFKA_USERNAME and GRAPEVINE_KAFKA_PASSWORD(_FILE)');
  }
  const registryUser = read.text('GRAPEVINE_REGISTRY_USERNAME');
  const registryPassword = read.secret('GRAPEVINE_REGISTRY_PASSWORD');
  return {
    brokers,
    ...(read.flag('GRAPEVINE_KAFKA_TLS') && { ssl: true }),
    ...(mechanism !== undefined && { sasl: { mechanism, username: username ?? '', password: password ?? '' } }),
    registry: {
      url: read.url('GRAPEVINE_REGISTRY_URL', ['http:', 'https:']) ?? DEFAULTS.GRAPEVINE_REGISTRY_URL,
      ...(registryUser !== undefined && { auth: { username: registryUser, password: registryPassword ?? '' } }),
    },
    topicPrefix: read.text('GRAPEVINE_TOPIC_PREFIX') ?? '',
    replicationFactor: read.integer('GRAPEVINE_KAFKA_REPLICATION', 1, 9) ?? -1,
  };
}

function redisSettings(read: SettingReader): ServiceSettings['redis'] {
  const password = read.secret('GRAPEVINE_REDIS_PASSWORD');
  const cluster = read.list('GRAPEVINE_REDIS_CLUSTER');
  const url = read.url('GRAPEVINE_REDIS_URL', ['redis:', 'rediss:']) ?? DEFAULTS.GRAPEVINE_REDIS_URL;
  const namespace = read.text('GRAPEVINE_REDIS_NAMESPACE');
  return {
    address: cluster === undefined ? { kind: 'node', url } : { kind: 'cluster', nodes: cluster },
    ...(password !== undefined && { password }),
    ...(namespace !== undefined && { namespace }),
  };
}

function authorKeySetting(read: SettingReader): Uint8Array | null {
  const key = read.secret('GRAPEVINE_AUTHOR_KEY');
  if (key === undefined) return null;
  const bytes = Buffer.from(key);
  if (bytes.length < MIN_KEY_BYTES) {
    read.fault('GRAPEVINE_AUTHOR_KEY', `has ${bytes.length} bytes; give at least ${MIN_KEY_BYTES} random ones`);
  }
  return bytes;
}

/** Reads variables and remembers what is wrong with them. An empty variable counts as none. */
class SettingReader {
  private readonly env: Environment;
  private readonly faults: string[] = [];

  constructor(env: Environment) {
    this.env = env;
  }

  fault(name: string, what: string): void {
    this.faults.push(`${name} ${what}`);
  }

  refuseFaults(): void {
    if (this.faults.length === 0) return;
    const lines = this.faults.map((fault) => `  ${fault}`).join('\n');
    throw new ServiceError('GV_SETTINGS', `the environment has faults:\n${lines}`);
  }

  text(name: string): string | undefined {
    const value = this.env[name]?.trim();
    return value === undefined || value === '' ? undefined : value;
  }

  list(name: string): readonly string[] | undefined {
    const parts = this.text(name)
      ?.split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    return parts === undefined || parts.length === 0 ? undefined : parts;
  }

  flag(name: string): boolean {
    const value = this.text(name);
    if (value === undefined || value === '0' || value === 'false') return false;
    if (value !== '1' && value !== 'true') this.fault(name, `is "${value}"; set 1 or 0`);
    return true;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    this.fault(name, `is "${value}"; set an integer from ${least} to ${most}`);
    return undefined;
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const choice = choices.find((each) => each === value);
    if (choice === undefined) this.fault(name, `is "${value}"; set one of ${choices.join(', ')}`);
    return choice;
  }

  /** The value is not shown when it is refused: it may hold a password. */
  url(name: string, protocols: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const url = URL.parse(value);
    if (url !== null && protocols.includes(url.protocol) && url.hostname !== '') return value;
    this.fault(name, `is not an address that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`);
    return undefined;
  }

  secret(name: string): string | undefined {
    const value = this.text(name);
    const file = this.text(`${name}_FILE`);
    if (value !== undefined && file !== undefined) this.fault(name, `and ${name}_FILE are both set; set one`);
    if (value !== undefined || file === undefined) return value;
    try {
      const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
      if (text === '') this.fault(`${name}_FILE`, `names ${file}, which is empty`);
      return text;
    } catch (cause) {
      this.fault(`${name}_FILE`, `names ${file}, which cannot be read (${(cause as NodeJS.ErrnoException).code})`);
      return undefined;
    }
  }
}

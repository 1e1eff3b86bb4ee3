import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readPort, readSettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'grapevine-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

test('without a variable everything is on this machine, in the clear and without a key', () => {
  expect(readSettings({ GRAPEVINE_WORKER: 'w' })).toEqual({
    configurationFile: './grapevine.yaml',
    worker: 'w',
    host: '127.0.0.1',
    door: { keysFile: null, allowedHosts: [], trustedProxies: [] },
    kafka: {
      brokers: ['localhost:9092'],
      registry: { url: 'http://localhost:8081/apis/ccompat/v7' },
      topicPrefix: '',
      replicationFactor: -1,
    },
    sessionMs: 10_000,
    redis: { address: { kind: 'node', url: 'redis://localhost:6379' } },
    authorKey: null,
  });
});

test('a secret comes from its variable or from the file that it names, without the line feed at its end', () => {
  const settings = readSettings({
    GRAPEVINE_AUTHOR_KEY: 'sixteen bytes or more',
    GRAPEVINE_REDIS_PASSWORD_FILE: file('redis', 'swordfish\n'),
    GRAPEVINE_KAFKA_SASL_MECHANISM: 'scram-sha-512',
    GRAPEVINE_KAFKA_USERNAME: 'grapevine',
    GRAPEVINE_KAFKA_PASSWORD_FILE: file('kafka', 'plaice\r\n'),
  });
  expect(Buffer.from(settings.authorKey ?? []).toString()).toBe('sixteen bytes or more');
  expect(settings.redis.password).toBe('swordfish');
  expect(settings.kafka.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'grapevine', password: 'plaice' });
});

test('all faults are told at once, each by its variable, and no value that may be a secret', () => {
  const read = () =>
    readSettings({
      GRAPEVINE_AUTHOR_KEY: 'short-canary',
      GRAPEVINE_KAFKA_BROKERS: 'kafka',
      GRAPEVINE_KAFKA_SASL_MECHANISM: 'gssapi',
      GRAPEVINE_KAFKA_REPLICATION: '0',
      GRAPEVINE_REDIS_URL: 'http://user:canary@redis',
      GRAPEVINE_REDIS_PASSWORD: 'canary',
      GRAPEVINE_REDIS_PASSWORD_FILE: join(folder, 'absent'),
      GRAPEVINE_REGISTRY_PASSWORD_FILE: join(folder, 'absent'),
      GRAPEVINE_TRUSTED_PROXIES: '10.0.0.0/8, proxy',
    });
  expect(read).toThrow(
    expect.objectContaining({
      code: 'GV_SETTINGS',
      message: expect.stringMatching(
        /TRUSTED_PROXIES "proxy"(.|\n)*KAFKA_BROKERS(.|\n)*SASL_MECHANISM(.|\n)*REGISTRY_PASSWORD_FILE(.|\n)*KAFKA_REPLICATION(.|\n)*REDIS_PASSWORD(.|\n)*REDIS_URL(.|\n)*AUTHOR_KEY/,
      ),
    }),
  );
  expect(read).not.toThrow(/canary/);
});

test('a port is an integer up to 65,535', () => {
  expect(readPort({}, 'GRAPEVINE_HEALTH_PORT', 9101)).toBe(9101);
  expect(readPort({ GRAPEVINE_HEALTH_PORT: '0' }, 'GRAPEVINE_HEALTH_PORT', 9101)).toBe(0);
  for (const value of ['65536', '-1', '1e3', 'http'])
    expect(() => readPort({ GRAPEVINE_HEALTH_PORT: value }, 'GRAPEVINE_HEALTH_PORT', 9101)).toThrow(/HEALTH_PORT/);
});

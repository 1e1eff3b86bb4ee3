// What stands twice for good reasons, in files that no compiler reads: it must say the same.
import { readFileSync } from 'node:fs';
import { parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { STORE_RIGHTS } from '@grapevine/redis-store/access-rights.ts';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('in Redis the services may do what the store calls, and nothing else', () => {
  const users = read('infra/redis/users.acl').trim().split('\n');
  expect(users.map((line) => line.split(' ', 3).join(' '))).toEqual([
    'user default off',
    'user health on',
    'user grapevine on',
  ]);
  const rights = users.at(-1)?.split(' ').slice(4) ?? [];
  expect(rights.toSorted()).toEqual([...STORE_RIGHTS].toSorted());
  expect(rights.indexOf('-@all')).toBeLessThan(rights.findIndex((right) => right.startsWith('+')));
});

test('the configuration that one begins with is sound', () => {
  expect(parseConfiguration(read('infra/grapevine.example.yaml'), 'grapevine.yaml')).toMatchObject({ kind: 'ok' });
});

test('Compose and the tests run the same images', () => {
  const imagesOf = (path: string) =>
    read(path).match(/\b(?:apache\/kafka|apicurio\/apicurio-registry|redis):\d+\.[\w.-]+/g);
  const composed = imagesOf('docker-compose.yml') ?? [];
  const tested = ['kafka', 'registry', 'redis'].flatMap(
    (part) => imagesOf(`packages/test-services/src/start-${part}.ts`) ?? [],
  );
  expect(new Set(composed)).toEqual(new Set(tested));
  expect(tested).toHaveLength(3);
});

test('Compose publishes nothing beyond the loopback of its machine', () => {
  const published = read('docker-compose.yml').match(/^ +ports:.*$/gm) ?? [];
  expect(published).toHaveLength(5);
  for (const line of published) expect(line).toMatch(/^ +ports: \["127\.0\.0\.1:[^,]*"\]$/);
});

import { expect, test } from 'vitest';
import { endpointOf, optionsOf, shownAddress } from './redis-address.ts';

test('an URL says host, port, database, login and TLS', () => {
  expect(optionsOf('rediss://ann:p%40ss@db.example:7000/3', {})).toEqual({
    host: 'db.example',
    port: 7000,
    username: 'ann',
    password: 'p@ss',
    db: 3,
    tls: {},
  });
  expect(optionsOf('redis://[::1]', {})).toEqual({ host: '::1', port: 6379 });
});

test('a login given beside the URL goes before it', () => {
  const login = { username: 'bob', password: 'other', tlsAuthority: 'PEM' };
  expect(optionsOf('rediss://ann:secret@h', login)).toMatchObject({
    username: 'bob',
    password: 'other',
    tls: { ca: 'PEM' },
  });
});

test('nodes may be given without a scheme', () => {
  expect(endpointOf('127.0.0.1:7001')).toEqual({ host: '127.0.0.1', port: 7001 });
});

test('an address is shown without user and password', () => {
  const shown = [
    shownAddress({ kind: 'node', url: 'redis://ann:secret@h:1/2' }),
    shownAddress({ kind: 'cluster', nodes: ['redis://:secret@a:1', 'b:2'] }),
    shownAddress({ kind: 'sentinel', sentinels: ['redis://:secret@s:3'], name: 'main' }),
  ];
  expect(shown).toEqual(['redis://h:1/2', 'cluster redis://a:1, redis://b:2', 'main of sentinels redis://s:3']);
});

test('what is no address is refused, and not repeated', () => {
  for (const text of [
    '',
    'http://ann:secret@h',
    'redis://',
    'redis://ann:secret@h/database',
    'redis://ann:secret%zz@h',
  ]) {
    expect(() => optionsOf(text, {})).toThrow(RangeError);
    expect(() => optionsOf(text, {})).not.toThrow(/secret/);
  }
});

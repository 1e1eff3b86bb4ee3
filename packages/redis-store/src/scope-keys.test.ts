import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedNamespace, ScopeKeys, tagOf } from './scope-keys.ts';

test('partitions and groups have short tags, other scopes their encoded name', () => {
  expect(['tally/0', 'tally/31', 'radar/main', 'idle'].map(tagOf)).toEqual(['t0', 't31', 'main', '~idle']);
});

test('a group that is called like a partition, or not like a group, does not get in the way of any', () => {
  expect(['radar/t3', 'radar/Ünited', 'radar/{a}', 'tally/03', 'tally/-1', 't3'].map(tagOf)).toEqual([
    '~radar%2Ft3',
    '~radar%2F%C3%9Cnited',
    '~radar%2F%7Ba%7D',
    '~tally%2F03',
    '~tally%2F-1',
    '~t3',
  ]);
});

test('no two scopes have the same tag, and no tag a closing brace', () => {
  const part = fc.oneof(fc.constantFrom('tally/', 'radar/', 't', '0', '3', '~', '%2F', '{', '}', 'main'), fc.string());
  const scope = fc
    .array(part, { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(''))
    .filter((name) => name !== '');
  fc.assert(
    fc.property(scope, scope, (one, other) => {
      expect(tagOf(one) === tagOf(other)).toBe(one === other);
      expect(tagOf(one)).toMatch(/^[^{}]+$/);
    }),
  );
});

test('names from outside cannot change the slot of a key', () => {
  const keys = new ScopeKeys('gv', 'radar/{x}');
  for (const key of [keys.state, keys.family('}{other}'), keys.view('live:{x}:1h')]) {
    expect(/\{([^}]*)\}/.exec(key)?.[1]).toBe('~radar%2F%7Bx%7D');
  }
});

test('a scope without a name, too long, or that is no text is refused', () => {
  for (const scope of ['', 'x'.repeat(1_901), 'radar/\ud800']) {
    expect(() => tagOf(scope)).toThrow(/name of a scope/);
  }
});

test('a view cannot take the place of a private key', () => {
  const keys = new ScopeKeys('gv', 'radar/main');
  for (const name of ['', 'state', 'staged', 'row:posts']) expect(() => keys.view(name)).toThrow(/private key/);
  expect(keys.view('live:united:1h')).toBe('gv:{main}:live:united:1h');
});

test('a namespace holds nothing that SCAN or a slot would take for something else', () => {
  expect(checkedNamespace('gv-replay.1')).toBe('gv-replay.1');
  for (const name of ['', 'a*', 'a{b}', 'a:b', 'x'.repeat(65)])
    expect(() => checkedNamespace(name)).toThrow(RangeError);
});

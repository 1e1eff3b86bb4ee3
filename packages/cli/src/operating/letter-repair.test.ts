import { expect, test } from 'vitest';
import { repaired, type Setting, settingValue } from './letter-repair.ts';

function mended(text: string, ...settings: readonly string[]): string | undefined {
  const read = settings.reduce<readonly Setting[]>((before, setting) => settingValue(setting, before), []);
  return repaired(Buffer.from(text), read)?.toString();
}

test('a field is set to JSON where the value is JSON, else to text; the others stay as they are', () => {
  expect(mended('{"id":"1","count":0}', 'count=2', 'platform=x', 'text=a = b')).toBe(
    '{"id":"1","count":2,"platform":"x","text":"a = b"}',
  );
  expect(mended('{"id":1}', 'id="1"')).toBe('{"id":"1"}');
});

test('a field without a value is taken away', () => {
  expect(mended('{"id":"1","kid":2}', 'kid=')).toBe('{"id":"1"}');
});

test('a path leads into an object, which is made where there is none', () => {
  expect(mended('{"segment":{"region":"Oslo"}}', 'segment.country=NO')).toBe(
    '{"segment":{"region":"Oslo","country":"NO"}}',
  );
  expect(mended('{"segment":7}', 'segment.country=NO')).toBe('{"segment":{"country":"NO"}}');
});

test('a prototype is out of reach', () => {
  expect(mended('{}', 'constructor.prototype=1')).toBe('{"constructor":{"prototype":1}}');
  expect(({} as Record<string, unknown>)['prototype']).toBeUndefined();
});

test('what is no JSON object cannot be mended so', () => {
  for (const text of ['{"id":', '[]', '"x"', 'null', 'a,b']) expect(mended(text, 'id=1')).toBeUndefined();
});

test('what is not a field and a value is refused', () => {
  for (const text of ['id', '=1', 'a b=1', 'a..b=1', '__proto__=1'])
    expect(() => settingValue(text, [])).toThrow(/not a field/);
});

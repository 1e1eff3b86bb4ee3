import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFaultIndex } from './json-fault.ts';
import { parseJsonLine } from './json-line.ts';

const utf8 = new TextEncoder();
const read = (text: string): ReturnType<typeof parseJsonLine> => parseJsonLine(utf8.encode(text));

describe('a line of JSON', () => {
  it.each([
    ['{"a":}', 'character 6'],
    ['{"a":1,}', 'character 8'],
    ['[1,]', 'character 4'],
    ['{"a":NaN}', 'character 6'],
    ['Infinity', 'character 1'],
    ['{"a":1} // note', 'character 9'],
    ['{} {}', 'character 4'],
    ['\ufeff{}', 'character 1'],
    ["{'a':1}", 'character 2'],
    ['{"a":01}', 'character 7'],
    ['{"a":"x', 'character 6'],
    ['{"a":1', 'ends too early'],
    ['   ', 'there is nothing'],
    ['', 'there is nothing'],
  ])('%j is not JSON, and the message says where', (text, where) => {
    const reading = read(text);
    expect(reading).toMatchObject({ kind: 'rejected', reason: 'not-json' });
    expect(reading.kind === 'rejected' && reading.message).toContain(where);
  });

  it.each([
    ['a lone continuation byte', [0x7b, 0x80, 0x7d], 'byte 2'],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22], 'byte 2'],
    ['a surrogate', [0x22, 0x61, 0xed, 0xa0, 0x80, 0x22], 'byte 4'],
    ['a character that is cut off', [0x22, 0xc3], 'byte 2'],
  ])('%s is not UTF-8, and the message says where', (_what, bytes, where) => {
    const reading = parseJsonLine(Uint8Array.from(bytes));
    expect(reading).toMatchObject({ kind: 'rejected', reason: 'not-utf8' });
    expect(reading.kind === 'rejected' && reading.message).toContain(where);
  });

  it('is refused beyond 32 levels, short or a million brackets long', () => {
    expect(read('['.repeat(32) + ']'.repeat(32)).kind).toBe('parsed');
    expect(read('['.repeat(33) + ']'.repeat(33))).toMatchObject({ reason: 'too-deep' });
    expect(read(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`)).toMatchObject({ reason: 'too-deep' });
    expect(read('['.repeat(1_000_000))).toMatchObject({ reason: 'too-deep' });
  });

  it('does not take brackets within strings for depth', () => {
    expect(read(JSON.stringify({ text: `\\"${'['.repeat(5000)}` })).kind).toBe('parsed');
  });

  it.each([
    '{"__proto__":{"polluted":1}}',
    '{"a":{"constructor":{"prototype":1}}}',
    '[{"a":[{"prototype":1}]}]',
    String.raw`{"_\u005fproto__":{"polluted":1}}`,
  ])('%s reaches for a prototype and is refused', (text) => {
    expect(read(text)).toMatchObject({ kind: 'rejected', reason: 'unknown-field' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('may speak of prototypes in its text', () => {
    expect(read('{"text":"the constructor of a __proto__ is \\u00e5 prototype"}').kind).toBe('parsed');
  });

  it('holds the last of two values of one name', () => {
    expect(read('{"id":"1","id":"2"}')).toEqual({ kind: 'parsed', json: { id: '2' } });
  });

  it('is faulty exactly where the platform says that it is not JSON', () => {
    const nearlyJson = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '1', 'x', '\u0001'))
      .map(
        ([text, at, junk]) => text.slice(0, at % (text.length + 1)) + junk + text.slice((at % (text.length + 1)) + 1),
      );
    fc.assert(
      fc.property(nearlyJson, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        if (jsonFaultIndex(text) < text.length) expect(isJson).toBe(false);
        if (isJson) expect(jsonFaultIndex(text)).toBe(text.length);
      }),
      { numRuns: 500 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { nearestName, quoted } from './nearest-name.ts';

describe('the name that was meant', () => {
  it.each([
    ['autor', 'author'],
    ['Author', 'author'],
    ['plattform', 'platform'],
    ['braÅds', 'brands'],
    ['detla', 'delta'],
    ['xyzzy', undefined],
    ['', undefined],
    ['a'.repeat(100), undefined],
  ])('by %j is %j', (written, meant) => {
    expect(nearestName(written, ['author', 'platform', 'brands', 'delta', 'id'])).toBe(meant);
  });
});

describe('a foreign value in a message', () => {
  it('is short, and cannot move the cursor or turn the line round', () => {
    expect(quoted('\u001b[2J\u202eabc\r\n\u0085')).toBe('"\\u001b[2J\\u202eabc\\r\\n\\u0085"');
    expect(quoted('x'.repeat(500)).length).toBeLessThan(90);
    expect(quoted({ a: ['x'.repeat(500)] })).toMatch(/^\{"a":\["x+\.\.\.$/);
    expect(quoted(undefined)).toBe('undefined');
    for (const before of ['', 'x']) expect(quoted(`${before}${'\u{10000}'.repeat(80)}`).isWellFormed()).toBe(true);
  });
});

/** The search itself: it finds what is wrong, and says how to find it again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { casesOf, TARGETS } from './all-targets.ts';
import { damagedOrAny } from './damage.ts';
import { allowing, type FuzzTarget, hasCode, isRangeError } from './fuzz-target.ts';
import { violationOf } from './run-target.ts';

const SOUND = Buffer.from('{"length":4}');

/** A parser that trusts what it reads: sound bytes go well, a length that was overwritten does not. */
const careless: FuzzTarget = {
  name: 'careless',
  about: 'a parser with a fault',
  share: 1,
  property: () =>
    fc.property(damagedOrAny(fc.constant(SOUND)), (bytes) => {
      if (bytes.includes(0xff)) throw new TypeError('undefined is not a length');
    }),
};

test('a fault is found, shrunk, and found again alone by the command that is printed', async () => {
  const violation = await violationOf(careless, { cases: 2000, seed: 7 });
  expect(violation).toContain('TypeError: undefined is not a length');
  const [, path = ''] = /npm run fuzz -- --target 'careless' --seed 7 --path (\S+)$/.exec(violation ?? '') ?? [];
  expect(path).not.toBe('');
  const again = await violationOf(careless, { cases: 1, seed: 7, path });
  expect(again).toContain('TypeError: undefined is not a length');
  expect(/the case: .*/.exec(again ?? '')?.[0]).toBe(/the case: .*/.exec(violation ?? '')?.[0]);
});

test('a parser without the fault has none', async () => {
  const careful = { ...careless, property: () => fc.property(damagedOrAny(fc.constant(SOUND)), () => undefined) };
  expect(await violationOf(careful, { cases: 2000, seed: 7 })).toBeNull();
});

test('documented errors are outcomes, any other exception goes on', () => {
  const thrown = (cause: unknown) => () => {
    throw cause;
  };
  const coded = Object.assign(new Error('cut off'), { code: 'GV_FILE_CORRUPT' });
  expect(allowing(hasCode('GV_FILE_CORRUPT'), thrown(coded))).toBeUndefined();
  expect(() => allowing(hasCode('GV_FILE_NOT_FOUND'), thrown(coded))).toThrow('cut off');
  expect(allowing(isRangeError, thrown(new RangeError('4 bytes at 9')))).toBeUndefined();
  expect(() => allowing(isRangeError, thrown(new RangeError('Maximum call stack size exceeded')))).toThrow('stack');
});

test('each parser has a name of its own and gets its share of the cases', () => {
  expect(new Set(TARGETS.map(({ name }) => name)).size).toBe(TARGETS.length);
  const cases = [...casesOf(TARGETS, 100_000).values()];
  expect(Math.min(...cases)).toBeGreaterThan(1000);
  expect(cases.reduce((sum, some) => sum + some, 0)).toBeCloseTo(100_000, -2);
});

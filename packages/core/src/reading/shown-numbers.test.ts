import { expect, test } from 'vitest';
import { ShownNumbers } from './shown-numbers.ts';

const FIELDS = ['likes', 'shares', 'ratio'];
const now = (...values: readonly number[]) => ({ fields: FIELDS, values: Float64Array.from(values) });

test('a view is written whole at first, then what changed of it, and what is left out now goes', () => {
  const shown = new ShownNumbers();
  shown.begin(false);
  expect(shown.changeTo('v', now(1, Number.NaN, 0.5))).toEqual({ name: 'v', fields: ['likes', '1', 'ratio', '0.5'] });
  expect(shown.changeTo('v', now(1, Number.NaN, 0.5))).toBeNull();
  expect(shown.changeTo('v', now(2, 3, Number.NaN))).toEqual({
    name: 'v',
    fields: ['likes', '2', 'shares', '3'],
    without: ['ratio'],
  });
  expect(shown.changeTo('v', now(2, 3, Number.NaN))).toBeNull();
});

test('a view that was taken away, or has other fields, is written whole', () => {
  const shown = new ShownNumbers();
  shown.begin(false);
  shown.changeTo('v', now(1, 2, 3));
  expect(shown.remove('v')).toEqual({ name: 'v', fields: null });
  expect(shown.changeTo('v', now(1, 2, 3))?.without).toBeUndefined();
  const more = { fields: [...FIELDS, 'value'], values: Float64Array.of(1, 2, 3, 4) };
  expect(shown.changeTo('v', more)).toEqual({
    name: 'v',
    fields: ['likes', '1', 'shares', '2', 'ratio', '3', 'value', '4'],
  });
});

test('each view is written whole once in five minutes of steps, whatever was done to it meanwhile', () => {
  const shown = new ShownNumbers();
  const whole: number[] = [];
  for (let step = 0; step < 61; step++) {
    shown.begin(true);
    if (shown.changeTo('v', now(1, 2, 3)) !== null && step > 0) whole.push(step);
  }
  expect(whole).toHaveLength(2);
  expect((whole[1] as number) - (whole[0] as number)).toBe(30);
});

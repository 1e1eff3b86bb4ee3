import { expect, test } from 'vitest';
import { table } from './table.ts';

test('columns stand under each other, numbers to the right', () => {
  const lines = table(
    [{ head: 'metric' }, { head: 'value', align: 'right' }],
    [
      ['likes', '1,204'],
      ['mentions', '7'],
    ],
  );
  expect(lines).toEqual(['metric    value', 'likes     1,204', 'mentions      7']);
});

test('in a narrow terminal the last column is cut, and no other', () => {
  const lines = table([{ head: '' }, { head: '' }], [['bobblefjord', 'a rather long text of a post']], { width: 28 });
  expect(lines).toEqual(['bobblefjord  a rather long…']);
});

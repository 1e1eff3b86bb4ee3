import { expect, test } from 'vitest';
import { FirstNotices } from './first-notices.ts';

function told(count: number): readonly string[] {
  const lines: string[] = [];
  const notices = new FirstNotices((line) => lines.push(line), 2);
  for (let nth = 1; nth <= count; nth++) notices.tell(`line ${nth}`);
  notices.end('; look there.');
  return lines;
}

test('of many notices the first are told, and how many more there were', () => {
  expect(told(1502)).toEqual(['line 1', 'line 2', '... and 1,500 more; look there.']);
});

test('where there are no more than these, nothing is added', () => {
  expect(told(2)).toEqual(['line 1', 'line 2']);
  expect(told(0)).toEqual([]);
});

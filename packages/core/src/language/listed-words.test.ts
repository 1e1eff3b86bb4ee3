import { expect, test } from 'vitest';
import { ListedWords } from './listed-words.ts';

test('each listed key adds its weights as often as it stands, an unknown one and the key 0 nothing', () => {
  // 4 and 12 begin at the same place of a table of eight.
  const words = new ListedWords([
    { key: 4, negative: 1, positive: -10 },
    { key: 12, negative: 2, positive: -20 },
    { key: -7, negative: 4, positive: -40 },
    { key: 0, negative: 99, positive: 99 },
  ]);
  const sums = new Float64Array(2);
  words.addTo(sums, Int32Array.of(12, 4, 4, -7, 20, 0, 12), 6);
  expect([...sums]).toEqual([8, -80]);
});

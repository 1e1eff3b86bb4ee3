import { expect, test } from 'vitest';
import { differenceOf } from './difference.ts';
import { incidentOfTest, MINUTE_MS } from './incident-of-test.ts';

test('incidents of a brand and class that were open at the same time are one matter, taken once', () => {
  // first    [----)    [-----------)            [----
  // second     [----)    [--)  [---)   [--)
  const first = [incidentOfTest(0, 40), incidentOfTest(100, 200), incidentOfTest(400, null)];
  const second = [incidentOfTest(10, 50), incidentOfTest(110, 130), incidentOfTest(170, 200), incidentOfTest(300, 330)];
  expect(differenceOf(first, second)).toEqual({
    onlyFirst: [first[2]],
    onlySecond: [second[2], second[3]],
    both: [
      { first: first[0], second: second[0], soonerMs: 10 * MINUTE_MS },
      { first: first[1], second: second[1], soonerMs: 10 * MINUTE_MS },
    ],
  });
});

test('another brand or class is another matter', () => {
  const one = incidentOfTest(0, 40);
  const others = [incidentOfTest(0, 40, { brand: 'main/delta' }), incidentOfTest(0, 40, { class: 'harm-claim' })];
  expect(differenceOf([one], others)).toEqual({ onlyFirst: [one], onlySecond: others, both: [] });
});

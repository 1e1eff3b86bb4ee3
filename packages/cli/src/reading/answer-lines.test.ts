import { expect, test } from 'vitest';
import { stateLine } from './answer-lines.ts';
import type { PublicState } from './public-answers.ts';

const STATE: PublicState = {
  asOf: { newest: '2026-11-23T12:00:00.000Z', watermark: '2026-11-23T11:59:50.000Z' },
  completeness: { idleSources: [], late: 3, deadLettered: 0, passed: 0, gaps: [], isRebuilding: false },
};
const linesOf = (completeness: Partial<PublicState['completeness']>) =>
  stateLine({ ...STATE, completeness: { ...STATE.completeness, ...completeness } }, (_ink, text) => text).split('\n');

test('an answer that lacks nothing says how far the data goes, in one line', () => {
  expect(linesOf({})).toEqual(['newest event 2026-11-23 12:00:00 UTC · final up to 11:59:50 UTC · late 3']);
});

test('each span that is incomplete has a line of its own, and so has what is being counted anew', () => {
  const gaps = [
    { from: null, to: '2026-11-10T00:00:00.000Z' },
    { from: '2026-11-22T00:00:00.000Z', to: '2026-11-23T13:00:00.000Z' },
  ];
  const [, ...missing] = linesOf({ passed: 40, gaps, isRebuilding: true });
  expect(missing).toEqual([
    expect.stringMatching(/^incomplete: everything before 2026-11-10 00:00:00 UTC; records had passed/),
    expect.stringMatching(/^incomplete: 2026-11-22 00:00:00 to 2026-11-23 13:00:00 UTC; records had passed/),
    expect.stringMatching(/^incomplete: .*counted anew$/),
  ]);
});

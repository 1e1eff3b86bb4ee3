import { emptyAccounts } from '@grapevine/core/stages/tally/accounts.ts';
import { expect, test } from 'vitest';
import { plain } from '../terminal/paint.ts';
import { isBalanced, progressText, type ReplaySummary, summaryLines } from './replay-summary.ts';

const LINES = { read: 10, accepted: 7, deadLettered: 2, unwatched: 1 };
const RECORDS = { ...emptyAccounts(), counted: 7, late: 1, read: 8 };

const SUMMARY: ReplaySummary = {
  dataDir: '/data',
  ending: 'done',
  isResumed: false,
  files: [{ file: 'a\u001b[2J.ndjson', isDone: true, lines: 10 }],
  lines: LINES,
  recordsWritten: 8,
  records: RECORDS,
  isBalanced: true,
  from: '2026-11-20T12:00:00.000Z',
  to: '2026-11-20T13:00:00.000Z',
  watermark: '2026-11-20T13:00:10.000Z',
  incidents: [{ incident: 'i', brand: 'b', severity: 'warning', state: 'opened' }],
};

test('the sums add up when every line and every record has one outcome', () => {
  expect(isBalanced(LINES, 8, RECORDS, 'done')).toBe(true);
  expect(isBalanced({ ...LINES, unwatched: 0 }, 8, RECORDS, 'done')).toBe(false);
  expect(isBalanced(LINES, 8, { ...RECORDS, counted: 6 }, 'done')).toBe(false);
});

test('at the end of a file every record that was written has been read; before it, some may wait for the next mark', () => {
  expect(isBalanced(LINES, 9, RECORDS, 'done')).toBe(false);
  expect(isBalanced(LINES, 9, RECORDS, 'stopped')).toBe(true);
  expect(isBalanced(LINES, 7, RECORDS, 'stopped')).toBe(false);
  expect(isBalanced(LINES, 0, null, 'done')).toBe(true);
});

test('the summary says every outcome, the range, the incidents and the data set, and no escape sequence of a name', () => {
  const text = summaryLines(SUMMARY, 'data', plain).join('\n');
  expect(text).toContain('Read a\\u001b[2J.ndjson to the end.');
  expect(text).toContain('2026-11-20 12:00:00 to 13:00:00 UTC');
  expect(text).toContain('1 (1 warning)');
  expect(text).toContain('Data set   data');
  for (const outcome of ['dead-lettered', 'unwatched', 'waiting', 'unmatched', 'void', 'repeated', 'expired', 'late']) {
    expect(text).toContain(outcome);
  }
});

test('progress shows what is known', () => {
  const progress = { read: 1200, deadLettered: 3, perSecond: 500.4, at: '2026-11-20T12:00:00.000Z', fraction: 0.256 };
  expect(progressText(progress)).toBe('25 % · 1,200 lines · 500/s · at 2026-11-20 12:00:00 UTC · 3 dead-lettered');
  expect(progressText({ ...progress, deadLettered: 0, at: null, fraction: null })).toBe('1,200 lines · 500/s');
});

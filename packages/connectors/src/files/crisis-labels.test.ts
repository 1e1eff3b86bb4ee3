import { expect, test } from 'vitest';
import { parseCrisisLabels } from './crisis-labels.ts';

const HEADER = 'brand,from,to,label,at';
const read = (...lines: string[]) => parseCrisisLabels(lines.join('\n'), 'labels.csv', ['united', 'delta']);

test('a label is a stretch of time of a brand, a crisis or calm, and perhaps when it was known by other means', () => {
  const labels = read(
    `\u{feff}${HEADER}`,
    'united,2026-03-02T14:00:00Z,2026-03-02T18:00:00Z,crisis,2026-03-02T16:30:00Z',
    '',
    'delta,2026-03-04 05:00:00,2026-03-04T07:00:00+01:00,calm,\r',
  );
  expect(labels).toEqual([
    {
      line: 2,
      brand: 'united',
      kind: 'crisis',
      class: null,
      fromMs: Date.UTC(2026, 2, 2, 14),
      toMs: Date.UTC(2026, 2, 2, 18),
      knownAtMs: Date.UTC(2026, 2, 2, 16, 30),
    },
    {
      line: 4,
      brand: 'delta',
      kind: 'calm',
      class: null,
      fromMs: Date.UTC(2026, 2, 4, 5),
      toMs: Date.UTC(2026, 2, 4, 6),
      knownAtMs: null,
    },
  ]);
});

test('verdicts are labels; columns stand in any order, and others are not looked at', () => {
  const labels = read(
    'Label,note,brand,from,to',
    'right,"a suitcase, again",united,2026-03-02,2026-03-03',
    'missed,,united,2026-03-05,2026-03-06',
    'wrong,,united,2026-03-07,',
  );
  expect(labels.map(({ kind }) => kind)).toEqual(['crisis', 'crisis', 'calm']);
  expect(labels[2]?.toMs).toBe(Number.POSITIVE_INFINITY);
});

test('a verdict names what was raised; of what was missed nothing was', () => {
  const labels = read(
    'brand,from,to,label,class',
    'united,2026-03-02,2026-03-03,wrong,sentiment-fall',
    'united,2026-03-05,2026-03-06,missed,',
  );
  expect(labels.map((label) => label.class)).toEqual(['sentiment-fall', null]);
});

test.each([
  [
    ['brand,from,to,label,class', 'united,2026-03-02,2026-03-03,wrong,rain'],
    'labels.csv:2: "rain" is no class of rules',
  ],
  [['from,to,label'], 'labels.csv: the first line must name the columns brand,from,to,label'],
  [[HEADER, 'untied,2026-03-02,2026-03-03,crisis,'], 'labels.csv:2: "untied" is not a brand of the configuration'],
  [[HEADER, 'united,2026-03-02,2026-03-03,bad,'], 'labels.csv:2: "bad" is no label; write crisis, right, missed'],
  [[HEADER, 'united,yesterday,2026-03-03,crisis,'], 'labels.csv:2: from is "yesterday", not an instant'],
  [[HEADER, 'united,2026-03-03,2026-03-02,crisis,'], 'labels.csv:2: to is not later than from'],
  [[HEADER, 'united,2026-03-02,2026-03-03,crisis,soon'], 'labels.csv:2: at is "soon", not an instant'],
  [[HEADER, '"united,2026-03-02,2026-03-03,crisis,'], 'labels.csv:2: a quote opens or closes in the wrong place'],
])('%j is refused with its place', (lines, words) => {
  expect(() => read(...lines)).toThrow(words);
});

import { describe, expect, it } from 'vitest';
import { addValue, COUNTERS, type CounterId, counterIndex, emptyCounters } from './counters.ts';
import {
  brandRatios,
  brandRatioValues,
  countsOf,
  customerValueOf,
  reachOf,
  sharesOf,
  shareValues,
} from './formulas.ts';
import { METRIC_DEFINITIONS } from './metric-definitions.ts';

function counters(additions: Partial<Record<CounterId, number>>, retracted: Partial<Record<CounterId, number>> = {}) {
  const made = emptyCounters();
  for (const [id, count] of Object.entries(additions)) made.vector[counterIndex(id as CounterId)] = count;
  for (const [id, count] of Object.entries(retracted)) made.vector[COUNTERS + counterIndex(id as CounterId)] = count;
  return made;
}

const nobody = { value: 0, exact: true };

function ratio(
  id: string,
  from: ReturnType<typeof counters>,
  viewers: { value: number | null; exact: boolean } = nobody,
) {
  const counts = countsOf(from);
  return brandRatios(counts, reachOf(counts, viewers)).find((each) => each.id === id);
}

describe('a count', () => {
  it('shows what was added and what was taken back, and is never below 0', () => {
    const counts = countsOf(counters({ likes: 3, shares: 1 }, { likes: 1, shares: 4 }));
    expect(counts.likes).toEqual({ value: 2, additions: 3, retracted: 1 });
    expect(counts.shares).toEqual({ value: 0, additions: 1, retracted: 4 });
  });

  it('of engagements is the sum of its parts, each never below 0', () => {
    const counts = countsOf(counters({ likes: 3, comments: 2, clicks: 1, views: 9 }, { comments: 5 }));
    expect(counts.engagements).toEqual({ value: 4, additions: 6, retracted: 5 });
  });
});

describe('a ratio', () => {
  it('comes with its numerator, its denominator and its formula', () => {
    expect(ratio('viralityRate.impressions', counters({ shares: 3, impressions: 12 }))).toEqual({
      id: 'viralityRate.impressions',
      value: 0.25,
      numerator: 3,
      denominator: 12,
      formula: 'shares / impressions',
      exact: true,
    });
  });

  it('with an empty denominator is null, not 0', () => {
    expect(ratio('viralityRate.impressions', counters({ shares: 3 }))).toMatchObject({ value: null, denominator: 0 });
  });

  it('by reach is null when the people of that time are not kept any more', () => {
    const unknown = { value: null, exact: false };
    expect(ratio('engagementRate.reach', counters({ likes: 3 }), unknown)).toMatchObject({
      value: null,
      denominator: null,
    });
  });

  it('by reach takes what platforms report where they do, and is marked as estimated where people are', () => {
    const estimated = { value: 600, exact: false };
    expect(ratio('engagementRate.reach', counters({ likes: 3 }), estimated)).toMatchObject({
      denominator: 600,
      exact: false,
    });
    const reported = counters({ likes: 3, reachReported: 30 });
    expect(ratio('engagementRate.reach', reported, estimated)).toMatchObject({ value: 0.1, exact: true });
  });

  it('of sentiment is served over all scored and over the polar ones', () => {
    const mentions = counters({ mentions: 10, mentionsPositive: 1, mentionsNegative: 3, mentionsNeutral: 4 });
    expect(ratio('netSentiment.all', mentions)?.value).toBe(-0.25);
    expect(ratio('netSentiment.polar', mentions)?.value).toBe(-0.5);
    expect(ratio('sentimentCoverage', mentions)?.value).toBe(0.8);
  });
});

it('the values alone are those that are served, NaN for null', () => {
  const counts = countsOf(counters({ shares: 3, impressions: 12, mentions: 7, mentionsNegative: 2, clicks: 3 }));
  for (const reach of [null, 0, 40]) {
    const served = brandRatios(counts, { value: reach, exact: true }).map(({ value }) => value ?? Number.NaN);
    expect(brandRatioValues((id) => counts[id].value, reach)).toEqual(served);
  }
});

describe('shares of voice', () => {
  it('alone are those that are served; there are none where one of the numbers is not known', () => {
    const numbers = [1, 3, 5, 0.5];
    const served = sharesOf(
      'shareOfVoice.reach',
      numbers.map((value) => ({ value, exact: true })),
    );
    expect([...(shareValues(numbers) ?? [])]).toEqual(served.map(({ value }) => value));
    const unknown = sharesOf('shareOfVoice.reach', [nobody, { value: null, exact: false }, { value: 3, exact: true }]);
    expect(unknown.map(({ value, numerator, denominator }) => [value, numerator, denominator])).toEqual([
      [null, 0, null],
      [null, null, null],
      [null, 3, null],
    ]);
  });

  it('are of one sum', () => {
    const shares = sharesOf('shareOfVoice.volume', [
      { value: 1, exact: true },
      { value: 3, exact: true },
    ]);
    expect(shares.map(({ value }) => value)).toEqual([0.25, 0.75]);
    expect(shares.map(({ denominator }) => denominator)).toEqual([4, 4]);
  });

  it('of an empty market are null', () => {
    expect(sharesOf('shareOfVoice.reach', [nobody, nobody]).map(({ value }) => value)).toEqual([null, null]);
  });
});

it('money is served by currency', () => {
  const made = emptyCounters();
  addValue(made, 'NOK', 500, 100);
  addValue(made, 'EUR', 7, 0);
  expect(customerValueOf(made)).toEqual({ EUR: { direct: 7, indirect: 0 }, NOK: { direct: 500, indirect: 100 } });
});

describe('the dictionary', () => {
  const ids = METRIC_DEFINITIONS.map(({ id }) => id);

  it('names everything that is served, once', () => {
    expect(new Set(ids).size).toBe(ids.length);
    const counts = countsOf(emptyCounters());
    const served = [...Object.keys(counts), ...brandRatios(counts, nobody).map(({ id }) => id)];
    expect(served.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('explains each with one plain sentence in English and in Norwegian', () => {
    for (const { id, label, sentence } of METRIC_DEFINITIONS) {
      for (const text of [sentence.en, sentence.nb])
        expect([id, text]).toEqual([id, expect.stringMatching(/^[A-ZÅÆØ].*[^.]\.$/)]);
      expect([id, label.en === label.nb && id !== 'applause']).toEqual([id, false]);
    }
  });
});

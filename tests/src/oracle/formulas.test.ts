import { describe, expect, it } from 'vitest';
import { metricsIn, shareOfVoice } from './formulas.ts';
import { A, ANGRY_CLASS, ANN, act, at, B, BOB, CLEO, EVER, HAPPY_CLASS, item, read } from './hand-made-log.ts';

describe('derived metrics', () => {
  it('are null where their denominator is empty', () => {
    const metrics = metricsIn(read(), A, EVER);
    expect(metrics).toMatchObject({
      'netSentiment.all': null,
      sentimentCoverage: null,
      conversionRate: null,
      'viralityRate.reach': null,
    });
    expect(metrics).toMatchObject({ mentions: 0, engagements: 0, reach: 0, reachReported: false });
  });

  it('follow their formulas', () => {
    const oracle = read(
      item('p', 0, { author: ANN, sentimentMilli: HAPPY_CLASS }),
      item('q', 0, { author: ANN, sentimentMilli: HAPPY_CLASS }),
      item('r', 0, { author: BOB, sentimentMilli: ANGRY_CLASS }),
      item('s', 0, { author: CLEO, sentimentMilli: 0 }),
      item('t', 0),
      act('impression', 'p', 1, { count: 50 }),
      act('view', 'p', 1, { author: ANN }),
      act('view', 'p', 1, { author: BOB }),
      act('share', 'p', 2, { count: 4 }),
      act('click', 'p', 2, { count: 5 }),
      act('conversion', 'p', 3),
    );
    expect(metricsIn(oracle, A, EVER)).toEqual({
      mentions: 5,
      ownPosts: 0,
      engagements: 9,
      authors: 3,
      reach: 2,
      reachReported: false,
      earnedMedia: 9,
      negativeAttention: 1,
      harmClaims: 0,
      'netSentiment.all': 1 / 4,
      'netSentiment.polar': 1 / 3,
      sentimentCoverage: 4 / 5,
      'engagementRate.impressions': 9 / 50,
      'engagementRate.reach': 9 / 2,
      'viralityRate.impressions': 4 / 50,
      'viralityRate.reach': 4 / 2,
      'amplification.posts': 4 / 5,
      'applause.posts': 0,
      'conversation.posts': 0,
      conversionRate: 1 / 5,
    });
  });

  it('never fall below 0 in a window that sees only the retraction', () => {
    const oracle = read(item('p', 0), act('share', 'p', 1), act('unshare', 'p', 15));
    const window = { fromMs: at(10), toMs: at(20) };
    expect(oracle.countersIn(A, window).retracted.shares).toBe(1);
    expect(metricsIn(oracle, A, window).engagements).toBe(0);
  });

  it('take the reach that the platform reports where it does', () => {
    const oracle = read(item('p', 0), act('view', 'p', 1, { author: ANN }), act('reach', 'p', 2, { total: 700 }));
    expect(metricsIn(oracle, A, EVER)).toMatchObject({ reach: 700, reachReported: true });
  });
});

describe('share of voice', () => {
  it('is a brand’s part of the market, by each basis', () => {
    const oracle = read(
      item('p', 0, { author: ANN }),
      item('q', 1, { author: ANN }),
      item('r', 2, { author: BOB }),
      item('s', 3, { brands: [B], author: ANN }),
      act('click', 's', 4, { count: 3 }),
      act('click', 'p', 4),
    );
    const share = (basis: 'volume' | 'engagement' | 'authors' | 'reach') => [
      ...shareOfVoice(oracle, [A, B], basis, EVER).values(),
    ];
    expect(share('volume')).toEqual([3 / 4, 1 / 4]);
    expect(share('engagement')).toEqual([1 / 4, 3 / 4]);
    expect(share('authors')).toEqual([2 / 3, 1 / 3]);
    expect(share('reach')).toEqual([null, null]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  A,
  ANGRY_CLASS,
  ANN,
  act,
  at,
  B,
  BOB,
  CLEO,
  change,
  EVER,
  HAPPY_CLASS,
  item,
  low,
  outcomes,
  read,
  totals,
} from './hand-made-log.ts';

describe('an act', () => {
  it('takes the brands and the class of its post', () => {
    const oracle = read(
      item('p', 0, { brands: [A, B], sentimentMilli: HAPPY_CLASS }),
      act('click', 'p', 1, { count: 3 }),
    );
    expect(totals(oracle, A)).toMatchObject({ clicks: 3, engagementsPositive: 3 });
    expect(totals(oracle, B)).toMatchObject({ clicks: 3, engagementsPositive: 3 });
  });

  it('with brands of its own counts for exactly those, with the class of its post', () => {
    const oracle = read(item('p', 0, { sentimentMilli: HAPPY_CLASS }), act('click', 'p', 1, { brands: [B] }));
    expect(totals(oracle, A)).not.toHaveProperty('clicks');
    expect(totals(oracle, B)).toEqual({ clicks: 1, engagementsPositive: 1 });
  });

  it('with brands of its own counts at once on an unknown post, without a class; the post’s item joins later', () => {
    const oracle = read(
      act('share', 'p', 0, { brands: [B] }),
      item('p', 1, { sentimentMilli: HAPPY_CLASS }),
      act('share', 'p', 2),
    );
    expect(totals(oracle, B)).toEqual({ shares: 1, earnedMedia: 1 });
    expect(totals(oracle, A)).toMatchObject({ shares: 1, engagementsPositive: 1 });
    expect(oracle.posts().get('x:p')?.net('shares')).toBe(2);
    expect(outcomes(oracle)).toEqual({ counted: 3 });
  });

  it('with an empty list of brands is unmatched', () => {
    expect(outcomes(read(item('p', 0), act('click', 'p', 1, { brands: [] })))).toEqual({ counted: 1, unmatched: 1 });
  });

  it('by an own account earns nothing for that brand', () => {
    const oracle = read(item('p', 0, { brands: [A, B] }), act('share', 'p', 1, { ownOf: [A] }));
    expect([totals(oracle, A)['earnedMedia'], totals(oracle, B)['earnedMedia']]).toEqual([1, 2]);
    expect(totals(oracle, A)).toMatchObject({ shares: 1 });
  });

  it('of seeing is no engagement, and its single authors are viewers', () => {
    const oracle = read(
      item('p', 0, { sentimentMilli: ANGRY_CLASS }),
      act('view', 'p', 1, { author: ANN }),
      act('impression', 'p', 2, { author: BOB }),
      act('impression', 'p', 3, { author: CLEO, count: 1200 }),
    );
    expect(totals(oracle)).toMatchObject({ views: 1, impressions: 1201, negativeAttention: 1 });
    expect(oracle.peopleIn(A, 'viewers', EVER)).toEqual(new Set([ANN, BOB]));
    expect(oracle.posts().get('x:p')?.viewers).toEqual(new Set([ANN, BOB]));
  });
});

describe('likes', () => {
  it('are repeated when one author likes one post twice, until an unlike comes between', () => {
    const like = (seconds: number) => act('like', 'p', seconds, { author: ANN });
    const twice = read(item('p', 0), like(1), like(2));
    expect(outcomes(twice)).toEqual({ counted: 2, repeated: 1 });
    expect(totals(twice)).toMatchObject({ likes: 1, applause: 1 });
    const between = read(item('p', 0), like(1), act('unlike', 'p', 2, { author: ANN }), like(3));
    expect(totals(between)).toMatchObject({ likes: '2-1', applause: '2-1' });
    expect(outcomes(between)).toEqual({ counted: 4 });
  });

  it('that are sad or angry are likes and no applause', () => {
    const oracle = read(
      item('p', 0),
      act('like', 'p', 1, { reaction: 'angry' }),
      act('like', 'p', 2, { reaction: 'love' }),
    );
    expect(totals(oracle)).toMatchObject({ likes: 2, applause: 1 });
  });

  it('without author, or in a lump, count as given', () => {
    const oracle = read(
      item('p', 0),
      act('like', 'p', 1),
      act('like', 'p', 2),
      act('like', 'p', 3, { author: ANN, count: 5 }),
    );
    expect(totals(oracle)).toMatchObject({ likes: 7 });
  });

  it('are void when undone by somebody who is not known to like, and taken when nobody is named', () => {
    const oracle = read(
      item('p', 0),
      act('like', 'p', 1, { author: ANN }),
      act('unlike', 'p', 2, { author: BOB }),
      act('unlike', 'p', 3),
    );
    expect(outcomes(oracle)).toEqual({ counted: 3, void: 1 });
    expect(totals(oracle)).toMatchObject({ likes: '1-1' });
  });

  it('count as given beyond 256 known likers', () => {
    const crowd = (count: number) =>
      Array.from({ length: count }, (_, nth) => act('like', 'p', 1, { author: BigInt(1000 + nth) }));
    const again = act('like', 'p', 2, { author: 1000n });
    const exact = read(item('p', 0), ...crowd(256), { ...again, id: 'x' });
    expect(outcomes(exact)).toEqual({ counted: 257, repeated: 1 });
    const beyond = read(item('p', 0), ...crowd(257), again, act('unlike', 'p', 3, { author: ANN }));
    expect(outcomes(beyond)).toEqual({ counted: 260 });
    expect(beyond.posts().get('x:p')?.likersExact).toBe(false);
  });
});

describe('an unshare', () => {
  it('takes a share and its earned media back, in the class that the post has now', () => {
    const oracle = read(
      item('p', 0, { sentimentMilli: HAPPY_CLASS }),
      act('share', 'p', 1),
      change('edit', 'p', 2, { brands: [A], sentimentMilli: ANGRY_CLASS }),
      act('unshare', 'p', 3),
    );
    expect(totals(oracle)).toMatchObject({
      shares: '1-1',
      engagementsPositive: 1,
      engagementsNegative: '0-1',
      earnedMedia: '2-1',
    });
    expect(totals(oracle)).not.toHaveProperty('negativeAttention');
  });
});

describe('negative attention', () => {
  const negative = { sentimentMilli: ANGRY_CLASS };

  it('is a negative item and each engagement on it', () => {
    const oracle = read(
      item('p', 0, { ...negative, author: ANN }),
      act('like', 'p', 1, { author: BOB }),
      act('click', 'p', 2, { count: 9 }),
    );
    expect(totals(oracle)).toMatchObject({ negativeAttention: 11 });
    expect(oracle.peopleIn(A, 'negative', EVER)).toEqual(new Set([ANN, BOB]));
  });

  it('counts a negative comment that names the parent’s brand once', () => {
    const comment = { kind: 'comment', parent: 'p', ...negative } as const;
    const oracle = read(item('p', 0), act('comment', 'p', 1, { ...negative, itemBrands: [A] }), item('c', 1, comment));
    expect(totals(oracle)).toMatchObject({ comments: 1, mentions: 2, negativeAttention: 1 });
  });

  it('counts a negative comment that names another brand for both, once each', () => {
    const comment = { kind: 'comment', parent: 'p', brands: [B], ...negative } as const;
    const oracle = read(item('p', 0), act('comment', 'p', 1, { ...negative, itemBrands: [B] }), item('c', 1, comment));
    expect(totals(oracle, A)).toMatchObject({ comments: 1, mentions: 1, negativeAttention: 1 });
    expect(totals(oracle, B)).toEqual({ mentions: 1, mentionsNegative: 1, earnedMedia: 1, negativeAttention: 1 });
  });

  it('counts a friendly comment on a negative item, also when it names the brand', () => {
    const oracle = read(
      item('p', 0, negative),
      act('comment', 'p', 1, { sentimentMilli: HAPPY_CLASS, itemBrands: [A] }),
    );
    expect(totals(oracle)).toMatchObject({ negativeAttention: 2, engagementsNegative: 1 });
  });

  it('counts a negative quote of a post that is known by its acts alone', () => {
    expect(totals(read(act('quote', 'p', 1, { ...negative, brands: [A] })))).toEqual({
      quotes: 1,
      earnedMedia: 1,
      negativeAttention: 1,
    });
  });

  it('goes with harm claims by the same rules, each by its own flag', () => {
    const harm = { harmClaim: true };
    const oracle = read(
      item('p', 0, harm),
      act('like', 'p', 1),
      act('view', 'p', 2),
      act('comment', 'p', 3, { itemBrands: [A], ...harm }),
      act('comment', 'p', 4, { itemBrands: [A] }),
    );
    expect(totals(oracle)).toMatchObject({ harmClaims: 3 });
    expect(totals(oracle)).not.toHaveProperty('negativeAttention');
  });
});

describe('a running total', () => {
  const likes = (seconds: number, total: number, extra = {}) => act('like', 'p', seconds, { total, ...extra });

  it('counts in full at first, then by what exceeds the largest; any other change is retracted, signed', () => {
    const fallen = read(item('p', 0), likes(10, 100), likes(20, 80));
    expect(totals(fallen)).toMatchObject({ likes: '100-20' });
    const risen = read(item('p', 0), likes(10, 100), likes(20, 80), likes(30, 120));
    expect(totals(risen)).toMatchObject({ likes: 120, applause: 120 });
    const risenOnly = risen.countersIn(A, { fromMs: at(30), toMs: at(40) });
    expect([risenOnly.additions.likes, risenOnly.retracted.likes]).toEqual([20, -20]);
  });

  it('is void when older than the newest, and counts when it is as old', () => {
    expect(outcomes(read(item('p', 0), likes(10, 100), likes(9, 90), likes(10, 110)))).toEqual({ counted: 3, void: 1 });
  });

  it('is the base when the first one comes for an item older than an hour: in the post, in no pane', () => {
    const oracle = read(item('p', 0), likes(3601, 500), likes(3700, 505));
    expect(totals(oracle)).toMatchObject({ likes: 5 });
    expect(oracle.posts().get('x:p')?.net('likes')).toBe(505);
    expect(outcomes(oracle)).toEqual({ counted: 3 });
    expect(totals(read(item('p', 0), likes(3600, 500)))).toMatchObject({ likes: 500 });
  });

  it('adds its rise, never its fall, to negative attention, and knows no people', () => {
    const oracle = read(
      item('p', 0, { sentimentMilli: ANGRY_CLASS }),
      likes(1, 10, { author: ANN }),
      likes(2, 4),
      likes(3, 13),
    );
    expect(totals(oracle)).toMatchObject({ negativeAttention: 14, engagementsNegative: 13 });
    expect(oracle.peopleIn(A, 'negative', EVER).size).toBe(0);
  });

  it('is kept apart by kind and apart from single acts', () => {
    const oracle = read(
      item('p', 0),
      likes(1, 10),
      act('like', 'p', 2),
      act('share', 'p', 3, { total: 4 }),
      act('reach', 'p', 4, { total: 900 }),
    );
    expect(totals(oracle)).toMatchObject({ likes: 11, shares: 4, reachReported: 900 });
  });
});

describe('conversions', () => {
  it('bring value by currency, indirect when somebody referred them', () => {
    const sale = (amountMinor: number, currency: string, referrer: string | null) =>
      act('conversion', 'p', 1, { value: { amountMinor, currency }, referrer });
    const oracle = read(
      item('p', 0),
      sale(100, 'NOK', null),
      sale(50, 'NOK', 'ann'),
      sale(7, 'EUR', null),
      act('referral', 'p', 2),
    );
    expect(totals(oracle)).toMatchObject({ conversions: 3, referrals: 1 });
    expect(oracle.countersIn(A, EVER).value).toEqual(
      new Map([
        ['NOK', { direct: 150, indirect: 50 }],
        ['EUR', { direct: 7, indirect: 0 }],
      ]),
    );
  });
});

describe('the velocity of a post', () => {
  it('is its acts a minute under a steady rate, and half as much ten minutes later', () => {
    const steady = Array.from({ length: 7200 }, (_, second) => act('click', 'p', second));
    const post = read(item('p', 0), ...steady, act('view', 'p', 7200), low(7300))
      .posts()
      .get('x:p');
    expect(post?.velocityAt(at(7200))).toBeCloseTo(60, 0);
    expect(post?.velocityAt(at(7800))).toBeCloseTo(30, 0);
  });
});

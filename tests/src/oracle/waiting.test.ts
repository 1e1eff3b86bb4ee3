import { describe, expect, it } from 'vitest';
import {
  A,
  ANGRY_CLASS,
  ANN,
  act,
  B,
  change,
  EVER,
  item,
  low,
  outcomes,
  read,
  slots,
  totals,
} from './hand-made-log.ts';
import { Oracle } from './oracle.ts';

describe('an act whose post is not known', () => {
  it('waits, and counts when the post comes, without its author', () => {
    expect(outcomes(read(act('like', 'p', 0)))).toEqual({ waiting: 1 });
    const oracle = read(act('like', 'p', 3, { author: ANN }), item('p', 1, { sentimentMilli: ANGRY_CLASS }));
    expect(outcomes(oracle)).toEqual({ counted: 2 });
    expect(totals(oracle)).toMatchObject({ likes: 1, negativeAttention: 2 });
    expect(oracle.peopleIn(A, 'negative', EVER).size).toBe(0);
  });

  //   act in [0 s, 10 s)      post comes at w = 69 s
  it('counts as late when the post comes late, by the watermark then', () => {
    const oracle = read(low(0), act('like', 'p', 5), low(69), item('p', 70));
    expect(outcomes(oracle)).toEqual({ counted: 1, late: 1 });
    expect(slots(oracle)).toEqual(['main/a minute 0', 'main/a pane 70']);
  });

  it('is unmatched when the watermark has passed its pane by 60 s', () => {
    expect(outcomes(read(low(0), act('like', 'p', 5), low(70), item('p', 80)))).toEqual({ counted: 1, unmatched: 1 });
    expect(outcomes(read(low(70), act('like', 'p', 5)))).toEqual({ unmatched: 1 });
    expect(outcomes(read(low(69), act('like', 'p', 5)))).toEqual({ waiting: 1 });
  });

  it('waits also when the post is known by acts with brands alone', () => {
    const oracle = read(act('like', 'p', 0, { brands: [B] }), act('like', 'p', 1), item('p', 2));
    expect(totals(oracle, A)).toMatchObject({ likes: 1 });
    expect(totals(oracle, B)).toMatchObject({ likes: 1 });
    expect(oracle.posts().get('x:p')?.net('likes')).toBe(2);
  });

  it('goes on waiting when what comes is an expired item', () => {
    const oracle = read(low(10 * 86_400), act('like', 'p', 10 * 86_400), item('p', 0));
    expect(outcomes(oracle)).toEqual({ expired: 1, waiting: 1 });
  });

  it('is a duplicate when it is delivered again, and is not summed twice', () => {
    const like = act('like', 'p', 0);
    const oracle = read(like, like, item('p', 1));
    expect(outcomes(oracle)).toEqual({ counted: 2, duplicate: 1 });
    expect(totals(oracle)).toMatchObject({ likes: 1 });
  });

  it('is not asked whether its author liked before, nor remembered as a liker', () => {
    const liked = act('like', 'p', 0, { author: ANN });
    const again = act('like', 'p', 1, { author: ANN });
    const oracle = read(
      liked,
      again,
      act('unlike', 'p', 2, { author: ANN }),
      item('p', 3),
      act('unlike', 'p', 4, { author: ANN }),
    );
    expect(totals(oracle)).toMatchObject({ likes: '2-1' });
    expect(outcomes(oracle)).toEqual({ counted: 4, void: 1 });
  });

  it('keeps apart what counts apart: comments by class and brands named, likes by applause', () => {
    const oracle = read(
      act('comment', 'p', 0, { sentimentMilli: ANGRY_CLASS, itemBrands: [A] }),
      act('comment', 'p', 1, { sentimentMilli: ANGRY_CLASS, itemBrands: [B] }),
      act('comment', 'p', 2),
      act('like', 'p', 3, { reaction: 'sad' }),
      act('like', 'p', 4),
      item('p', 5),
    );
    expect(totals(oracle)).toMatchObject({ comments: 3, negativeAttention: 1, likes: 2, applause: 1 });
  });

  it('keeps a waiting running total as the newest, not summed', () => {
    const total = (seconds: number, count: number) => act('like', 'p', seconds, { total: count });
    const oracle = read(total(1, 10), total(3, 30), total(2, 20), item('p', 4), total(5, 35));
    expect(totals(oracle)).toMatchObject({ likes: 35 });
    expect(outcomes(oracle)).toEqual({ counted: 5 });
  });

  it('makes a delete that waited take from what waited before it', () => {
    const oracle = read(act('comment', 'p', 1), act('delete', 'p', 2), act('delete', 'p', 3), item('p', 4));
    expect(totals(oracle)).toMatchObject({ comments: '1-1' });
    expect(outcomes(oracle)).toEqual({ counted: 3, void: 1 });
  });

  it('brings the money of a conversion that waited', () => {
    const sale = act('conversion', 'p', 1, { value: { amountMinor: 900, currency: 'NOK' }, referrer: 'ann' });
    const oracle = read(sale, item('p', 2));
    expect(oracle.countersIn(A, EVER).value.get('NOK')).toEqual({ direct: 900, indirect: 900 });
  });

  it('takes the brands that the item came with, not those of a later edit', () => {
    const oracle = read(act('share', 'p', 0), item('p', 1), change('edit', 'p', 2, { brands: [B] }));
    expect(totals(oracle, A)).toMatchObject({ shares: 1 });
    expect(totals(oracle, B)).toEqual({});
  });
});

describe('the room to wait', () => {
  it('holds 64 patterns a post, and the next is unmatched; an old pattern goes on growing', () => {
    const country = (nth: number) => ({
      country: `C${nth}`,
      region: null,
      ageBand: null,
      gender: null,
      interest: null,
    });
    const shares = Array.from({ length: 66 }, (_, nth) => act('share', 'p', 1, { segment: country(nth) }));
    const oracle = read(...shares, act('share', 'p', 2, { segment: country(3) }), item('p', 3));
    expect(outcomes(oracle)).toEqual({ counted: 66, unmatched: 2 });
    expect(totals(oracle)).toMatchObject({ shares: 65 });
  });

  it('holds 100,000 posts, and a newcomer is unmatched', () => {
    const acts = Array.from({ length: 100_002 }, (_, nth) => act('share', `p${nth}`, 1));
    const again = act('share', 'p7', 1);
    expect(outcomes(new Oracle([[...acts, again]]))).toEqual({ waiting: 100_001, unmatched: 2 });
  });
});

import { describe, expect, it } from 'vitest';
import {
  A,
  ANGRY_CLASS,
  ANN,
  act,
  B,
  BOB,
  change,
  EVER,
  HAPPY_CLASS,
  item,
  low,
  outcomes,
  read,
  totals,
} from './hand-made-log.ts';
import { Oracle } from './oracle.ts';

describe('a content item', () => {
  it('is a mention of each brand that it names', () => {
    const oracle = read(item('p', 0, { brands: [A, B], sentimentMilli: HAPPY_CLASS, author: ANN }));
    const mention = { posts: 1, mentions: 1, mentionsPositive: 1, earnedMedia: 1 };
    expect([totals(oracle, A), totals(oracle, B)]).toEqual([mention, mention]);
    expect(outcomes(oracle)).toEqual({ counted: 1 });
    expect(oracle.peopleIn(B, 'authors', EVER)).toEqual(new Set([ANN]));
  });

  it('that nobody scored is a mention without a class', () => {
    expect(totals(read(item('p', 0)))).toEqual({ posts: 1, mentions: 1, earnedMedia: 1 });
  });

  it('of a review earns media twice: as review and as mention', () => {
    expect(totals(read(item('r', 0, { kind: 'review' })))).toEqual({ reviews: 1, mentions: 1, earnedMedia: 2 });
  });

  it('of a comment is a mention; the comment itself is counted by its act', () => {
    expect(totals(read(item('c', 0, { kind: 'comment', parent: 'p' })))).toEqual({ mentions: 1, earnedMedia: 1 });
  });

  it('by an own account is an own post for that brand and a mention for the other', () => {
    const oracle = read(
      item('p', 0, { brands: [A, B], ownOf: [A], author: ANN, sentimentMilli: ANGRY_CLASS, harmClaim: true }),
    );
    expect(totals(oracle, A)).toEqual({ posts: 1, ownPosts: 1, negativeAttention: 1, harmClaims: 1 });
    expect(totals(oracle, B)).toMatchObject({ mentions: 1, mentionsNegative: 1, earnedMedia: 1, negativeAttention: 1 });
    expect(oracle.peopleIn(A, 'authors', EVER).size).toBe(0);
    expect(oracle.peopleIn(A, 'negative', EVER)).toEqual(new Set([ANN]));
  });

  it('that comes again is a duplicate, also under another id and long after', () => {
    const oracle = read(item('p', 0), item('p', 0), low(3 * 86_400), item('p', 0, { id: 'p again' }));
    expect(outcomes(oracle)).toEqual({ counted: 1, duplicate: 2 });
  });

  it('that names no watched brand is unmatched', () => {
    expect(outcomes(read(item('p', 0, { brands: [] })))).toEqual({ unmatched: 1 });
  });
});

describe('a redelivery', () => {
  const like = () => act('like', 'p', 1, { id: 'one like', brands: [A] });

  it('is a duplicate within 24 h of watermark, and each refreshes the memory', () => {
    expect(outcomes(read(low(0), like(), low(86_400), like(), low(2 * 86_400), like()))).toEqual({
      counted: 1,
      duplicate: 2,
    });
    expect(outcomes(read(low(0), like(), low(86_401), like()))).toEqual({ counted: 1, late: 1 });
  });

  it('is told apart by platform, kind and role', () => {
    const oracle = read(
      item('p', 0),
      act('share', 'p', 1, { id: 'same', brands: [A] }),
      act('click', 'p', 1, { id: 'same', brands: [A] }),
      act('share', 'p', 1, { id: 'same', brands: [A], platform: 'web' }),
    );
    expect(outcomes(oracle)).toEqual({ counted: 4 });
  });

  it('is no longer known after 2^17 other records of its partition', () => {
    const afterOthers = (count: number) => {
      const others = Array.from({ length: count }, () => act('click', 'p', 1, { brands: [] }));
      return outcomes(new Oracle([[like(), ...others, like()]]));
    };
    expect(afterOthers(2 ** 17 - 1)).toMatchObject({ counted: 1, duplicate: 1 });
    expect(afterOthers(2 ** 17)).toMatchObject({ counted: 2 });
  });
});

describe('an edit', () => {
  it('adds no mention, and changes brands and class of what is done from then on', () => {
    const oracle = read(
      item('p', 0, { sentimentMilli: HAPPY_CLASS }),
      act('share', 'p', 1),
      change('edit', 'p', 2, { brands: [B], sentimentMilli: ANGRY_CLASS }),
      act('share', 'p', 3),
    );
    expect(totals(oracle, A)).toEqual({
      posts: 1,
      mentions: 1,
      mentionsPositive: 1,
      shares: 1,
      engagementsPositive: 1,
      earnedMedia: 2,
    });
    expect(totals(oracle, B)).toEqual({ shares: 1, engagementsNegative: 1, earnedMedia: 1, negativeAttention: 1 });
    expect(outcomes(oracle)).toEqual({ counted: 4 });
  });

  it('of an unknown or deleted item is void', () => {
    expect(outcomes(read(change('edit', 'p', 0, { brands: [A] })))).toEqual({ void: 1 });
    expect(outcomes(read(item('p', 0), change('delete', 'p', 1), change('edit', 'p', 2)))).toEqual({
      counted: 2,
      void: 1,
    });
  });
});

describe('a delete', () => {
  it('takes back the mention of the brands first counted, in the class first counted', () => {
    const oracle = read(
      item('p', 0, { brands: [A], sentimentMilli: ANGRY_CLASS }),
      change('edit', 'p', 1, { brands: [B], sentimentMilli: HAPPY_CLASS }),
      change('delete', 'p', 2),
    );
    expect(totals(oracle, A)).toEqual({
      posts: '1-1',
      mentions: '1-1',
      mentionsNegative: '1-1',
      earnedMedia: '1-1',
      negativeAttention: 1,
    });
    expect(totals(oracle, B)).toEqual({});
  });

  it('of an own post takes back the own post, and of a review both its parts of earned media', () => {
    expect(totals(read(item('p', 0, { ownOf: [A] }), change('delete', 'p', 1)))).toEqual({
      posts: '1-1',
      ownPosts: '1-1',
    });
    const review = read(item('r', 0, { kind: 'review' }), change('delete', 'r', 1));
    expect(totals(review)).toEqual({ reviews: '1-1', mentions: '1-1', earnedMedia: '2-2' });
  });

  it('of an unknown or deleted item is void, and the item stays known', () => {
    const oracle = read(
      change('delete', 'p', 0),
      item('p', 1),
      change('delete', 'p', 2),
      change('delete', 'p', 3),
      item('p', 1),
    );
    expect(outcomes(oracle)).toEqual({ counted: 2, void: 2, duplicate: 1 });
  });

  it('leaves the engagement that the item had', () => {
    const oracle = read(item('p', 0), act('like', 'p', 1), change('delete', 'p', 2), act('like', 'p', 3));
    expect(totals(oracle)).toMatchObject({ likes: 2 });
  });

  it('of a comment takes one from the comments of its parent, then from its quotes, and then is void', () => {
    const oracle = read(
      item('p', 0, { sentimentMilli: ANGRY_CLASS }),
      act('comment', 'p', 1),
      act('quote', 'p', 2, { author: BOB }),
      act('delete', 'p', 3),
      act('delete', 'p', 4),
      act('delete', 'p', 5),
    );
    expect(totals(oracle)).toMatchObject({
      comments: '1-1',
      quotes: '1-1',
      engagementsNegative: '2-2',
      negativeAttention: 3,
    });
    expect(totals(oracle)['earnedMedia']).toBe('2-1');
    expect(outcomes(oracle)).toEqual({ counted: 5, void: 1 });
  });
});

describe('messages and responses', () => {
  const talk = (kind: 'message' | 'response', seconds: number, extra = {}) => act(kind, 'thread', seconds, extra);

  it('count for the brands that they name; a response for its conversation’s if it names none', () => {
    const oracle = read(
      talk('message', 0, { brands: [A, B] }),
      talk('response', 5),
      talk('response', 9, { brands: [B] }),
    );
    expect(totals(oracle, A)).toEqual({ messages: 1, responses: 1 });
    expect(totals(oracle, B)).toEqual({ messages: 1, responses: 2 });
  });

  it('are unmatched where no brand is known', () => {
    expect(outcomes(read(talk('message', 0), talk('response', 1)))).toEqual({ unmatched: 2 });
  });
});

import { expect, test } from 'vitest';
import { describeItem, joinItem, POST_CODEC, type PostState, stubPost } from './post-state.ts';
import { recordOfTest } from './record-of-test.ts';

function restarted(post: PostState): PostState {
  return POST_CODEC.decode(POST_CODEC.encode(post));
}

test('a stub comes back as it was', () => {
  const stub = stubPost(recordOfTest({ kind: 'like', role: 'act', brands: ['main/a', 'main/b'] }));
  expect(restarted(stub)).toEqual(stub);
});

test.each([
  [-600, 'negative'],
  [0, 'neutral'],
  [600, 'positive'],
  [null, 'unscored'],
] as const)('a post scored %s comes back as %s, as it was counted and as it is', (sentimentMilli, sentiment) => {
  const post = stubPost(recordOfTest());
  joinItem(post, recordOfTest({ kind: 'review', sentimentMilli, ownOf: ['main/a'], text: 'så bra' }));
  expect(restarted(post)).toEqual(post);
  expect(restarted(post)).toMatchObject({ itemKind: 'review', sentiment, countedClass: sentiment });
});

test('what an edit changes stands beside what was counted', () => {
  const post = stubPost(recordOfTest());
  joinItem(post, recordOfTest({ brands: ['main/a'], ownOf: ['main/a'], sentimentMilli: -600 }));
  describeItem(post, recordOfTest({ kind: 'edit', brands: [], ownOf: [], sentimentMilli: 600 }));
  expect(restarted(post)).toEqual(post);
  expect(restarted(post)).toMatchObject({ brands: [], ownOf: [], countedBrands: ['main/a'], countedOwnOf: ['main/a'] });
});

test('posts about the same brand have one list of it between them', () => {
  const posts = ['p', 'q'].map((post) => restarted(stubPost(recordOfTest({ post, brands: ['main/shared'] }))));
  expect(posts[0]?.brands).toEqual(['main/shared']);
  expect(posts[0]?.brands).toBe(posts[1]?.brands);
});

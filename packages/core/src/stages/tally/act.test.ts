import { describe, expect, test } from 'vitest';
import { counterIndex } from '../../metrics/counters.ts';
import type { InteractionKind, LoggedInteraction } from '../../model/interaction.ts';
import { HOUR_MS } from '../../windows/pane.ts';
import { type Change, changeOf, isAttention, RecordedAct } from './act.ts';
import { MAX_KNOWN_LIKERS, type PostState, stubPost } from './post-state.ts';
import { recordOfTest, T0 } from './record-of-test.ts';

const LIKES = counterIndex('likes');

function act(kind: InteractionKind, fields: Partial<LoggedInteraction> = {}) {
  return new RecordedAct().goTo(recordOfTest({ kind, role: 'act', brands: null, ...fields }));
}

function judge(post: PostState, kind: InteractionKind, fields: Partial<LoggedInteraction> = {}): Change {
  return changeOf(post, act(kind, fields));
}

const likes = (additions: number, retracted = 0) => ({ kind: 'change', counter: LIKES, additions, retracted });

describe('likes of a person', () => {
  test('count once, and once more after they were taken back', () => {
    const post = stubPost(recordOfTest());
    const ann = { author: 1n };
    expect(
      ['like', 'like', 'unlike', 'unlike', 'like'].map((kind) => judge(post, kind as InteractionKind, ann)),
    ).toEqual([likes(1), { kind: 'repeated' }, likes(0, 1), { kind: 'void' }, likes(1)]);
  });

  test('are known for 256 people; from the 257th on every like and unlike counts as given', () => {
    const post = stubPost(recordOfTest());
    for (let person = 1n; person <= BigInt(MAX_KNOWN_LIKERS); person++) judge(post, 'like', { author: person });
    expect(MAX_KNOWN_LIKERS).toBe(256);
    expect(judge(post, 'like', { author: 256n })).toEqual({ kind: 'repeated' });
    expect(judge(post, 'like', { author: 257n })).toEqual(likes(1));
    expect(judge(post, 'like', { author: 256n })).toEqual(likes(1));
    expect(judge(post, 'unlike', { author: 9_999n })).toEqual(likes(0, 1));
  });

  test('count as given when they are a lump, or nobody’s', () => {
    const post = stubPost(recordOfTest());
    judge(post, 'like', { author: 1n });
    expect(judge(post, 'like', { author: 1n, count: 5 })).toEqual(likes(5));
    expect(judge(post, 'like')).toEqual(likes(1));
    expect(judge(post, 'unlike')).toEqual(likes(0, 1));
  });
});

describe('running totals', () => {
  const at = (minutes: number, total: number) => ({ total, atMs: T0 + minutes * 60_000 });

  test('add only what is above the largest so far, and take back what fell', () => {
    const post = stubPost(recordOfTest());
    const series = [at(1, 100), at(2, 130), at(3, 110), at(4, 125), at(5, 140)].map((total) =>
      judge(post, 'like', total),
    );
    expect(series).toEqual([likes(100), likes(30), likes(0, 20), likes(0, -15), likes(10, -5)]);
    const net = series.reduce(
      (sum, change) => sum + (change.kind === 'change' ? change.additions - change.retracted : 0),
      0,
    );
    expect(net).toBe(140);
  });

  test('that are older than the newest are void; an equal time is not older', () => {
    const post = stubPost(recordOfTest());
    judge(post, 'like', at(5, 10));
    expect(judge(post, 'like', at(4, 99))).toEqual({ kind: 'void' });
    expect(judge(post, 'like', at(5, 12))).toEqual(likes(2));
  });

  test('that are the first of an item older than an hour are its base', () => {
    const post = { ...stubPost(recordOfTest()), itemSeen: true };
    const other = { ...stubPost(recordOfTest()), itemSeen: true };
    expect(judge(post, 'like', { total: 50, atMs: T0 + HOUR_MS + 1 })).toEqual({
      kind: 'base',
      counter: LIKES,
      additions: 50,
    });
    expect(judge(other, 'like', { total: 50, atMs: T0 + HOUR_MS })).toEqual(likes(50));
  });
});

test('a deleted answer is taken from the comments first, then from the quotes, then from nothing', () => {
  const post = stubPost(recordOfTest());
  post.counts[counterIndex('comments')] = 1;
  post.counts[counterIndex('quotes')] = 1;
  expect(judge(post, 'delete')).toMatchObject({ counter: counterIndex('comments'), retracted: 1 });
  post.counts[counterIndex('comments')] = 0;
  expect(judge(post, 'delete')).toMatchObject({ counter: counterIndex('quotes') });
  post.counts[counterIndex('quotes')] = 0;
  expect(judge(post, 'delete')).toEqual({ kind: 'void' });
});

test('a share is taken back as given', () => {
  expect(judge(stubPost(recordOfTest()), 'unshare')).toMatchObject({ counter: counterIndex('shares'), retracted: 1 });
});

test('an answer is attention for a post’s brand, unless its own item is counted for that brand already', () => {
  const answer = act('comment', { itemBrands: ['main/b'] });
  expect(isAttention(true, false, answer, 'main/a')).toBe(true);
  expect(isAttention(false, true, answer, 'main/a')).toBe(true);
  expect(isAttention(true, true, answer, 'main/b')).toBe(false);
  expect(isAttention(true, false, answer, 'main/b')).toBe(true);
  expect(isAttention(false, false, answer, 'main/a')).toBe(false);
});

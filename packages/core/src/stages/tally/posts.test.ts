import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../windows/pane.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { stubPost } from './post-state.ts';
import { conversationOf, isExpired, type PackedHours, Posts } from './posts.ts';
import { recordOfTest, T0 } from './record-of-test.ts';

function postsOf(hours: PackedHours, mostPosts?: number): Posts {
  return new Posts({ hours, watermarkMs: null, mostPosts, referred: () => undefined });
}

function commit(posts: Posts, rows: RowsOfTest, order: number): void {
  const changes = noChanges();
  posts.collect(changes, String(order));
  rows.commit(changes);
}

/** A store with one post, created at `createdMs`. */
async function stored(createdMs: number) {
  const rows = new RowsOfTest();
  const posts = postsOf([]);
  posts.create({ ...stubPost(recordOfTest({ atMs: createdMs })), itemSeen: true });
  commit(posts, rows, 1);
  return { rows, posts };
}

test('a post is known for seven days after the end of the hour in which it was created', () => {
  // created 12:30      hour ends 13:00      13:00 + 7 d: gone
  const createdMs = T0 + HOUR_MS / 2;
  const goneMs = T0 + HOUR_MS + 7 * DAY_MS;
  expect([isExpired(createdMs, null), isExpired(createdMs, goneMs - 1), isExpired(createdMs, goneMs)]).toEqual([
    false,
    false,
    true,
  ]);
});

test('whether it is known does not depend on when it is tidied away', async () => {
  const { rows, posts } = await stored(T0);
  const goneMs = T0 + HOUR_MS + 7 * DAY_MS;
  expect(posts.find('x', 'p', goneMs - 1, [])).not.toBeNull();
  expect(posts.find('x', 'p', goneMs, [])).toBeNull();
  expect(rows.families.get('post:x')?.size).toBe(1);
});

test('its row is taken away with its hour', async () => {
  const { rows, posts } = await stored(T0);
  const goneMs = T0 + HOUR_MS + 7 * DAY_MS;
  expect(posts.expire(goneMs - 1)).toBe(false);
  expect(posts.expire(goneMs)).toBe(true);
  await posts.tidy(rows, goneMs, 1);
  commit(posts, rows, 2);
  expect([...rows.families.keys()]).toEqual([]);
  expect(posts.creationHours).toEqual([]);
});

test('an hour of many posts is taken away over several batches, no more with each than it has room for, and goes on after a restart', async () => {
  const rows = new RowsOfTest();
  let posts = postsOf([]);
  for (let list = 0; list < 5; list++) {
    for (let n = 0; n < 40; n++) posts.create(stubPost(recordOfTest({ atMs: T0, post: `${list}-${n}` })));
    commit(posts, rows, list);
  }
  const goneMs = T0 + HOUR_MS + 7 * DAY_MS;
  const left: (number | undefined)[] = [];
  for (let batch = 0; batch < 4; batch++) {
    if (batch === 2) posts = postsOf(posts.creationHours);
    posts.expire(goneMs);
    await posts.tidy(rows, goneMs, 1);
    commit(posts, rows, 10 + batch);
    left.push(rows.families.get('post:x')?.size);
  }
  // 65 have room, so two lists of 40 go with each batch
  expect(left).toEqual([120, 40, undefined, undefined]);
  expect(rows.families.size).toBe(0);
  expect(posts.creationHours).toEqual([]);
});

test('a stub whose item was created later lives as long as the item', async () => {
  const { rows, posts } = await stored(T0);
  const post = posts.find('x', 'p', null, []) as NonNullable<ReturnType<Posts['find']>>;
  post.createdMs = T0 + 5 * HOUR_MS;
  posts.create(post);
  commit(posts, rows, 2);
  const goneMs = T0 + HOUR_MS + 7 * DAY_MS;
  posts.expire(goneMs);
  await posts.tidy(rows, goneMs, 1);
  commit(posts, rows, 3);
  expect(rows.families.get('post:x')?.size).toBe(1);
  expect(posts.creationHours).toEqual([[T0 + 5 * HOUR_MS, 1]]);
});

test('what was not read from the store yet is missing, never unknown', async () => {
  const { rows } = await stored(T0);
  const posts = postsOf([[T0, 1]]);
  const missing: { family: string; key: string }[] = [];
  expect(posts.find('x', 'p', null, missing)).toBeUndefined();
  for (const address of missing) posts.provide(address, (await rows.read(address.family, [address.key]))[0]);
  expect(posts.find('x', 'p', null, [])).toMatchObject({ post: 'p', itemSeen: true });
});

test('two very long ids are two posts, and a conversation is never taken for a post', () => {
  const posts = postsOf([]);
  const long = 'a'.repeat(2_000);
  expect(posts.addressOf('x', `${long}1`).key).not.toBe(posts.addressOf('x', `${long}2`).key);
  expect(posts.addressOf('x', long).key.length).toBeLessThan(300);
  expect(conversationOf(recordOfTest({ post: 'p' }))).not.toBe('p');
});

test('there is room for so many posts, and again when the first of them have expired; a restart knows the same', () => {
  const posts = postsOf([], 2);
  const createAt = (id: string, createdMs: number) =>
    posts.create({ ...stubPost(recordOfTest({ post: id, atMs: createdMs })), itemSeen: true });
  createAt('a', T0);
  expect(posts.hasRoom).toBe(true);
  createAt('b', T0 + HOUR_MS);
  expect(posts.hasRoom).toBe(false);
  const firstGoneMs = T0 + HOUR_MS + 7 * DAY_MS;
  const restarted = (watermarkMs: number) =>
    new Posts({ hours: posts.creationHours, watermarkMs, mostPosts: 2, referred: () => undefined });
  expect([restarted(firstGoneMs - 1).hasRoom, restarted(firstGoneMs).hasRoom]).toEqual([false, true]);
  posts.expire(firstGoneMs);
  expect(posts.hasRoom).toBe(true);
  // Its row is still to be taken away: a restart does not count it a second time as gone.
  const again = restarted(firstGoneMs);
  again.expire(firstGoneMs + 1);
  createAt('c', firstGoneMs);
  again.create({ ...stubPost(recordOfTest({ post: 'c', atMs: firstGoneMs })), itemSeen: true });
  expect([posts.hasRoom, again.hasRoom]).toEqual([false, false]);
});

test('as many posts stay decoded as there is room for at the time, and the others are read again', () => {
  let room = 10;
  const posts = new Posts({ hours: [], watermarkMs: null, referred: () => undefined, cachedPosts: () => room });
  const rows = new RowsOfTest();
  const names = Array.from({ length: 20 }, (_, nth) => `post-${nth}`);
  for (const post of names) posts.create(stubPost(recordOfTest({ post })));
  const kept = () => names.filter((post) => posts.isLoaded('x', post)).length;
  commit(posts, rows, 1);
  posts.forget();
  expect(kept()).toBe(9);
  room = 5;
  posts.forget();
  expect(kept()).toBe(4);
});

import { describe, expect, test } from 'vitest';
import { Boards } from './boards.ts';
import { type PostState, stubPost } from './post-state.ts';
import { recordOfTest, T0 } from './record-of-test.ts';
import { addMass } from './velocity.ts';

function post(name: string, acts: number, fields: Partial<PostState> = {}): PostState {
  const state: PostState = {
    ...stubPost(recordOfTest({ post: name })),
    itemSeen: true,
    sentiment: 'positive',
    ...fields,
  };
  if (acts > 0) addMass(state, acts, T0);
  return state;
}

const unsaid = () => null;
const names = (boards: Boards, brand = 'main/a') => boards.postsOf(brand).map((each) => each.post);

describe('a board', () => {
  test('has the five fastest negative posts and the five fastest others, the fastest first', () => {
    const boards = new Boards();
    for (let nth = 1; nth <= 8; nth++) {
      boards.consider(post(`kind-${nth}`, 100 * nth));
      boards.consider(post(`angry-${nth}`, nth, { sentiment: 'negative' }));
    }
    expect(names(boards)).toEqual([
      ...[8, 7, 6, 5, 4].map((nth) => `kind-${nth}`),
      ...[8, 7, 6, 5, 4].map((nth) => `angry-${nth}`),
    ]);
  });

  test('has no place for what nobody has acted upon, nor for a slower one when it is full', () => {
    const boards = new Boards();
    boards.consider(post('silent', 0));
    for (let nth = 0; nth < 5; nth++) boards.consider(post(`p${nth}`, 10));
    boards.consider(post('slower', 9));
    expect(names(boards)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4']);
  });

  test('shows a post as it is now, and on the boards of all its brands', () => {
    const boards = new Boards();
    const both = post('p', 5, { brands: ['main/a', 'main/b'] });
    boards.consider(both);
    both.text = 'edited';
    const tops = boards.takeChanged(() => true, unsaid);
    expect(tops.map(({ brand, places }) => [brand, places[0]?.post?.text])).toEqual([
      ['main/a', 'edited'],
      ['main/b', 'edited'],
    ]);
  });
});

describe('what is shown', () => {
  test('is also a board on which nobody acted, when there is more to say of one of its posts', () => {
    const boards = new Boards();
    boards.consider(post('p', 5));
    boards.consider(post('q', 5, { brands: ['main/b'] }));
    boards.takeChanged(() => true, unsaid);
    boards.review((_, { post: name }) => name === 'q');
    expect(boards.takeChanged(() => true, unsaid).map(({ brand }) => brand)).toEqual(['main/b']);
  });

  test('is each place on which something changed, also one that is free now; a post keeps its place', () => {
    const said = (boards: Boards) =>
      boards
        .takeChanged(() => true, unsaid)
        .flatMap(({ places }) => places.map(({ place, post: on }) => [place, on?.post ?? null]));
    const boards = new Boards();
    const [slow, fast, angry] = [post('slow', 5), post('fast', 9), post('angry', 1, { sentiment: 'negative' })];
    for (const each of [slow, fast, angry]) boards.consider(each);
    expect(said(boards)).toEqual([
      [0, 'angry'],
      [5, 'slow'],
      [6, 'fast'],
    ]);
    addMass(slow, 50, T0);
    boards.consider(slow);
    expect(names(boards)).toEqual(['slow', 'fast', 'angry']);
    expect(said(boards)).toEqual([[5, 'slow']]);
    boards.remove(fast, fast.brands);
    expect(said(boards)).toEqual([[6, null]]);
    boards.consider(post('next', 2));
    expect(said(boards)).toEqual([[6, 'next']]);
  });

  test('is each board that changed, once', () => {
    const boards = new Boards();
    boards.consider(post('p', 5));
    expect(boards.pending).toEqual(['main/a']);
    expect(boards.takeChanged(() => true, unsaid)).toHaveLength(1);
    expect(boards.takeChanged(() => true, unsaid)).toEqual([]);
  });

  test('leaves out the dead, and makes room for others', () => {
    const boards = new Boards();
    boards.consider(post('dead', 100));
    boards.consider(post('alive', 1));
    const [top] = boards.takeChanged((each) => each.post !== 'dead', unsaid);
    expect(top?.places.map((each) => each.post?.post ?? null)).toEqual([null, 'alive']);
    expect(names(boards)).toEqual(['alive']);
  });
});

test('an expired post keeps no place, and its place is said to be free or another’s', () => {
  const boards = new Boards();
  for (let nth = 0; nth < 5; nth++) boards.consider(post(`old-${nth}`, 100 + nth));
  boards.takeChanged(() => true, unsaid);
  boards.forget((each) => each.post.startsWith('old'));
  expect(boards.pending).toEqual(['main/a']);
  boards.consider(post('new', 1));
  expect(names(boards)).toEqual(['new']);
  expect(boards.find('x', 'old-1')).toBeUndefined();
});

test('a post that is about to change its class or brands is taken off, and its object let go', () => {
  const boards = new Boards();
  const state = post('p', 5, { brands: ['main/a', 'main/b'] });
  boards.consider(state);
  expect(boards.find('x', 'p')).toBe(state);
  boards.remove(state, state.brands);
  expect([names(boards), names(boards, 'main/b'), boards.find('x', 'p')]).toEqual([[], [], undefined]);
});

test('it is restored with its order, and shows only what was still to be shown', () => {
  const boards = new Boards();
  const posts = Array.from({ length: 4 }, (_, nth) => post(`p${nth}`, 10, nth % 2 ? { sentiment: 'negative' } : {}));
  for (const each of posts) boards.consider(each);
  boards.takeChanged(() => true, unsaid);
  const restoredWith = (known: readonly PostState[]) => {
    const restored = new Boards();
    const states = new Map(known.map((each) => [each.post, { ...each, places: 0 }]));
    restored.restore('main/a', boards.pack('main/a'), (_, name) => states.get(name) ?? null);
    return restored;
  };
  const same = restoredWith(posts);
  expect([names(same), same.pack('main/a')]).toEqual([names(boards), boards.pack('main/a')]);
  expect(same.pending).toEqual([]);
  const without = restoredWith(posts.slice(1));
  expect(without.takeChanged(() => true, unsaid)).toEqual([{ brand: 'main/a', places: [{ place: 5, post: null }] }]);
  boards.consider(posts[0] as PostState);
  expect(restoredWith(posts).pending).toEqual(['main/a']);
});

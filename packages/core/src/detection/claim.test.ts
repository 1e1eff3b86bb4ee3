import { describe, expect, test } from 'vitest';
import type { TopPost } from '../model/pulse.ts';
import {
  type Claim,
  clusterPosts,
  isOfClaim,
  type PostCluster,
  PostClusters,
  packClaim,
  unpackClaim,
} from './claim.ts';

const GLASS = 'there was broken glass in the strawberry jam that I gave to my daughter this morning';
const LATE = 'my flight is three hours late and nobody at the gate knows anything about it at all';

function post(name: string, fields: Partial<TopPost> = {}): TopPost {
  return { platform: 'x', post: name, text: '', url: null, createdMs: 0, ...fields } as TopPost;
}

function clustered(posts: readonly TopPost[], known: readonly Claim[] = []): readonly (readonly string[])[] {
  return clusterPosts(posts, known).map(({ claim, posts: of }) => [claim.name, ...of.map((each) => each.post)]);
}

/** Of posts that are all of one. */
function claimOf(posts: readonly TopPost[]): Claim {
  return clusterPosts(posts, [])[0]?.claim as Claim;
}

describe('posts are of one claim', () => {
  test('when they say nearly the same, with another link, number or greeting', () => {
    const posts = [
      post('a', { text: GLASS }),
      post('b', { text: `OMG ${GLASS} https://x.example/17` }),
      post('c', { text: LATE }),
    ];
    expect(clustered(posts)).toEqual([
      ['x:a', 'a', 'b'],
      ['x:c', 'c'],
    ]);
  });

  test('when they show the same address, whatever they say of it', () => {
    const url = 'https://news.example/glass';
    const posts = [post('a', { text: GLASS, url }), post('b', { text: LATE, url }), post('c', { url: `${url}2` })];
    expect(clustered(posts)).toEqual([
      ['x:a', 'a', 'b'],
      ['x:c', 'c'],
    ]);
  });

  test('never for being short: a word or two say nothing of what they are about', () => {
    expect(clustered([post('a', { text: 'so bad' }), post('b', { text: 'so bad' })])).toHaveLength(2);
  });

  test('and are told apart by their platform where they have the same id', () => {
    expect(clustered([post('7'), post('7', { platform: 'reddit' })])).toEqual([
      ['reddit:7', '7'],
      ['x:7', '7'],
    ]);
  });
});

describe('a claim', () => {
  test('is named by its oldest post, in whatever order they come; posts of unknown age stand last', () => {
    const posts = [
      post('unknown', { text: GLASS, createdMs: null }),
      post('young', { text: GLASS, createdMs: 9 }),
      post('old', { text: GLASS, createdMs: 1 }),
    ];
    expect(clustered(posts)).toEqual([['x:old', 'old', 'young', 'unknown']]);
    expect(clustered(posts.toReversed())).toEqual(clustered(posts));
  });

  test('that is known takes in new copies, and keeps its name when an older one turns up', () => {
    const claim = claimOf([post('a', { text: GLASS, createdMs: 5 })]);
    expect(clustered([post('older', { text: GLASS, createdMs: 1 })], [claim])).toEqual([['x:a', 'older']]);
    expect(claim.posts).toEqual(['x:a', 'x:older']);
    expect(isOfClaim(claim, post('copy', { text: GLASS }))).toBe(true);
    expect(isOfClaim(claim, post('other', { text: LATE }))).toBe(false);
  });

  test('none of whose posts is there is known all the same', () => {
    const claim = claimOf([post('a', { text: GLASS })]);
    expect(clustered([post('b', { text: LATE })], [claim])).toEqual([['x:a'], ['x:b', 'b']]);
  });

  test('remembers 16 posts, 8 addresses and 8 sketches, and still knows further copies', () => {
    const url = 'https://news.example/glass';
    const posts = Array.from({ length: 40 }, (_, nth) =>
      post(`p${nth}`, { text: `${GLASS} ${'x'.repeat(nth + 1)}`, url, createdMs: nth }),
    );
    const [cluster] = clusterPosts(posts, []);
    const { claim, posts: of } = cluster as PostCluster;
    expect([of.length, claim.posts.length, claim.addresses.length, claim.sketches.length]).toEqual([40, 16, 1, 8]);
    for (let nth = 0; nth < 20; nth++) {
      clusterPosts([post(`q${nth}`, { text: GLASS, url: `${url}?${nth}` })], [claim]);
    }
    expect(claim.addresses).toHaveLength(8);
    expect(isOfClaim(claim, post('late', { text: GLASS }))).toBe(true);
  });

  test('is the same over a restart, and what it learns then is its own', () => {
    const claim = claimOf([post('a', { text: GLASS, url: 'https://a.example' })]);
    const restarted = unpackClaim(JSON.parse(JSON.stringify(packClaim(claim))));
    expect(restarted).toEqual(claim);
    clusterPosts([post('b', { text: GLASS })], [restarted]);
    expect([restarted.posts, claim.posts]).toEqual([['x:a', 'x:b'], ['x:a']]);
  });
});

test('posts are sorted from look to look as if each look were the first, whatever posts come, go and change', () => {
  const texts = [
    GLASS,
    `${GLASS} Look at this!`,
    'short',
    'Wonderful taste, we drink it every single day at home',
    GLASS,
  ];
  const taken: Claim[] = [];
  const fresh: Claim[] = [];
  const clusters = new PostClusters();
  for (let look = 0; look < 40; look++) {
    const from = Math.floor(look / 4) % 3;
    const posts = Array.from({ length: 4 + from }, (_, nth) =>
      post(`p${(nth * 7 + from) % 9}`, {
        text: texts[(nth + from) % texts.length] as string,
        url: nth === 2 ? 'https://a.example' : null,
      }),
    );
    const [cached, plain] = [clusters.of(posts, taken), clusterPosts(posts, fresh)];
    expect(cached).toEqual(plain);
    // Now and then somebody takes a claim up, and one is forgotten.
    if (look % 9 === 5) {
      taken.push((cached.at(-1) as PostCluster).claim);
      fresh.push((plain.at(-1) as PostCluster).claim);
    }
    if (look % 17 === 16) {
      taken.shift();
      fresh.shift();
    }
    expect(taken).toEqual(fresh);
  }
});

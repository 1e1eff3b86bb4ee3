/**
 * A claim: what a thread of notices is about. Posts belong to one claim that are the same post, show the same address or
 * say nearly the same (text-sketch.ts). A claim is named by its oldest post, and remembers so much of its posts that new
 * copies are known again: at most 16 posts, 8 addresses and 8 sketches; further ones are counted as its posts while they
 * look like those.
 */
import { areCopies, sketchOf, type TextSketch } from '../language/text-sketch.ts';
import type { TopPost } from '../model/pulse.ts';

const MOST_POSTS = 16;
const MOST_ADDRESSES = 8;
const MOST_SKETCHES = 8;

export interface Claim {
  /** `platform:post` of the oldest post when the thread was opened. */
  readonly name: string;
  readonly posts: string[];
  readonly addresses: string[];
  readonly sketches: TextSketch[];
}

/** Posts of one claim, the oldest first. */
export interface PostCluster {
  readonly claim: Claim;
  readonly posts: readonly TopPost[];
}

export function postName({ platform, post }: TopPost): string {
  return `${platform}:${post}`;
}

export function isOfClaim(claim: Claim, post: TopPost): boolean {
  if (claim.posts.includes(postName(post))) return true;
  if (post.url !== null && claim.addresses.includes(post.url)) return true;
  if (claim.sketches.length === 0) return false;
  const sketch = sketchOf(post.text);
  return sketch !== null && claim.sketches.some((known) => areCopies(known, sketch));
}

/** Remembers a post as one of the claim, as far as there is room. */
export function joinClaim(claim: Claim, post: TopPost): void {
  const name = postName(post);
  if (claim.posts.includes(name)) return;
  if (claim.posts.length < MOST_POSTS) claim.posts.push(name);
  const { url } = post;
  if (url !== null && claim.addresses.length < MOST_ADDRESSES && !claim.addresses.includes(url)) {
    claim.addresses.push(url);
  }
  const sketch = claim.sketches.length < MOST_SKETCHES ? sketchOf(post.text) : null;
  if (sketch !== null) claim.sketches.push(sketch);
}

/** Sorts posts into claims: those that are known first, then new ones, each named by its oldest post. */
export function clusterPosts(posts: readonly TopPost[], known: readonly Claim[]): readonly PostCluster[] {
  const clusters = known.map((claim) => ({ claim, posts: [] as TopPost[] }));
  for (const post of [...posts].sort(byAge)) {
    let cluster = clusters.find(({ claim }) => isOfClaim(claim, post));
    if (cluster === undefined) {
      cluster = { claim: { name: postName(post), posts: [], addresses: [], sketches: [] }, posts: [] };
      clusters.push(cluster);
    }
    joinClaim(cluster.claim, post);
    cluster.posts.push(post);
  }
  return clusters;
}

/** The oldest first; those of unknown age last, then by name, so that the order is that of the facts. */
function byAge(a: TopPost, b: TopPost): number {
  const age = (a.createdMs ?? Number.MAX_SAFE_INTEGER) - (b.createdMs ?? Number.MAX_SAFE_INTEGER);
  return age !== 0 ? age : postName(a) < postName(b) ? -1 : 1;
}

export type PackedClaim = readonly [
  name: string,
  posts: readonly string[],
  addresses: readonly string[],
  sketches: readonly TextSketch[],
];

export function packClaim({ name, posts, addresses, sketches }: Claim): PackedClaim {
  return [name, posts, addresses, sketches];
}

export function unpackClaim([name, posts, addresses, sketches]: PackedClaim): Claim {
  return { name, posts: [...posts], addresses: [...addresses], sketches: [...sketches] };
}

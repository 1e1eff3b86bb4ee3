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

export function postName({ platform, post }: Pick<TopPost, 'platform' | 'post'>): string {
  return `${platform}:${post}`;
}

/** By what a post is known again. */
interface Marks {
  readonly name: string;
  readonly url: string | null;
  readonly sketch: TextSketch | null;
}

function marksOf(post: TopPost): Marks {
  return { name: postName(post), url: post.url, sketch: sketchOf(post.text) };
}

export function isOfClaim(claim: Claim, post: TopPost): boolean {
  return hasMarks(claim, marksOf(post));
}

function hasMarks({ posts, addresses, sketches }: Claim, { name, url, sketch }: Marks): boolean {
  if (posts.includes(name)) return true;
  if (url !== null && addresses.includes(url)) return true;
  return sketch !== null && sketches.some((known) => areCopies(known, sketch));
}

/** Remembers a post as one of the claim, as far as there is room. */
function joinClaim({ posts, addresses, sketches }: Claim, { name, url, sketch }: Marks): void {
  if (posts.includes(name)) return;
  if (posts.length < MOST_POSTS) posts.push(name);
  if (url !== null && addresses.length < MOST_ADDRESSES && !addresses.includes(url)) addresses.push(url);
  if (sketch !== null && sketches.length < MOST_SKETCHES) sketches.push(sketch);
}

/** Sorts posts into claims: those that are known first, then new ones, each named by its oldest post. */
export function clusterPosts(posts: readonly TopPost[], known: readonly Claim[]): readonly PostCluster[] {
  const clusters = known.map((claim) => ({ claim, posts: [] as TopPost[] }));
  for (const post of [...posts].sort(byAge)) {
    const marks = marksOf(post);
    let cluster = clusters.find(({ claim }) => hasMarks(claim, marks));
    if (cluster === undefined) {
      cluster = { claim: { name: marks.name, posts: [], addresses: [], sketches: [] }, posts: [] };
      clusters.push(cluster);
    }
    joinClaim(cluster.claim, marks);
    cluster.posts.push(post);
  }
  return clusters;
}

/**
 * Sorts a brand's posts into claims as `clusterPosts` does. A leaderboard is looked at every ten seconds and has mostly the same
 * posts and claims as before, which are then sorted as before: comparing each with each is the dearest part of a look.
 */
export class PostClusters {
  private last: LastClusters | null = null;

  of(posts: readonly TopPost[], known: readonly Claim[]): readonly PostCluster[] {
    const claims = known.map((claim) => ({ claim, size: sizeOf(claim) }));
    // A claim that nobody has taken up is another one each time.
    const own = (claim: Claim, nth: number) => (nth < known.length ? claim : unpackClaim(packClaim(claim)));
    if (this.last !== null && areSameClaims(claims, this.last.claims) && areSamePosts(posts, this.last.posts)) {
      return this.last.clusters.map(({ claim, places }, nth) => ({
        claim: own(claim, nth),
        posts: places.map((place) => posts[place] as TopPost),
      }));
    }
    const clusters = clusterPosts(posts, known);
    const placeOf = new Map(posts.map((post, place) => [post, place]));
    const last = clusters.map(({ claim, posts: of }, nth) => ({
      claim: own(claim, nth),
      places: of.map((post) => placeOf.get(post) as number),
    }));
    this.last = { posts, claims, clusters: last };
    return clusters;
  }
}

interface LastClusters {
  readonly posts: readonly TopPost[];
  /** As they were before: they only ever grow. */
  readonly claims: readonly { readonly claim: Claim; readonly size: number }[];
  readonly clusters: readonly { readonly claim: Claim; readonly places: readonly number[] }[];
}

function sizeOf({ posts, addresses, sketches }: Claim): number {
  return posts.length + addresses.length + sketches.length;
}

function areSameClaims(claims: LastClusters['claims'], others: LastClusters['claims']): boolean {
  if (claims.length !== others.length) return false;
  return claims.every(({ claim, size }, nth) => claim === others[nth]?.claim && size === others[nth]?.size);
}

/** Whether all that claims are known by is the same; what the posts are doing is not asked. */
function areSamePosts(posts: readonly TopPost[], others: readonly TopPost[]): boolean {
  if (posts.length !== others.length) return false;
  return posts.every((post, place) => {
    const other = others[place] as TopPost;
    if (post === other) return true;
    const isSamePost = post.platform === other.platform && post.post === other.post;
    return isSamePost && post.url === other.url && post.text === other.text && post.createdMs === other.createdMs;
  });
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

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

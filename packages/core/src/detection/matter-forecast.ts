/**
 * How far a matter will go: the post that spreads fastest and its copies, taken together. Where nothing can be said of that
 * post yet nothing is said: what becomes of older ones is not the question.
 */
import type { MatterForecast } from '../model/alert.ts';
import type { TopPost } from '../model/pulse.ts';
import { type ExpectedShares, sumOfExpected } from '../virality/expected-shares.ts';
import { clusterPosts, postName } from './claim.ts';

/** Of a post of the evidence. */
export interface SharedPost {
  readonly platform: string;
  readonly post: string;
  readonly shares: number;
  readonly forecast: { readonly final: ExpectedShares } | null;
}

/** Names of the first post and of its copies among these; none where the first has no forecast. */
export function firstAndCopies(posts: readonly TopPost[]): readonly string[] {
  const [first] = posts;
  if (first === undefined || first.forecast === null) return [];
  const cluster = clusterPosts(posts, []).find((each) => each.posts.includes(first));
  return cluster?.posts.map(postName) ?? [];
}

/** Of the posts of these names, as far as they are in the evidence and have a forecast; `null`: none. */
export function forecastOf(evidence: readonly SharedPost[], names: readonly string[]): MatterForecast | null {
  const known = evidence.flatMap((post) => {
    const name = postName(post);
    return post.forecast === null || !names.includes(name) ? [] : [{ name, ...post, final: post.forecast.final }];
  });
  if (known.length === 0) return null;
  return {
    posts: known.map(({ name }) => name),
    seen: known.reduce((sum, { shares }) => sum + shares, 0),
    final: sumOfExpected(known.map(({ final }) => final)),
  };
}

/**
 * What the race should come to, counted from the load's own lines by the plainest loop: none of Grapevine's parts is in
 * it, neither schema nor matcher nor fold. A brand is named where its id stands in the text, whatever the letters' case
 * (true of this load's invented words, each form of which holds the id).
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { standardLoadBrands } from '@grapevine/testkit/standard-load-brands.ts';
import { countsAt, type KindCounts, noCounts, paneKey, type RaceCounts, type RaceKind } from './counts.ts';

const PANE_MS = 10_000;
/** Grapevine knows the likers of a post one by one as long as they are no more; beyond, a like counts as given. */
const KNOWN_LIKERS = 256;
const KIND_OF_ACT: Readonly<Record<string, RaceKind>> = {
  like: 'likes',
  share: 'shares',
  comment: 'comments',
  view: 'views',
};

export interface Expected {
  /** Each like counts. */
  readonly given: RaceCounts;
  /** A second like of a person whom the post still knows does not: Grapevine's rule. */
  readonly once: RaceCounts;
}

interface LoadLine {
  readonly kind: string;
  readonly at: string;
  readonly platform: string;
  readonly post: string;
  readonly parent?: string;
  readonly author: string;
  readonly text?: string;
}

export async function countByHand(files: readonly string[], group: string, brands: number): Promise<Expected> {
  const ids = standardLoadBrands(brands).map(({ id }) => id);
  const expected: Expected = { given: noCounts(), once: noCounts() };
  const brandsOfPost = new Map<string, readonly string[]>();
  const likersOfPost = new Map<string, Set<string>>();

  const count = (
    counts: RaceCounts,
    post: string | null,
    brandsOf: readonly string[],
    kind: RaceKind,
    atMs: number,
  ) => {
    const add = (to: KindCounts) => {
      to[kind] += 1;
    };
    if (post !== null) add(countsAt(counts.posts, post));
    for (const brand of brandsOf) add(countsAt(counts.panes, paneKey(brand, Math.floor(atMs / PANE_MS) * PANE_MS)));
  };

  for (const file of files) {
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = JSON.parse(text) as LoadLine;
      const atMs = Date.parse(line.at);
      if (line.text !== undefined) {
        const said = line.text.toLowerCase();
        const named = ids.filter((id) => said.includes(id)).map((id) => `${group}/${id}`);
        brandsOfPost.set(`${line.platform}:${line.post}`, named);
        for (const counts of [expected.given, expected.once]) count(counts, null, named, 'mentions', atMs);
      }
      const kind = KIND_OF_ACT[line.kind];
      if (kind === undefined) continue;
      const post = `${line.platform}:${line.parent ?? line.post}`;
      const brandsOf = brandsOfPost.get(post) ?? [];
      count(expected.given, post, brandsOf, kind, atMs);
      if (kind !== 'likes' || !isRepeated(likersOfPost, post, line.author)) {
        count(expected.once, post, brandsOf, kind, atMs);
      }
    }
  }
  return expected;
}

function isRepeated(likersOfPost: Map<string, Set<string>>, post: string, author: string): boolean {
  const likers = likersOfPost.get(post) ?? new Set();
  likersOfPost.set(post, likers);
  if (likers.size > KNOWN_LIKERS) return false;
  if (likers.has(author)) return true;
  likers.add(author);
  return false;
}

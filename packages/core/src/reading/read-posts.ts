/**
 * The posts on the brands' leaderboards, as of the last steps that decisions have taken in. Velocities are faded to the
 * watermark; a post that its partition has forgotten (seven days after its creation) is left out.
 */
import { COUNTER_IDS, type CounterId, counterIndex, POST_COUNTERS } from '../metrics/counters.ts';
import { ENGAGEMENT_IDS, otherRatio, type Ratio } from '../metrics/formulas.ts';
import type { SentimentClass } from '../model/interaction.ts';
import type { TopPost } from '../model/pulse.ts';
import { EXACT_PEOPLE } from '../sketches/people-set.ts';
import { type PackedTops, unpackTops } from '../stages/radar/top-rows.ts';
import { unpackRow } from '../stages/row-codec.ts';
import type { RowReader } from '../stages/state-changes.ts';
import { fadedVelocity } from '../stages/tally/velocity.ts';
import { LATE_HOURS_KEPT_MS } from '../windows/lateness.ts';
import { floorTo, HOUR_MS } from '../windows/pane.ts';
import { type Outlook, outlookOf } from './post-outlook.ts';
import { type AsOf, asOf, type Completeness, completenessOf, readHead } from './radar-head.ts';
import { readByBrand } from './range-rows.ts';
import type { Unanswered } from './window-range.ts';

export const POST_ORDERS = ['velocity', 'shares', 'negative', 'forecast'] as const;
/** `negative`: negative posts only, the fastest first. `forecast`: those to which the most shares are still to come first. */
export type PostOrder = (typeof POST_ORDERS)[number];

export interface PostsOptions {
  /** As on the log. */
  readonly brands: readonly string[];
  readonly order: PostOrder;
  readonly limit: number;
  /** How many to leave out: where the page before ended. Boards move, so a post may move across the cut. */
  readonly offset?: number | undefined;
}

export interface PostView extends Outlook {
  readonly platform: string;
  readonly post: string;
  /** Of the brands asked for, those whose leaderboard it is on. */
  readonly brands: readonly string[];
  /** 16 hex digits. */
  readonly author: string | null;
  readonly followers: number | null;
  readonly text: string;
  readonly url: string | null;
  readonly sentiment: SentimentClass;
  readonly harmClaim: boolean;
  readonly createdMs: number | null;
  /** Additions less retractions, with `engagements`. */
  readonly counts: Readonly<Record<string, number>>;
  readonly viewers: { readonly value: number; readonly exact: boolean };
  /** Engagements a minute at the watermark. */
  readonly velocity: number;
  readonly audienceMultiple: Ratio;
}

export interface PostsAnswer {
  readonly kind: 'answer';
  readonly order: PostOrder;
  readonly asOf: AsOf;
  readonly completeness: Completeness;
  readonly posts: readonly PostView[];
  /** `offset` of the next page; `null`: this is the last. */
  readonly nextOffset: number | null;
}

type NoData = Extract<Unanswered, { kind: 'no-data' }>;

export async function readPosts(rows: RowReader, options: PostsOptions): Promise<PostsAnswer | NoData> {
  const { brands, order, limit, offset = 0 } = options;
  const head = await readHead(rows);
  if (head === null) return { kind: 'no-data' };
  const posts = (await viewsOf(rows, brands, head.watermarkMs))
    .filter((view) => order !== 'negative' || view.sentiment === 'negative')
    .sort((a, b) => compare(rankOf(b, order), rankOf(a, order)) || (nameOf(a) < nameOf(b) ? -1 : 1));
  return {
    kind: 'answer',
    order,
    asOf: asOf(head),
    completeness: completenessOf(head),
    posts: posts.slice(offset, offset + limit),
    nextOffset: offset + limit < posts.length ? offset + limit : null,
  };
}

/** One post, if it is on the leaderboard of one of the brands. */
export async function readPost(
  rows: RowReader,
  asked: { readonly brands: readonly string[]; readonly platform: string; readonly post: string },
): Promise<PostView | null> {
  const head = await readHead(rows);
  const posts = await viewsOf(rows, asked.brands, head?.watermarkMs ?? null);
  return posts.find(({ platform, post }) => platform === asked.platform && post === asked.post) ?? null;
}

/** Each post once, however many brands' boards it is on; the newest of what the boards say of it. */
async function viewsOf(
  rows: RowReader,
  brands: readonly string[],
  watermarkMs: number | null,
): Promise<readonly PostView[]> {
  if (watermarkMs === null) return [];
  const posts = new Map<string, { top: TopPost; brands: string[] }>();
  for (const [brand, bytes] of await readByBrand(rows, 'tops', brands)) {
    for (const top of unpackTops(unpackRow<PackedTops>(bytes)).values()) {
      if (isForgotten(top, watermarkMs)) continue;
      const known = posts.get(nameOf(top));
      if (known === undefined) posts.set(nameOf(top), { top, brands: [brand] });
      else {
        known.brands.push(brand);
        if (top.velocityAtMs > known.top.velocityAtMs) known.top = top;
      }
    }
  }
  return [...posts.values()].map(({ top, brands: on }) => viewOf(top, on, watermarkMs));
}

function viewOf(top: TopPost, brands: readonly string[], watermarkMs: number): PostView {
  const { platform, post, author, followers, text, url, sentiment, harmClaim, createdMs, viewers } = top;
  const isExact = viewers <= EXACT_PEOPLE;
  return {
    platform,
    post,
    brands,
    author: author === null ? null : author.toString(16).padStart(16, '0'),
    followers,
    text,
    url,
    sentiment,
    harmClaim,
    createdMs,
    counts: countsOfPost(top),
    viewers: { value: viewers, exact: isExact },
    velocity: fadedVelocity(top.velocity, watermarkMs - top.velocityAtMs),
    audienceMultiple: otherRatio('audienceMultiple', viewers, followers, isExact),
    ...outlookOf(top, watermarkMs),
  };
}

function countsOfPost({ counts }: TopPost): Readonly<Record<string, number>> {
  const of = (id: CounterId) => counts[counterIndex(id)] as number;
  const engagements = ENGAGEMENT_IDS.reduce((sum, id) => sum + of(id), 0);
  return { ...Object.fromEntries(COUNTER_IDS.slice(0, POST_COUNTERS).map((id) => [id, of(id)])), engagements };
}

/** As tally forgets posts: by whole hours of their creation. */
function isForgotten({ createdMs, velocityAtMs }: TopPost, watermarkMs: number): boolean {
  const hourMs = floorTo(createdMs ?? velocityAtMs, HOUR_MS);
  return hourMs + HOUR_MS + LATE_HOURS_KEPT_MS <= watermarkMs;
}

function rankOf({ velocity, counts, forecast }: PostView, order: PostOrder): number {
  const shares = counts['shares'] as number;
  if (order === 'forecast') return forecast === null ? Number.NEGATIVE_INFINITY : forecast.final.shares - shares;
  return order === 'shares' ? shares : velocity;
}

function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function nameOf({ platform, post }: { readonly platform: string; readonly post: string }): string {
  return `${platform}:${post}`;
}

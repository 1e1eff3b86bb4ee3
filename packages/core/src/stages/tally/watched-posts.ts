/**
 * The posts that forecasts are to be learned from: how each stood at the ages of the model's heads, kept until it is two
 * days old and counts as finished.
 *
 * Only posts that are shown on a leaderboard are watched, since those are the ones that are forecast; of these the first
 * 24 of each hour of creation, so that the memory is bounded (about 1,200 posts a partition) and learning never stops.
 */
import { hash128Hex } from '../../hashing/content-hash.ts';
import type { Cascade } from '../../virality/cascade.ts';
import { type PackedCascade, packCascade, unpackCascade } from '../../virality/packed-cascade.ts';
import { DAY_MS, floorTo, HOUR_MS } from '../../windows/pane.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';
import type { PostState } from './post-state.ts';

/** A post that is so old counts as finished. Of those that grow on, the rest is not learned. */
export const FINISHED_AGE_MS: number = 2 * DAY_MS;
/** Posts watched of those created in one hour. */
const WATCHED_AN_HOUR = 24;
const FAMILY = 'watched';

/** How a post stood; the head is that of the nearest age. */
interface Moment {
  readonly headAgeSeconds: number;
  readonly ageSeconds: number;
  /** `null`: it had no shares. */
  readonly cascade: PackedCascade | null;
}

export interface WatchedPost {
  readonly platform: string;
  readonly post: string;
  readonly createdMs: number;
  readonly moments: Moment[];
}

type PackedMoment = readonly [headAgeSeconds: number, ageMs: number, cascade: PackedCascade | null];
type PackedWatched = readonly [platform: string, post: string, createdMs: number, moments: readonly PackedMoment[]];

export class WatchedPosts {
  private readonly posts = new Map<string, WatchedPost>();
  private readonly byHour = new Map<number, number>();
  private readonly changed = new Set<string>();
  private earliestMs = Number.POSITIVE_INFINITY;

  static async load(rows: RowReader): Promise<WatchedPosts> {
    const watched = new WatchedPosts();
    for (const { key, bytes } of await rows.scan(FAMILY)) {
      const [platform, post, createdMs, moments] = unpackRow<PackedWatched>(bytes);
      watched.insert(key, { platform, post, createdMs, moments: moments.map(momentOf) });
    }
    return watched;
  }

  /** How a post stands at the age of a head; the first such moment of each head is kept. */
  note(post: PostState, moment: { readonly headAgeSeconds: number; readonly ageSeconds: number }): void {
    const { platform, createdMs, cascade } = post;
    const name = nameOf(post);
    let known = this.posts.get(name);
    if (known?.moments.some(({ headAgeSeconds }) => headAgeSeconds === moment.headAgeSeconds)) return;
    if (known === undefined) {
      if ((this.byHour.get(floorTo(createdMs, HOUR_MS)) ?? 0) >= WATCHED_AN_HOUR) return;
      known = { platform, post: post.post, createdMs, moments: [] };
      this.insert(name, known);
    }
    known.moments.push({ ...moment, cascade: cascade === null ? null : packCascade(cascade) });
    this.changed.add(name);
  }

  /** Takes out the posts that have finished by an instant, the oldest first. */
  takeFinished(atMs: number): readonly WatchedPost[] {
    if (this.earliestMs + FINISHED_AGE_MS > atMs) return [];
    const finished = [...this.posts]
      .filter(([, { createdMs }]) => createdMs + FINISHED_AGE_MS <= atMs)
      .sort(([a, one], [b, other]) => one.createdMs - other.createdMs || (a < b ? -1 : 1));
    for (const [name] of finished) this.remove(name);
    return finished.map(([, watched]) => watched);
  }

  /** Nothing is to be learned from this post. */
  forget(post: PostState): void {
    this.remove(nameOf(post));
  }

  collect(changes: CollectedChanges): void {
    for (const key of this.changed) {
      const watched = this.posts.get(key);
      if (watched === undefined) changes.deletes.push({ family: FAMILY, key });
      else changes.puts.push({ family: FAMILY, key, bytes: packRow(packWatched(watched)) });
    }
    this.changed.clear();
  }

  private insert(name: string, watched: WatchedPost): void {
    this.posts.set(name, watched);
    const hourMs = floorTo(watched.createdMs, HOUR_MS);
    this.byHour.set(hourMs, (this.byHour.get(hourMs) ?? 0) + 1);
    this.earliestMs = Math.min(this.earliestMs, watched.createdMs);
  }

  private remove(name: string): void {
    const watched = this.posts.get(name);
    if (watched === undefined) return;
    this.posts.delete(name);
    this.changed.add(name);
    const hourMs = floorTo(watched.createdMs, HOUR_MS);
    const left = (this.byHour.get(hourMs) as number) - 1;
    if (left > 0) this.byHour.set(hourMs, left);
    else this.byHour.delete(hourMs);
    this.earliestMs = Number.POSITIVE_INFINITY;
    for (const { createdMs } of this.posts.values()) this.earliestMs = Math.min(this.earliestMs, createdMs);
  }
}

/** The cascade of a moment, of a post whose author had so many followers. */
export function cascadeOf({ cascade }: Moment, posterFollowers: number | null): Cascade | null {
  return cascade === null ? null : unpackCascade(cascade, posterFollowers);
}

function nameOf({ platform, post }: { readonly platform: string; readonly post: string }): string {
  return hash128Hex(platform, post);
}

function packWatched({ platform, post, createdMs, moments }: WatchedPost): PackedWatched {
  return [
    platform,
    post,
    createdMs,
    moments.map(({ headAgeSeconds, ageSeconds, cascade }) => [headAgeSeconds, Math.round(ageSeconds * 1000), cascade]),
  ];
}

function momentOf([headAgeSeconds, ageMs, cascade]: PackedMoment): Moment {
  return { headAgeSeconds, ageSeconds: ageMs / 1000, cascade };
}

/**
 * Forecasts of the posts on the leaderboards, made at the steps of the watermark, by a model of this partition's own: it
 * begins with the shipped priors and learns from each watched post that has finished (virality/, docs/virality.md).
 *
 * A forecast stands until the post is worth another look, or has left the leaderboards; it is kept in a row of its own, so
 * that a restart shows the same one.
 */
import { hash128Hex } from '../../hashing/content-hash.ts';
import type { PostForecast } from '../../model/pulse.ts';
import { type Cascade, newCascade } from '../../virality/cascade.ts';
import type { LearnedGrowth } from '../../virality/growth-head.ts';
import { GrowthModel } from '../../virality/growth-model.ts';
import { isWorthALook, type Standing } from '../../virality/look.ts';
import { type PackedGrowth, packGrowth, unpackGrowth } from '../../virality/packed-growth.ts';
import { SHIPPED_PRIORS } from '../../virality/shipped-priors.ts';
import { snapshotOf } from '../../virality/snapshot.ts';
import { type PackedForecast, packForecast, unpackForecast } from '../packed-forecast.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';
import type { PostState } from './post-state.ts';
import { cascadeOf, FINISHED_AGE_MS, type WatchedPost, WatchedPosts } from './watched-posts.ts';

/** Five minutes to a day. */
export const HEAD_AGES_SECONDS: readonly number[] = SHIPPED_PRIORS.heads.map(({ ageSeconds }) => ageSeconds);
const HEADS = 'growth';
const LOOKS = 'forecasts';
/** A head is three rows, so that none is long. */
const PARTS = [0, 1, 2] as const;

interface Look extends Standing {
  readonly forecast: PostForecast;
}
type PackedLook = readonly [name: string, ageMs: number, shares: number, forecast: PackedForecast];

export class Growth {
  private readonly learned: ReadonlyMap<number, LearnedGrowth>;
  private begun: GrowthModel | null = null;
  private readonly watched: WatchedPosts;
  /** By the names that the leaderboards give their posts: at most as many as those hold. */
  private readonly looks: Map<string, Look>;
  private readonly changedHeads = new Set<number>();
  private readonly changedLooks = new Set<string>();

  private constructor(
    learned: ReadonlyMap<number, LearnedGrowth>,
    watched: WatchedPosts,
    looks: readonly (readonly [string, Look])[],
  ) {
    this.learned = learned;
    this.watched = watched;
    this.looks = new Map(looks);
  }

  static empty(): Growth {
    return new Growth(new Map(), new WatchedPosts(), []);
  }

  static async load(rows: RowReader): Promise<Growth> {
    const parts = new Map((await rows.scan(HEADS)).map(({ key, bytes }) => [key, unpackRow(bytes)]));
    const learned = new Map<number, LearnedGrowth>();
    for (const age of HEAD_AGES_SECONDS) {
      const packed = PARTS.map((part) => parts.get(rowKey(age, part)));
      if (!packed.includes(undefined)) learned.set(age, unpackGrowth(packed as unknown as PackedGrowth));
    }
    const looks = (await rows.scan(LOOKS)).map(({ bytes }) => unpackLook(unpackRow<PackedLook>(bytes)));
    return new Growth(learned, await WatchedPosts.load(rows), looks);
  }

  /** Half a megabyte, which a partition without posts to forecast does not need. */
  private get model(): GrowthModel {
    this.begun ??= new GrowthModel(HEAD_AGES_SECONDS, SHIPPED_PRIORS.heads, this.learned);
    return this.begun;
  }

  /** Whether a post that is on a leaderboard is to be forecast at this step. */
  isDue(name: string, post: PostState, stepMs: number): boolean {
    return canBeForecast(post) && isWorthALook(this.looks.get(name) ?? null, standingAt(post, stepMs));
  }

  /** The forecast of a post that is shown at a step, which makes it if it is due; `null`: there is none (yet). */
  forecast(name: string, post: PostState, stepMs: number): PostForecast | null {
    if (!canBeForecast(post)) return null;
    const known = this.looks.get(name);
    const standing = standingAt(post, stepMs);
    if (!isWorthALook(known ?? null, standing)) return known?.forecast ?? null;
    const { ageSeconds } = standing;
    const head = this.model.at(ageSeconds);
    if (ageSeconds >= head.ageSeconds && stepMs < post.createdMs + FINISHED_AGE_MS) {
      this.watched.note(post, { headAgeSeconds: head.ageSeconds, ageSeconds });
    }
    const snapshot = snapshotOf(post.cascade ?? newCascade(post.followers), ageSeconds);
    const { pace, reproduction } = snapshot;
    const atMs = post.createdMs + Math.round(ageSeconds * 1000);
    const forecast = { atMs, ...head.forecast(snapshot, likenessOf(post)), pace, reproduction };
    this.looks.set(name, { ...standing, forecast });
    this.changedLooks.add(name);
    return forecast;
  }

  /** Lets go of the forecasts of posts that are on no leaderboard any more; to be called at each step. */
  forgetOthers(isShown: (name: string) => boolean): void {
    for (const name of this.looks.keys()) {
      if (isShown(name)) continue;
      this.looks.delete(name);
      this.changedLooks.add(name);
    }
  }

  /** Watched posts that have finished by a step; each is to be given to `learn` in this order. */
  takeFinished(stepMs: number): readonly WatchedPost[] {
    return this.watched.takeFinished(stepMs);
  }

  /** Learns how a watched post ended. From one that was deleted, erased or has expired, nothing. */
  learn(watched: WatchedPost, post: PostState | null): void {
    if (post === null || post.deleted || !canBeForecast(post)) return;
    const finished = post.cascade ?? newCascade(post.followers);
    for (const moment of watched.moments) {
      const then: Cascade = cascadeOf(moment, post.followers) ?? newCascade(post.followers);
      this.model.learn(snapshotOf(then, moment.ageSeconds), [], { key: likenessOf(post), finished });
      this.changedHeads.add(this.model.at(moment.ageSeconds).ageSeconds);
    }
  }

  forget(post: PostState): void {
    this.watched.forget(post);
  }

  collect(changes: CollectedChanges): void {
    this.watched.collect(changes);
    for (const age of this.changedHeads) {
      const packed = packGrowth(this.model.at(age).learned);
      for (const part of PARTS) {
        changes.puts.push({ family: HEADS, key: rowKey(age, part), bytes: packRow(packed[part]) });
      }
    }
    this.changedHeads.clear();
    for (const name of this.changedLooks) {
      const look = this.looks.get(name);
      const key = hash128Hex(name);
      if (look === undefined) changes.deletes.push({ family: LOOKS, key });
      else changes.puts.push({ family: LOOKS, key, bytes: packRow(packLook(name, look)) });
    }
    this.changedLooks.clear();
  }
}

/** A share may be newer than the watermark: then the post is as old as that share. */
function standingAt({ createdMs, cascade }: PostState, stepMs: number): Standing {
  const ageSeconds = Math.max(0, cascade?.lastSeconds ?? 0, (stepMs - createdMs) / 1000);
  return { ageSeconds, shares: cascade?.shares ?? 0 };
}

/** When it was made is known, and so are its shares from the first one on. */
function canBeForecast({ itemSeen, hasUntoldShares, isErased }: PostState): boolean {
  return itemSeen && !hasUntoldShares && !isErased;
}

/** Posts about one brand on one platform grow alike. */
function likenessOf({ brands, platform }: PostState): string {
  return `${brands[0] ?? ''} ${platform}`;
}

function rowKey(ageSeconds: number, part: number): string {
  return `${ageSeconds}/${part}`;
}

function packLook(name: string, { ageSeconds, shares, forecast }: Look): PackedLook {
  return [name, Math.round(ageSeconds * 1000), shares, packForecast(forecast)];
}

function unpackLook([name, ageMs, shares, forecast]: PackedLook): readonly [string, Look] {
  return [name, { ageSeconds: ageMs / 1000, shares, forecast: unpackForecast(forecast) }];
}

/**
 * The posts that a partition knows: for seven days from their creation, by the watermark, in whole hours.
 *
 * That a post has expired is decided when it is looked up; its row is taken away later, a few with each batch, from
 * lists of what was created in that hour. So it never matters when the tidying happens, and no commit grows by it.
 */
import { hash128Hex } from '../../hashing/content-hash.ts';
import type { AuthorHash, LoggedInteraction } from '../../model/interaction.ts';
import { LATE_HOURS_KEPT_MS } from '../../windows/lateness.ts';
import { floorTo, HOUR_MS } from '../../windows/pane.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import { type CollectedChanges, type RowFamily, RowTable } from '../row-table.ts';
import type { RowAddress, RowReader } from '../state-changes.ts';
import { POST_CODEC, type PostState } from './post-state.ts';

/**
 * Posts kept decoded between commits, in a partition that has not been told how many. A third of that is what one large batch
 * touches; four times as many in each of eight partitions cost more in garbage collection than they spare in decoding.
 */
const MAX_CACHED_POSTS = 4_096;
/**
 * Posts that a partition remembers at most. Beyond it newcomers are passed over: they count, but nobody knows them
 * afterwards. So random ids fill no store; by the 200 to 1,000 bytes of a post, a partition's posts stay below a gigabyte.
 */
export const MAX_POSTS = 1_000_000;
/** Rows of expired posts that a batch may take away beside as many as it has records, so that none pile up. */
const TIDIED_BESIDE = 64;
/** Rows that are looked at in one read. */
const ERASED_AT_ONCE = 500;
/** A store's keys are short; a longer id stands there by its hash. */
const MAX_KEY_LENGTH = 256;

type Creation = readonly [family: string, key: string];
/** Hours of creation that the store has lists of, each with how many creations they hold. */
export type PackedHours = readonly (readonly [hourMs: number, creations: number])[];

export interface PostsOptions {
  readonly hours: PackedHours;
  readonly watermarkMs: number | null;
  /** Posts that others refer to: there is one object for each, also while its row is not kept here. */
  readonly referred: (platform: string, post: string) => PostState | undefined;
  readonly mostPosts?: number | undefined;
  /** How many are kept decoded from now on; asked after each commit. */
  readonly cachedPosts?: (() => number) | undefined;
}

export class Posts {
  private readonly table = new RowTable<PostState>(POST_CODEC, MAX_CACHED_POSTS);
  private readonly families = new Map<string, RowFamily<PostState>>();
  private kept: PostState[] = [];
  private readonly referred: PostsOptions['referred'];
  private readonly mostPosts: number;
  private readonly cachedPosts: PostsOptions['cachedPosts'];
  private readonly hours: Map<number, number>;
  /** Creations within the horizon. A stub that its item joins counts as two. */
  private remembered = 0;
  private created = new Map<number, Creation[]>();
  /** Hours out of the horizon whose rows are not all taken away yet, and the lists left of the first of them. */
  private readonly ended: number[] = [];
  private endedLists: { readonly key: string; readonly bytes: Uint8Array }[] | null = null;
  private readonly emptied: number[] = [];
  private readonly garbage: RowAddress[] = [];

  constructor({ hours, watermarkMs, referred, mostPosts = MAX_POSTS, cachedPosts }: PostsOptions) {
    this.hours = new Map(hours);
    this.referred = referred;
    this.mostPosts = mostPosts;
    this.cachedPosts = cachedPosts;
    for (const [hourMs, creations] of hours) {
      // What has ended by now is only not taken away yet.
      if (isExpired(hourMs, watermarkMs)) this.ended.push(hourMs);
      else this.remembered += creations;
    }
  }

  /** For the stage's head row. */
  get creationHours(): PackedHours {
    return [...this.hours];
  }

  /** Whether one more post can be remembered: a matter of the log alone, not of what is tidied away by now. */
  get hasRoom(): boolean {
    return this.remembered < this.mostPosts;
  }

  /** `undefined`: must be loaded first (its address goes to `missing`); `null`: not known, or expired. */
  find(
    platform: string,
    post: string,
    watermarkMs: number | null,
    missing: RowAddress[],
  ): PostState | null | undefined {
    const family = this.familyOf(platform);
    const key = keyOf(post);
    const state = family.get(key);
    if (state === undefined) missing.push({ family: family.name, key });
    else if (state !== null && isExpired(state.createdMs, watermarkMs)) return null;
    return state;
  }

  addressOf(platform: string, post: string): RowAddress {
    return { family: this.familyOf(platform).name, key: keyOf(post) };
  }

  isLoaded(platform: string, post: string): boolean {
    return this.familyOf(platform).get(keyOf(post)) !== undefined;
  }

  provide(address: RowAddress, bytes: Uint8Array | undefined): void {
    const state = bytes === undefined ? null : POST_CODEC.decode(bytes);
    this.table.provideValue(address, state === null ? null : (this.referred(state.platform, state.post) ?? state));
  }

  /** Has the post written by the next commit; to be called after every change. */
  keep(state: PostState): void {
    if (state.isKept || state.isPassedOver) return;
    state.isKept = true;
    this.kept.push(state);
    this.familyOf(state.platform).put(keyOf(state.post), state);
  }

  /** Keeps a new post, or one whose creation time has only now become known. */
  create(state: PostState): void {
    this.keep(state);
    const hourMs = floorTo(state.createdMs, HOUR_MS);
    this.hours.set(hourMs, (this.hours.get(hourMs) ?? 0) + 1);
    this.remembered += 1;
    const creation: Creation = [this.familyOf(state.platform).name, keyOf(state.post)];
    const list = this.created.get(hourMs);
    if (list === undefined) this.created.set(hourMs, [creation]);
    else list.push(creation);
  }

  /** Those of a person, of all that is remembered: every row is looked at, some hundred at a time. */
  async *postsOf(author: AuthorHash, rows: RowReader, watermarkMs: number | null): AsyncGenerator<PostState> {
    for (const hourMs of this.hours.keys()) {
      if (isExpired(hourMs, watermarkMs)) continue;
      const stored = (await rows.scan(familyOfHour(hourMs))).map(({ bytes }) => unpackRow<readonly Creation[]>(bytes));
      for (const creations of [...stored, this.created.get(hourMs) ?? []]) {
        for (const [name, ofFamily] of Map.groupBy(creations, ([family]) => family)) {
          yield* this.ofAuthor(author, name, [...new Set(ofFamily.map(([, key]) => key))], rows);
        }
      }
    }
  }

  private async *ofAuthor(
    author: AuthorHash,
    family: string,
    keys: readonly string[],
    rows: RowReader,
  ): AsyncGenerator<PostState> {
    for (let from = 0; from < keys.length; from += ERASED_AT_ONCE) {
      const some = keys.slice(from, from + ERASED_AT_ONCE);
      const stored = await rows.read(family, some);
      for (const [index, key] of some.entries()) {
        const bytes = stored[index];
        const isHere = this.table.get(family, key) !== undefined;
        if (!isHere && (bytes === undefined || POST_CODEC.decode(bytes).author !== author)) continue;
        if (!isHere) this.provide({ family, key }, bytes);
        const post = this.table.get(family, key);
        if (post?.author === author) yield post;
      }
    }
  }

  /** Gives up the hours that are out of the horizon by now; whether there was one. */
  expire(watermarkMs: number): boolean {
    let hasEnded = false;
    for (const [hourMs, creations] of this.hours) {
      if (!isExpired(hourMs, watermarkMs) || this.ended.includes(hourMs)) continue;
      this.ended.push(hourMs);
      this.remembered -= creations;
      hasEnded = true;
    }
    return hasEnded;
  }

  /** Finds rows of expired posts, to be taken away by the next commit of a batch of so many records. */
  async tidy(rows: RowReader, watermarkMs: number | null, records: number): Promise<void> {
    let left = TIDIED_BESIDE + records;
    for (let hourMs = this.ended[0]; hourMs !== undefined && left > 0; hourMs = this.ended[0]) {
      const family = familyOfHour(hourMs);
      this.endedLists ??= [...(await rows.scan(family))].reverse();
      const list = this.endedLists.pop();
      if (list === undefined) {
        this.endedLists = null;
        this.ended.shift();
        this.hours.delete(hourMs);
        this.emptied.push(hourMs);
        continue;
      }
      const creations = unpackRow<readonly Creation[]>(list.bytes);
      left -= creations.length;
      await this.discard(creations, rows, watermarkMs);
      this.garbage.push({ family, key: list.key });
    }
  }

  private async discard(creations: readonly Creation[], rows: RowReader, watermarkMs: number | null): Promise<void> {
    for (const [family, ofFamily] of Map.groupBy(creations, ([name]) => name)) {
      const keys = ofFamily.map(([, key]) => key);
      const stored = await rows.read(family, keys);
      keys.forEach((key, index) => {
        const bytes = stored[index];
        // A stub may have been given a later creation time by its item: then it stands in another hour's list too.
        const current = this.table.get(family, key) ?? (bytes === undefined ? null : POST_CODEC.decode(bytes));
        if (current === null || isExpired(current.createdMs, watermarkMs)) this.garbage.push({ family, key });
      });
    }
  }

  collect(changes: CollectedChanges, order: string): void {
    for (const hourMs of this.emptied.splice(0)) changes.drops.push(familyOfHour(hourMs));
    for (const [hourMs, list] of this.created) {
      changes.puts.push({ family: familyOfHour(hourMs), key: order, bytes: packRow(list) });
    }
    this.created = new Map();
    for (const address of this.garbage.splice(0)) changes.deletes.push(address);
    this.table.collect(changes);
    for (const state of this.kept) state.isKept = false;
    this.kept = [];
  }

  /** To be called when all that was collected is committed. */
  forget(): void {
    this.table.forget(this.cachedPosts?.());
  }

  private familyOf(platform: string): RowFamily<PostState> {
    const known = this.families.get(platform);
    if (known !== undefined) return known;
    if (this.families.size > 1024) this.families.clear();
    const family = this.table.family(`post:${platform}`);
    this.families.set(platform, family);
    return family;
  }
}

/** Whether what was created then is out of the horizon, counted in whole hours. */
export function isExpired(createdMs: number, watermarkMs: number | null): boolean {
  return watermarkMs !== null && floorTo(createdMs, HOUR_MS) + HOUR_MS + LATE_HOURS_KEPT_MS <= watermarkMs;
}

/** The name under which a conversation is remembered among the posts; ids hold no control characters. */
export function conversationOf({ post }: Pick<LoggedInteraction, 'post'>): string {
  return `\u0001${post}`;
}

function keyOf(post: string): string {
  return post.length <= MAX_KEY_LENGTH ? post : `\u0002${hash128Hex(post)}`;
}

function familyOfHour(hourMs: number): string {
  return `created:${hourMs}`;
}

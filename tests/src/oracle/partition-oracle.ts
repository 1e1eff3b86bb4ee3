/**
 * A naive counter of one interactions partition: it walks the log record by record, says of each what became of it,
 * and writes a note for each brand for which something counted. It keeps everything in plain maps and was written
 * from the specification, apart from the fold that it judges.
 */
import type { EventTimeMs, LogEntry, LoggedInteraction } from '@grapevine/core/model/interaction.ts';
import { ITEM_KINDS, sentimentClassOf } from '@grapevine/core/model/interaction.ts';
import type { Accounts, CutDimension } from '@grapevine/core/model/pulse.ts';
import { DAY_MS, floorTo, HOUR_MS } from '@grapevine/core/windows/pane.ts';
import type { Act, Change, FirstCounted, Item } from './counting.ts';
import { actChanges, actOf, deletedItemChanges, itemChanges, peopleKindsOf, personOf } from './counting.ts';
import type { Note } from './note.ts';
import { PostOracle } from './post-oracle.ts';
import type { Slot } from './slot.ts';
import { isCut, isPastWeek, slotOf } from './slot.ts';
import { WaitingRoom } from './waiting-room.ts';
import { WatermarkOracle } from './watermark.ts';

const REMEMBERED_RECORDS = 2 ** 17;
const REMEMBERED_MS = DAY_MS;
const CUT_VALUES = 16;

type Outcome = Exclude<keyof Accounts, 'read' | 'deadLettered'>;

/** Where a counting event comes from: what its note needs beside the changes. */
type Source = Pick<Act, 'atMs' | 'platform' | 'country' | 'receipts' | 'author' | 'count' | 'total'>;

export class PartitionOracle {
  readonly notes: Note[] = [];
  readonly accounts: Accounts = {
    deadLettered: 0,
    duplicate: 0,
    waiting: 0,
    unmatched: 0,
    void: 0,
    repeated: 0,
    expired: 0,
    late: 0,
    counted: 0,
    read: 0,
    passedOver: 0,
  };
  readonly #watermark = new WatermarkOracle();
  readonly #posts = new Map<string, PostOracle>();
  readonly #conversations = new Map<string, { readonly atMs: EventTimeMs; readonly brands: readonly string[] }>();
  readonly #waiting = new WaitingRoom();
  readonly #lastSeen = new Map<string, { readonly record: number; readonly watermarkMs: EventTimeMs | null }>();
  /** By brand, hour and dimension: the values that came first. */
  readonly #cutValues = new Map<string, Set<string>>();

  constructor(log: readonly LogEntry[]) {
    for (const entry of log) this.#read(entry);
  }

  get watermarkMs(): EventTimeMs | null {
    return this.#watermark.watermarkMs;
  }

  /** The posts still remembered, by `platform:post`. */
  get posts(): ReadonlyMap<string, PostOracle> {
    return new Map([...this.#posts].filter(([, post]) => !isPastWeek(post.createdMs, this.watermarkMs)));
  }

  #read(entry: LogEntry): void {
    if (entry.type === 'mark') {
      this.#watermark.read(entry);
      const closed = this.watermarkMs === null ? 0 : this.#waiting.close(this.watermarkMs);
      this.accounts.waiting -= closed;
      this.accounts.unmatched += closed;
      return;
    }
    const record = this.accounts.read;
    this.accounts.read += 1;
    this.accounts[this.#outcomeOf(entry, record)] += 1;
  }

  #outcomeOf(entry: LoggedInteraction, record: number): Outcome {
    const isItem = entry.role === 'item' && (ITEM_KINDS as readonly string[]).includes(entry.kind);
    const seen = this.#isRedelivery(entry, record);
    if (seen || (isItem && this.#post(keyOf(entry))?.item)) return 'duplicate';
    if (entry.kind === 'message') return this.#readMessage(entry);
    if (entry.kind === 'response') return this.#readResponse(entry);
    if (isItem) return this.#readItem(entry);
    if (entry.kind === 'edit') return this.#readEdit(entry);
    if (entry.kind === 'delete' && entry.role === 'item') return this.#readDelete(entry);
    return this.#readAct(entry);
  }

  #isRedelivery(entry: LoggedInteraction, record: number): boolean {
    const identity = JSON.stringify([entry.platform, entry.kind, entry.role, entry.id]);
    const last = this.#lastSeen.get(identity);
    this.#lastSeen.set(identity, { record, watermarkMs: this.watermarkMs });
    if (last === undefined || record - last.record > REMEMBERED_RECORDS) return false;
    if (last.watermarkMs === null || this.watermarkMs === null) return true;
    return this.watermarkMs - last.watermarkMs <= REMEMBERED_MS;
  }

  /** A post is forgotten when the watermark has passed its hour of creation by 7 days. */
  #post(key: string): PostOracle | undefined {
    const post = this.#posts.get(key);
    return post === undefined || isPastWeek(post.createdMs, this.watermarkMs) ? undefined : post;
  }

  #readItem(entry: LoggedInteraction): Outcome {
    const brands = distinct(entry.brands);
    const slot = slotOf(entry.atMs, this.watermarkMs);
    if (brands.length === 0) return 'unmatched';
    if (slot === null) return 'expired';

    const itemClass = sentimentClassOf(entry.sentimentMilli);
    const first: FirstCounted = { kind: entry.kind, brands, ownOf: entry.ownOf, class: itemClass };
    const post = this.#post(keyOf(entry)) ?? new PostOracle(entry.atMs);
    post.createdMs = entry.atMs;
    post.item = { brands, class: itemClass, harmClaim: entry.harmClaim, deleted: false, atMs: entry.atMs, first };
    this.#posts.set(keyOf(entry), post);
    for (const brand of brands) this.#note(brand, slot, itemChanges(first, entry.harmClaim, brand), sourceOf(entry));
    this.#settleWaiting(entry, post, post.item);
    return outcomeIn(slot);
  }

  #settleWaiting(entry: LoggedInteraction, post: PostOracle, item: Item): void {
    for (const { act, records } of this.#waiting.leave(keyOf(entry))) {
      this.accounts.waiting -= records;
      if (act.kind === 'delete') {
        for (let nth = 0; nth < records; nth++)
          this.accounts[this.#countAct({ ...act, count: 1 }, item.brands, post)] += 1;
      } else {
        this.accounts[this.#countAct(act, item.brands, post)] += records;
      }
    }
  }

  #readEdit(entry: LoggedInteraction): Outcome {
    const item = this.#post(keyOf(entry))?.item;
    if (!item || item.deleted) return 'void';
    if (entry.brands !== null) item.brands = distinct(entry.brands);
    item.class = sentimentClassOf(entry.sentimentMilli);
    item.harmClaim = entry.harmClaim;
    return 'counted';
  }

  #readDelete(entry: LoggedInteraction): Outcome {
    const item = this.#post(keyOf(entry))?.item;
    if (!item || item.deleted) return 'void';
    item.deleted = true;
    const slot = slotOf(entry.atMs, this.watermarkMs);
    if (slot === null) return 'expired';
    for (const brand of item.first.brands)
      this.#note(brand, slot, deletedItemChanges(item.first, brand), sourceOf(entry));
    return outcomeIn(slot);
  }

  #readAct(entry: LoggedInteraction): Outcome {
    const act = actOf(entry);
    const post = this.#post(keyOf(entry));
    const brands = entry.brands ?? post?.item?.brands;
    if (brands === undefined) return this.#waiting.enter(keyOf(entry), act, this.watermarkMs) ? 'waiting' : 'unmatched';
    if (brands.length === 0) return 'unmatched';
    if (post !== undefined) return this.#countAct(act, brands, post);

    const stub = new PostOracle(entry.atMs);
    const outcome = this.#countAct(act, brands, stub);
    if (outcome === 'counted' || outcome === 'late') this.#posts.set(keyOf(entry), stub);
    return outcome;
  }

  #countAct(act: Act, brands: readonly string[], post: PostOracle): Outcome {
    const effect = post.judge(act);
    if (effect === 'void' || effect === 'repeated') return effect;
    post.count(act, effect);
    if (effect.base) return 'counted';
    const slot = slotOf(act.atMs, this.watermarkMs);
    if (slot === null) return 'expired';
    for (const brand of distinct(brands)) this.#note(brand, slot, actChanges(act, effect, post.item, brand), act);
    return outcomeIn(slot);
  }

  #readMessage(entry: LoggedInteraction): Outcome {
    const brands = distinct(entry.brands);
    if (brands.length === 0) return 'unmatched';
    const conversation = this.#conversations.get(keyOf(entry));
    const forgotten = conversation === undefined || isPastWeek(conversation.atMs, this.watermarkMs);
    if (forgotten && !isPastWeek(entry.atMs, this.watermarkMs)) {
      this.#conversations.set(keyOf(entry), { atMs: entry.atMs, brands });
    }
    return this.#countTalk('messages', entry, brands);
  }

  #readResponse(entry: LoggedInteraction): Outcome {
    const conversation = this.#conversations.get(keyOf(entry));
    const known = conversation !== undefined && !isPastWeek(conversation.atMs, this.watermarkMs);
    const brands = distinct(entry.brands ?? (known ? conversation.brands : null));
    return brands.length === 0 ? 'unmatched' : this.#countTalk('responses', entry, brands);
  }

  #countTalk(id: 'messages' | 'responses', entry: LoggedInteraction, brands: readonly string[]): Outcome {
    const slot = slotOf(entry.atMs, this.watermarkMs);
    if (slot === null) return 'expired';
    for (const brand of brands)
      this.#note(brand, slot, [{ id, additions: entry.count, retracted: 0 }], sourceOf(entry));
    return outcomeIn(slot);
  }

  #note(brand: string, slot: Slot, changes: readonly Change[], source: Source): void {
    const person = personOf(source);
    this.notes.push({
      brand,
      atMs: source.atMs,
      slot,
      changes,
      receipts: source.receipts,
      person,
      peopleKinds: person === null ? [] : peopleKindsOf(changes),
      cuts: {
        platform: this.#cutValue(brand, 'platform', source.atMs, source.platform),
        country: this.#cutValue(brand, 'country', source.atMs, source.country),
      },
    });
  }

  #cutValue(brand: string, dimension: CutDimension, atMs: EventTimeMs, value: string | null): string | null {
    if (value === null || !isCut(atMs, this.watermarkMs)) return null;
    const hour = JSON.stringify([brand, floorTo(atMs, HOUR_MS), dimension]);
    const values = this.#cutValues.get(hour) ?? new Set();
    this.#cutValues.set(hour, values);
    if (values.size < CUT_VALUES) values.add(value);
    return values.has(value) ? value : 'other';
  }
}

function keyOf(entry: LoggedInteraction): string {
  return `${entry.platform}:${entry.post}`;
}

function distinct(brands: readonly string[] | null): readonly string[] {
  return [...new Set(brands ?? [])];
}

function outcomeIn(slot: Slot): Outcome {
  return slot.lateness === 'pane' ? 'counted' : 'late';
}

/** An item, message or delete as the source of a note: it brings no money. */
function sourceOf(entry: LoggedInteraction): Source {
  return { ...actOf(entry), receipts: [] };
}

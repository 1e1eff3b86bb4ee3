/**
 * A small world of people who post, like, quarrel and regret. Each thing done becomes one or two log records with the
 * instant at which they reach the log; the order of arrival is somebody else's matter (`random-log.ts`).
 */
import type { AuthorHash, InteractionKind, LoggedInteraction } from '@grapevine/core/model/interaction.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@grapevine/core/windows/pane.ts';
import type { Action, Chance, LogOptions } from './log-options.ts';
import type { Random } from './random.ts';
import { interaction, personHash } from './records.ts';

export interface Arrival {
  readonly arrivalMs: number;
  readonly record: LoggedInteraction;
}

interface Subject {
  readonly platform: string;
  readonly post: string;
  readonly kind: InteractionKind;
  readonly parent: string | null;
  /** Of the item on the log; empty when the item stayed out of it. */
  readonly brands: readonly string[];
  readonly likers: AuthorHash[];
  readonly totals: Map<InteractionKind, number>;
}

const CURRENCIES = ['NOK', 'EUR', 'USD'] as const;
const TOTAL_KINDS = ['like', 'share', 'click', 'impression', 'view', 'reach'] as const;
const RECENT = 20;
/** The hot post is another one after so many subjects. */
const HOT_FOR = 400;

type Fields = Partial<LoggedInteraction> & Pick<LoggedInteraction, 'kind' | 'role' | 'post'>;

export class World {
  readonly arrivals: Arrival[] = [];
  nowMs: number;
  readonly #random: Random;
  readonly #options: LogOptions;
  readonly #subjects: Subject[] = [];
  readonly #conversations: { readonly platform: string; readonly post: string; readonly brands: readonly string[] }[] =
    [];
  #acts = 0;

  constructor(random: Random, options: LogOptions) {
    this.#random = random;
    this.#options = options;
    this.nowMs = options.startMs;
  }

  /** One thing happens at `nowMs`, and the clock goes on. */
  act(): void {
    const action = this.#random.weighted(this.#options.weights);
    this.#do(this.#subjects.length === 0 && action !== 'message' ? 'post' : action);
    this.nowMs += Math.round(this.#options.meanGapMs * 2 * this.#random.share());
    if (this.#chance('jump')) this.nowMs += this.#random.pick(this.#options.jumpsMs);
  }

  #do(action: Action): void {
    switch (action) {
      case 'post':
      case 'review':
        this.#publish(action, null);
        break;
      case 'comment':
      case 'quote':
        this.#publish(action, this.#target());
        break;
      case 'like':
      case 'unlike':
      case 'share':
      case 'unshare':
      case 'click':
      case 'impression':
      case 'view':
        this.#actOn(action, this.#target());
        break;
      case 'total':
        this.#runningTotal(this.#target());
        break;
      case 'edit':
        this.#edit(this.#recent());
        break;
      case 'delete':
        this.#delete(this.#recent());
        break;
      case 'message':
      case 'response':
        this.#talk(action);
        break;
      case 'referral':
      case 'conversion':
        this.#lead(action, this.#target());
        break;
    }
  }

  #publish(kind: 'post' | 'review' | 'comment' | 'quote', parent: Subject | null): void {
    const platform = parent?.platform ?? this.#random.pick(this.#options.platforms);
    const post = `${kind}-${this.#acts}`;
    const brands = parent === null || this.#chance('commentNames') ? this.#brands() : [];
    const ownOf = brands.length > 0 && this.#chance('ownAccount') ? [this.#random.pick(brands)] : [];
    const content = {
      kind,
      platform,
      id: post,
      parent: parent?.post ?? null,
      ownOf,
      ...this.#language(),
      ...this.#person(),
    };
    const atMs = this.#eventTimeMs();
    if (brands.length > 0 || this.#chance('unloggedTarget')) {
      this.#subjects.push({
        platform,
        post,
        kind,
        parent: parent?.post ?? null,
        brands,
        likers: [],
        totals: new Map(),
      });
    }
    if (brands.length > 0) {
      const text = `text ${this.#random.integer(0, 30)} of ${kind}`;
      const rating = kind === 'review' ? this.#random.integer(1, 6) : null;
      const followers = this.#random.integer(0, 50_000);
      this.#send({ ...content, role: 'item', post, brands, text, rating, followers, atMs }, this.#itemDelayMs());
    }
    if (parent !== null) {
      this.#send({
        ...content,
        role: 'act',
        post: parent.post,
        brands: this.#sourceBrands(parent),
        itemBrands: brands,
        atMs,
      });
    }
  }

  #actOn(kind: 'like' | 'unlike' | 'share' | 'unshare' | 'click' | 'impression' | 'view', subject: Subject): void {
    const person = this.#person();
    const fields = { kind, role: 'act', platform: subject.platform, post: subject.post } as const;
    const brands = this.#sourceBrands(subject);
    const reaction = kind === 'like' && this.#chance('angry') ? this.#random.pick(['angry', 'sad']) : null;
    const ownOf = this.#chance('ownAccount') ? [this.#random.pick(this.#options.brands)] : [];
    const lump = kind !== 'unlike' && this.#chance('lump') ? { count: this.#random.integer(2, 50), author: null } : {};
    const likers = subject.likers;
    if (kind === 'like' && likers.length > 0 && this.#chance('likedAgain')) person.author = this.#random.pick(likers);
    if (kind === 'unlike' && likers.length > 0 && !this.#chance('strangerUnlikes'))
      person.author = this.#random.pick(likers);
    if (kind === 'like' && person.author !== null) likers.push(person.author);
    this.#send({ ...fields, brands, reaction, ownOf, ...person, ...lump });
  }

  #runningTotal(subject: Subject): void {
    const kind = this.#random.pick(TOTAL_KINDS);
    const change = this.#chance('totalFalls') ? -this.#random.integer(0, 40) : this.#random.integer(0, 120);
    const total = Math.max(0, (subject.totals.get(kind) ?? this.#random.integer(0, 500)) + change);
    subject.totals.set(kind, total);
    const atMs = this.#eventTimeMs() - (this.#chance('totalOlder') ? this.#random.integer(0, 60_000) : 0);
    const { platform, post } = subject;
    this.#send({ kind, role: 'act', platform, post, total, atMs, brands: this.#sourceBrands(subject) });
  }

  #edit(subject: Subject): void {
    const { platform, post } = subject;
    this.#send({
      kind: 'edit',
      role: 'item',
      platform,
      post,
      text: 'edited',
      brands: this.#brands(),
      ...this.#language(),
    });
  }

  #delete({ platform, post, parent }: Subject): void {
    const id = `delete-${this.#acts}`;
    const atMs = this.#eventTimeMs();
    this.#send({ kind: 'delete', role: 'item', id, platform, post, parent, atMs });
    if (parent !== null) this.#send({ kind: 'delete', role: 'act', id, platform, post: parent, parent, atMs });
  }

  #talk(kind: 'message' | 'response'): void {
    const known = this.#conversations.length > 0 && this.#random.chance(0.7);
    const conversation = known ? this.#random.pick(this.#conversations) : this.#newConversation();
    const { platform, post, brands } = conversation;
    const inherits = kind === 'response' && this.#random.chance(0.5);
    this.#send({
      kind,
      role: 'act',
      platform,
      post,
      thread: post,
      brands: inherits ? null : brands,
      ...this.#person(),
    });
  }

  #newConversation() {
    const platform = this.#random.pick(this.#options.platforms);
    const conversation = { platform, post: `thread-${this.#acts}`, brands: this.#brands() };
    this.#conversations.push(conversation);
    return conversation;
  }

  #lead(kind: 'referral' | 'conversion', subject: Subject): void {
    const { platform, post } = subject;
    const amountMinor = this.#random.integer(100, 100_000);
    const value =
      kind === 'conversion' && this.#random.chance(0.8)
        ? { amountMinor, currency: this.#random.pick(CURRENCIES) }
        : null;
    const referrer = this.#random.chance(0.4) ? 'somebody' : null;
    this.#send({
      kind,
      role: 'act',
      platform,
      post,
      value,
      referrer,
      brands: this.#sourceBrands(subject),
      ...this.#person(),
    });
  }

  #send(fields: Fields, delayMs = 0): void {
    this.#acts += 1;
    const record = interaction({
      id: `${fields.kind}-${this.#acts}`,
      atMs: fields.atMs ?? this.#eventTimeMs(),
      ...fields,
    });
    const arrivalMs = this.nowMs + this.#random.integer(0, 800) + delayMs;
    this.arrivals.push({ arrivalMs, record });
    if (this.#chance('redeliveredNear'))
      this.arrivals.push({ arrivalMs: arrivalMs + this.#random.integer(0, 30_000), record });
    if (this.#chance('redeliveredFar'))
      this.arrivals.push({ arrivalMs: arrivalMs + this.#random.integer(0, 30 * HOUR_MS), record });
  }

  #target(): Subject {
    const subjects = this.#subjects;
    if (this.#chance('ghost')) {
      const post = `ghost-${this.#random.integer(0, 50)}`;
      return { platform: 'x', post, kind: 'post', parent: null, brands: [], likers: [], totals: new Map() };
    }
    if (this.#chance('hotTarget')) return subjects[Math.floor((subjects.length - 1) / HOT_FOR) * HOT_FOR] as Subject;
    return this.#recent();
  }

  #recent(): Subject {
    const subjects = this.#subjects;
    return this.#random.pick(this.#chance('oldTarget') ? subjects : subjects.slice(-RECENT));
  }

  #eventTimeMs(): number {
    const ago = (fromMs: number, toMs: number) => this.nowMs - this.#random.integer(fromMs, toMs);
    if (this.#chance('lateWeek')) return ago(6.5 * DAY_MS, 9 * DAY_MS);
    if (this.#chance('lateDay')) return ago(24 * HOUR_MS, 28 * HOUR_MS);
    if (this.#chance('lateHours')) return ago(HOUR_MS, 20 * HOUR_MS);
    if (this.#chance('lateMinutes')) return ago(10_000, 20 * MINUTE_MS);
    return this.#chance('disorder') ? ago(0, 4_000) : ago(0, 300);
  }

  #itemDelayMs(): number {
    if (this.#chance('itemLongDelayed')) return this.#random.integer(2 * MINUTE_MS, 10 * MINUTE_MS);
    return this.#chance('itemDelayed') ? this.#random.integer(3_000, 70_000) : 0;
  }

  #brands(): string[] {
    const { brands } = this.#options;
    return this.#chance('severalBrands') ? this.#random.some(brands) : [this.#random.pick(brands)];
  }

  #sourceBrands(subject: Subject): string[] | null {
    if (!this.#chance('brandsBySource')) return null;
    return subject.brands.length > 0 && this.#random.chance(0.7) ? [...subject.brands] : this.#brands();
  }

  #language() {
    const scored = this.#chance('negative') ? this.#random.integer(-1000, -249) : this.#random.integer(-249, 1001);
    return { sentimentMilli: this.#chance('unscored') ? null : scored, harmClaim: this.#chance('harmClaim') };
  }

  #person(): { author: AuthorHash | null; segment: LoggedInteraction['segment'] } {
    const author = this.#chance('withoutAuthor') ? null : personHash(this.#random.integer(0, this.#options.people));
    const country = `C${this.#random.integer(0, this.#options.countries)}`;
    const segment = { country, region: null, ageBand: null, gender: null, interest: null };
    return { author, segment: this.#chance('withoutCountry') ? null : segment };
  }

  #chance(of: Chance): boolean {
    return this.#random.chance(this.#options.chances[of]);
  }
}

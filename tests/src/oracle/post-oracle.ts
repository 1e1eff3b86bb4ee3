/**
 * One post as the oracle knows it: its item (when that came), its own counters, who likes it, the running totals of
 * its sources, who saw it. A post known only through acts whose source gave brands is a *stub*: it has no item.
 */

import type { CounterId } from '@grapevine/core/metrics/counters.ts';
import type { AuthorHash, EventTimeMs, InteractionKind } from '@grapevine/core/model/interaction.ts';
import { HOUR_MS } from '@grapevine/core/windows/pane.ts';
import type { Act, Effect, Item } from './counting.ts';
import { COUNTER_OF_ACT, ENGAGEMENTS, personOf } from './counting.ts';

const KNOWN_LIKERS = 256;
const HALF_LIFE_MS = 600_000;
const HALF_LIFE_MINUTES = 10;

interface RunningTotal {
  newestAtMs: EventTimeMs;
  last: number;
  largest: number;
}

export class PostOracle {
  /** Event time of the item; of a stub, of the act that made it known. */
  createdMs: EventTimeMs;
  item: Item | null = null;
  readonly additions = new Map<CounterId, number>();
  readonly retracted = new Map<CounterId, number>();
  readonly viewers = new Set<AuthorHash>();
  /** `false` from the 257th known liker on: likes and unlikes count as given. */
  likersExact = true;
  readonly #likers = new Set<AuthorHash>();
  readonly #totals = new Map<InteractionKind, RunningTotal>();
  readonly #engagements: { readonly atMs: EventTimeMs; readonly weight: number }[] = [];

  constructor(createdMs: EventTimeMs) {
    this.createdMs = createdMs;
  }

  /** What is left of a counter of this post. */
  net(id: CounterId): number {
    return (this.additions.get(id) ?? 0) - (this.retracted.get(id) ?? 0);
  }

  /** Acts a minute: each engagement weighs half as much every 10 minutes after it. */
  velocityAt(atMs: EventTimeMs): number {
    const mass = this.#engagements.reduce(
      (sum, { atMs: actMs, weight }) => sum + weight * 2 ** ((actMs - atMs) / HALF_LIFE_MS),
      0,
    );
    return (mass * Math.LN2) / HALF_LIFE_MINUTES;
  }

  /**
   * What the act comes to, and remembers it: likers, running totals. `base`: the first total of an item older than
   * an hour, which counts in the post alone.
   */
  judge(act: Act): 'void' | 'repeated' | (Effect & { readonly base: boolean }) {
    if (act.kind === 'delete') return this.#judgeDelete();
    const counter = COUNTER_OF_ACT[act.kind] as CounterId;
    if (act.total !== null) return this.#judgeTotal(counter, act, act.total);
    if (act.kind === 'like') return this.#judgeLike(act);
    if (act.kind === 'unlike') return this.#judgeUnlike(act);
    if (act.kind === 'unshare') return { counter, added: 0, taken: act.count, base: false };
    return { counter, added: act.count, taken: 0, base: false };
  }

  /** Counts what was judged, in the post itself. */
  count(act: Act, effect: Effect & { readonly base: boolean }): void {
    const { counter, added, taken } = effect;
    this.additions.set(counter, (this.additions.get(counter) ?? 0) + added);
    this.retracted.set(counter, (this.retracted.get(counter) ?? 0) + taken);
    if (ENGAGEMENTS.includes(counter) && added > 0 && !effect.base)
      this.#engagements.push({ atMs: act.atMs, weight: added });
    const person = personOf(act);
    if (person !== null && (act.kind === 'view' || act.kind === 'impression')) this.viewers.add(person);
  }

  #judgeLike(act: Act): 'repeated' | (Effect & { readonly base: boolean }) {
    const asGiven = { counter: 'likes', added: act.count, taken: 0, base: false } as const;
    const person = personOf(act);
    if (person === null || !this.likersExact) return asGiven;
    if (this.#likers.has(person)) return 'repeated';
    this.#likers.add(person);
    if (this.#likers.size > KNOWN_LIKERS) this.likersExact = false;
    return asGiven;
  }

  #judgeUnlike(act: Act): 'void' | (Effect & { readonly base: boolean }) {
    const known = act.author === null || act.waited || !this.likersExact || this.#likers.delete(act.author);
    return known ? { counter: 'likes', added: 0, taken: act.count, base: false } : 'void';
  }

  #judgeDelete(): 'void' | (Effect & { readonly base: boolean }) {
    if (this.net('comments') > 0) return { counter: 'comments', added: 0, taken: 1, base: false };
    if (this.net('quotes') > 0) return { counter: 'quotes', added: 0, taken: 1, base: false };
    return 'void';
  }

  #judgeTotal(counter: CounterId, act: Act, total: number): 'void' | (Effect & { readonly base: boolean }) {
    const before = this.#totals.get(act.kind);
    if (before === undefined) {
      this.#totals.set(act.kind, { newestAtMs: act.atMs, last: total, largest: total });
      const base = this.item !== null && act.atMs - this.item.atMs > HOUR_MS;
      return { counter, added: total, taken: 0, base };
    }
    if (act.atMs < before.newestAtMs) return 'void';
    const change = total - before.last;
    const above = Math.max(0, total - before.largest);
    this.#totals.set(act.kind, { newestAtMs: act.atMs, last: total, largest: Math.max(before.largest, total) });
    return { counter, added: above, taken: above - change, base: false };
  }
}

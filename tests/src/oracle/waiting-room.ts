/**
 * Acts that wait for their post. They are kept as sums by (post, pattern), not one by one: at most 64 patterns a post
 * and 100,000 posts a partition. A pattern waits until the watermark has passed its pane by 60 s; a running total is
 * kept as the newest by event time.
 */
import type { EventTimeMs } from '@grapevine/core/model/interaction.ts';
import { floorTo, PANE_MS } from '@grapevine/core/windows/pane.ts';
import type { Act } from './counting.ts';
import { endOf } from './slot.ts';

const WAIT_MS = 60_000;
const PATTERNS_PER_POST = 64;
const POSTS = 100_000;

export interface Waiting {
  /** The sum of the acts, without author, at the start of their pane (a total: at its own time). */
  readonly act: Act;
  readonly records: number;
}

function waitsUntilMs(act: Act): EventTimeMs {
  return endOf(act.atMs, PANE_MS) + WAIT_MS;
}

function patternOf(act: Act): string {
  if (act.total !== null) return JSON.stringify(['total', act.kind]);
  const { kind, applauds, harmClaim, country } = act;
  const paneMs = floorTo(act.atMs, PANE_MS);
  return JSON.stringify([
    kind,
    paneMs,
    applauds,
    act.class,
    harmClaim,
    [...act.itemBrands].sort(),
    country,
    [...act.ownOf].sort(),
  ]);
}

function together(before: Waiting | undefined, act: Act): Waiting {
  const records = (before?.records ?? 0) + 1;
  if (act.total !== null) {
    const stays = before !== undefined && before.act.atMs > act.atMs;
    return { act: stays ? before.act : { ...act, author: null, waited: true }, records };
  }
  const count = (before?.act.count ?? 0) + act.count;
  const receipts = [...(before?.act.receipts ?? []), ...act.receipts];
  return { act: { ...act, atMs: floorTo(act.atMs, PANE_MS), author: null, count, receipts, waited: true }, records };
}

export class WaitingRoom {
  readonly #posts = new Map<string, Map<string, Waiting>>();
  #earliestEndMs = Number.POSITIVE_INFINITY;

  /** `false`: there is no room, or the time to wait is over already. */
  enter(post: string, act: Act, watermarkMs: EventTimeMs | null): boolean {
    if (watermarkMs !== null && waitsUntilMs(act) <= watermarkMs) return false;
    const patterns = this.#posts.get(post) ?? new Map<string, Waiting>();
    const pattern = patternOf(act);
    if (patterns.size === 0 && this.#posts.size >= POSTS) return false;
    if (!patterns.has(pattern) && patterns.size >= PATTERNS_PER_POST) return false;
    const waiting = together(patterns.get(pattern), act);
    patterns.set(pattern, waiting);
    this.#posts.set(post, patterns);
    this.#earliestEndMs = Math.min(this.#earliestEndMs, waitsUntilMs(waiting.act));
    return true;
  }

  /** The post has come: all that waited for it, in the order in which it came. */
  leave(post: string): Waiting[] {
    const patterns = this.#posts.get(post);
    this.#posts.delete(post);
    return patterns === undefined ? [] : [...patterns.values()];
  }

  /** Sends away whose time is over, and says how many records those were. */
  close(watermarkMs: EventTimeMs): number {
    if (watermarkMs < this.#earliestEndMs) return 0;
    let records = 0;
    this.#earliestEndMs = Number.POSITIVE_INFINITY;
    for (const [post, patterns] of this.#posts) {
      for (const [pattern, waiting] of patterns) {
        const endMs = waitsUntilMs(waiting.act);
        if (endMs > watermarkMs) {
          this.#earliestEndMs = Math.min(this.#earliestEndMs, endMs);
        } else {
          patterns.delete(pattern);
          records += waiting.records;
        }
      }
      if (patterns.size === 0) this.#posts.delete(post);
    }
    return records;
  }
}

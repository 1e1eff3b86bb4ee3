/**
 * Acts whose post is not known yet, as totals by post and *pattern* (everything about an act that decides how it will
 * count, but not who acted).
 *
 * They wait until the watermark has passed their pane by 60 s, and are `unmatched` then. Bounds: 100,000 posts a
 * partition and 64 patterns a post; the newcomer beyond them is `unmatched` at once.
 *
 * Kept in memory whole; what changes is journalled in one family of rows for each pane, dropped when the pane's wait
 * ends, from which a restart reads everything back.
 */
import type { InteractionKind, SentimentClass } from '../../model/interaction.ts';
import { MINUTE_MS, PANE_MS } from '../../windows/pane.ts';
import type { Packed } from '../row-codec.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';

export const MAX_WAITING_POSTS = 100_000;
export const MAX_PATTERNS = 64;
const WAIT_MS = MINUTE_MS;

/** How a waiting act will count; two acts of one pattern are interchangeable. */
export interface Pattern {
  readonly kind: InteractionKind;
  readonly paneMs: number;
  readonly applause: boolean;
  readonly sentiment: SentimentClass;
  readonly harmClaim: boolean;
  readonly itemBrands: readonly string[];
  readonly ownOf: readonly string[];
  readonly country: string | null;
  /** Of conversions with a value: its currency, and whether somebody referred the buyer. */
  readonly currency: string | null;
  readonly isReferred: boolean;
  /** A running total and its time, instead of counts. */
  readonly total: { readonly value: number; readonly atMs: number } | null;
}

export interface WaitingActs {
  readonly pattern: Pattern;
  count: number;
  /** Sum of the conversions' values, in minor units. */
  amountMinor: number;
  records: number;
  /** When the pattern was first seen, in records of this partition that had to wait. */
  readonly order: number;
}

type Journal = (readonly Packed[])[];
/** `full`: a bound is reached. */
export type WaitOutcome = 'waiting' | 'full';

export class Waiting {
  private readonly posts = new Map<string, Map<string, WaitingActs>>();
  private readonly panes = new Map<number, Set<string>>();
  private readonly journals = new Map<number, Journal>();
  private readonly ended: number[] = [];
  private recordsWaiting = 0;
  private nextOrder = 0;

  /** Records that wait now. */
  get records(): number {
    return this.recordsWaiting;
  }

  /** Panes that have anything waiting, for the stage's head row. */
  get paneStarts(): readonly number[] {
    return [...this.panes.keys()].sort((a, b) => a - b);
  }

  /**
   * Has an act wait. Of running totals the newest by time stands; the older ones share its fate, whatever it is.
   */
  add(platform: string, post: string, pattern: Pattern, count: number, amountMinor: number): WaitOutcome {
    const postKey = `${platform}\n${post}`;
    const patterns = this.posts.get(postKey);
    if (patterns === undefined && this.posts.size >= MAX_WAITING_POSTS) return 'full';
    const key = patternKey(pattern);
    const known = patterns?.get(key);
    if (known === undefined && patterns !== undefined && patterns.size >= MAX_PATTERNS) return 'full';
    const acts: WaitingActs = { pattern, count, amountMinor, records: 1, order: known?.order ?? this.nextOrder++ };
    if (known === undefined || pattern.total === null) this.insert(postKey, key, acts);
    else {
      this.remove(postKey, key, known);
      const newest = pattern.total.atMs < (known.pattern.total?.atMs ?? 0) ? known : acts;
      this.insert(postKey, key, { ...newest, records: known.records + 1 });
    }
    return 'waiting';
  }

  /** What waits for a post, in no order. */
  peek(platform: string, post: string): readonly WaitingActs[] {
    const patterns = this.posts.get(`${platform}\n${post}`);
    return patterns === undefined ? [] : [...patterns.values()];
  }

  /** Takes out all that waits for a post, in the order in which each pattern was first seen. */
  take(platform: string, post: string): readonly WaitingActs[] {
    const postKey = `${platform}\n${post}`;
    const patterns = this.posts.get(postKey);
    if (patterns === undefined) return [];
    const keyed = [...patterns].sort(([, a], [, b]) => a.order - b.order);
    for (const [key, acts] of keyed) this.remove(postKey, key, acts);
    return keyed.map(([, acts]) => acts);
  }

  /** Ends the wait of panes that the watermark has passed by 60 s; how many records are unmatched by it. */
  expire(watermarkMs: number): number {
    let unmatched = 0;
    for (const paneMs of this.paneStarts) {
      if (paneMs + PANE_MS + WAIT_MS > watermarkMs) break;
      for (const postKey of this.panes.get(paneMs) ?? []) {
        for (const [key, acts] of this.posts.get(postKey) ?? []) {
          if (acts.pattern.paneMs !== paneMs) continue;
          unmatched += acts.records;
          this.forget(postKey, key, acts);
        }
      }
      this.panes.delete(paneMs);
      this.journals.delete(paneMs);
      this.ended.push(paneMs);
    }
    return unmatched;
  }

  /** Adds the journal since the last call to a commit; `order` (the commit's position) sorts the rows of a pane. */
  collect(changes: CollectedChanges, order: string): void {
    for (const paneMs of this.ended.splice(0)) changes.drops.push(familyOf(paneMs));
    for (const [paneMs, journal] of this.journals) {
      changes.puts.push({ family: familyOf(paneMs), key: order, bytes: packRow(journal) });
    }
    this.journals.clear();
  }

  static async load(rows: RowReader, paneStarts: readonly number[]): Promise<Waiting> {
    const waiting = new Waiting();
    for (const paneMs of paneStarts) {
      for (const row of await rows.scan(familyOf(paneMs))) {
        for (const line of unpackRow<Journal>(row.bytes)) waiting.replay(line);
      }
    }
    waiting.journals.clear();
    return waiting;
  }

  private insert(postKey: string, key: string, acts: WaitingActs): void {
    let patterns = this.posts.get(postKey);
    if (patterns === undefined) {
      patterns = new Map();
      this.posts.set(postKey, patterns);
    }
    const known = patterns.get(key);
    if (known === undefined) patterns.set(key, acts);
    else {
      known.count += acts.count;
      known.amountMinor += acts.amountMinor;
      known.records += acts.records;
    }
    const { paneMs } = acts.pattern;
    const posts = this.panes.get(paneMs);
    if (posts === undefined) this.panes.set(paneMs, new Set([postKey]));
    else posts.add(postKey);
    this.recordsWaiting += acts.records;
    this.journal(paneMs).push([
      postKey,
      ...packPattern(acts.pattern),
      acts.count,
      acts.amountMinor,
      acts.records,
      acts.order,
    ]);
  }

  private remove(postKey: string, key: string, acts: WaitingActs): void {
    this.forget(postKey, key, acts);
    this.journal(acts.pattern.paneMs).push([postKey, key]);
  }

  private forget(postKey: string, key: string, acts: WaitingActs): void {
    const patterns = this.posts.get(postKey);
    patterns?.delete(key);
    if (patterns?.size === 0) this.posts.delete(postKey);
    this.recordsWaiting -= acts.records;
  }

  private replay(line: readonly Packed[]): void {
    const postKey = line[0] as string;
    if (line.length === 2) {
      const key = line[1] as string;
      const acts = this.posts.get(postKey)?.get(key);
      if (acts !== undefined) this.forget(postKey, key, acts);
      return;
    }
    const pattern = unpackPattern(line);
    this.nextOrder = Math.max(this.nextOrder, (line[15] as number) + 1);
    this.insert(postKey, patternKey(pattern), {
      pattern,
      count: line[12] as number,
      amountMinor: line[13] as number,
      records: line[14] as number,
      order: line[15] as number,
    });
  }

  private journal(paneMs: number): Journal {
    const known = this.journals.get(paneMs);
    if (known !== undefined) return known;
    const journal: Journal = [];
    this.journals.set(paneMs, journal);
    return journal;
  }
}

function familyOf(paneMs: number): string {
  return `waiting:${paneMs}`;
}

/** Running totals of one kind replace each other, whatever their pane. */
function patternKey(pattern: Pattern): string {
  if (pattern.total !== null) return `total|${pattern.kind}`;
  const { kind, paneMs, applause, sentiment, harmClaim, itemBrands, ownOf, country, currency, isReferred } = pattern;
  const names = [itemBrands.join(), ownOf.join(), country ?? '', currency ?? ''];
  return [kind, paneMs, applause, sentiment, harmClaim, isReferred, ...names].join('|');
}

function packPattern(pattern: Pattern): Packed[] {
  const { kind, paneMs, applause, sentiment, harmClaim, itemBrands, ownOf, country, currency, isReferred } = pattern;
  const { total } = pattern;
  const running = total === null ? null : [total.value, total.atMs];
  return [kind, paneMs, applause, sentiment, harmClaim, itemBrands, ownOf, country, currency, isReferred, running];
}

function unpackPattern(line: readonly Packed[]): Pattern {
  const running = line[11] as readonly [number, number] | null;
  return {
    kind: line[1] as InteractionKind,
    paneMs: line[2] as number,
    applause: line[3] as boolean,
    sentiment: line[4] as SentimentClass,
    harmClaim: line[5] as boolean,
    itemBrands: line[6] as readonly string[],
    ownOf: line[7] as readonly string[],
    country: line[8] as string | null,
    currency: line[9] as string | null,
    isReferred: line[10] as boolean,
    total: running === null ? null : { value: running[0], atMs: running[1] },
  };
}

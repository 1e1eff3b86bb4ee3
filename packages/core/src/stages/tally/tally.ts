/**
 * Tally: the stage that counts. It folds one partition of interactions and tells radar, in pulses, the totals of
 * each brand's panes in this partition.
 *
 * How it is driven (by the partition runner, which owns all I/O):
 *
 *     load(rows)                     what the last commit left
 *     readPosts(records, ...)        the posts of a batch at once, before any of it is folded: fewer reads, no other effect
 *     fold(records, ...)             one after the other, each decoded when it is its turn; reads the rows that it still needs
 *     publish(nextOffset)            the pulses of what was folded since the last; acknowledged before a commit (law 4)
 *     changes(nextOffset)            what the commit of all that was published changes; after one publication or several
 *     settled()                      all of it is committed
 *
 * An instance that was interrupted in between is thrown away: its state is ahead of the store's.
 */
import type { Mark, StoredEntry, Subject } from '../../model/interaction.ts';
import type { Accounts, ErasedPerson, FeedChange, Pulse, Step } from '../../model/pulse.ts';
import { floorTo, PANE_MS } from '../../windows/pane.ts';
import { type PackedFeed, Watermark } from '../../windows/watermark.ts';
import { checkFoldVersion, HEAD_ROW } from '../fold-version.ts';
import { loadRows } from '../load-rows.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import { noChanges } from '../row-table.ts';
import type { RowAddress, RowReader, StateChanges } from '../state-changes.ts';
import { emptyAccounts, packAccounts, unpackAccounts } from './accounts.ts';
import { Boards, type PackedBoard } from './boards.ts';
import { Concentrations } from './concentrations.ts';
import { isCutBeat } from './cuts.ts';
import { foldErasure, foldRecord, type Partition } from './fold.ts';
import { Growth } from './growth.ts';
import { Ledger } from './ledger.ts';
import type { PostState } from './post-state.ts';
import { conversationOf, isExpired, type PackedHours, Posts } from './posts.ts';
import { groupOf, toPulses } from './publication.ts';
import { SEEN_RECORDS, Seen } from './seen.ts';
import { type PackedSlots, Slots } from './slots.ts';
import { Waiting } from './waiting.ts';

/** What stands in a record of the log, which is done with when the next is asked for; `null`: it could not be decoded. */
export type EntryOf<Stored> = (record: Stored) => StoredEntry | null;
/** What a record is about, done with in the same way; `null`: no post. */
export type SubjectOf<Stored> = (record: Stored) => Subject | null;

export interface TallyOptions {
  readonly partition: number;
  /** The groups whose pulses this partition feeds, also while it has nothing of theirs. */
  readonly groups: readonly string[];
  /** Posts remembered at most, default 1,000,000: a constant of the generation, given by tests alone. */
  readonly mostPosts?: number;
  /** How many posts are kept decoded between commits, asked after each of them: what is kept changes no result. */
  readonly cachedPosts?: (() => number) | undefined;
  /** Of a fold that begins with nothing: its generation, default 1 ... */
  readonly generation?: number;
  /** ... and how many records had passed their retention before it, default 0. */
  readonly passed?: number;
}

/** This fold's layout of rows; another one cannot go on from its state. */
export const TALLY_FOLD_VERSION = 11;
/** A commit writes the segment that it begins in anew. */
const SEGMENT_RECORDS = 1 << 8;

type PackedHead = readonly [
  version: number,
  generation: number,
  watermarkMs: number | null,
  feeds: readonly PackedFeed[],
  accounts: readonly number[],
  newestMs: number | null,
  stepMs: number | null,
  sightings: number,
  creationHours: PackedHours,
  waitingPanes: readonly number[],
  slots: PackedSlots,
  groups: readonly string[],
  concentrationPanes: readonly number[],
  passed: number,
  completeFromMs: number | null,
];

interface TallyState extends Partition {
  readonly slots: Slots;
  readonly concentrations: Concentrations;
  readonly groups: Set<string>;
  readonly generation: number;
  readonly passed: number;
  completeFromMs: number | null;
  stepMs: number | null;
}

export class Tally {
  private readonly partition: number;
  private readonly state: TallyState;
  private steps: Step[] = [];
  private erased: ErasedPerson[] = [];
  private feedChanges: FeedChange[] = [];
  private storedSightings: number;
  private readonly changedBoards = new Set<string>();

  private constructor(options: TallyOptions, state: TallyState) {
    this.partition = options.partition;
    this.state = state;
    this.storedSightings = state.seen.sightings;
    for (const group of options.groups) state.groups.add(group);
  }

  static async load(rows: RowReader, options: TallyOptions): Promise<Tally> {
    const [bytes] = await rows.read(HEAD_ROW.family, [HEAD_ROW.key]);
    if (bytes === undefined) return new Tally(options, emptyState(options));
    return new Tally(options, await loadState(rows, unpackRow<PackedHead>(bytes), options));
  }

  /** Law 6's sums as of now. */
  get accounts(): Accounts {
    return { ...this.state.accounts, waiting: this.state.waiting.records };
  }

  get watermarkMs(): number | null {
    return this.state.watermark.currentMs;
  }

  /** Folds records in order; reads rows when it needs them. */
  async fold<Stored extends { readonly offset: number }>(
    records: readonly Stored[],
    entryOf: EntryOf<Stored>,
    rows: RowReader,
  ): Promise<void> {
    const missing: RowAddress[] = [];
    for (const record of records) {
      const entry = entryOf(record);
      if (entry === null) {
        this.state.accounts.read += 1;
        this.state.accounts.deadLettered += 1;
      } else if (entry.type === 'mark') await this.foldMark(entry, record.offset, rows);
      else if (entry.type === 'erasure') {
        await foldErasure(this.state, entry, rows);
        this.erased.push({ author: entry.author, requestedAtMs: entry.requestedAtMs });
      } else {
        while (!foldRecord(this.state, entry, missing)) await this.load(missing.splice(0), rows);
        for (const brand of entry.brands ?? []) this.state.groups.add(groupOf(brand));
      }
    }
    await this.state.posts.tidy(rows, this.watermarkMs, records.length);
  }

  /** Reads the posts that records are about, those that are not here. */
  async readPosts<Stored>(records: readonly Stored[], subjectOf: SubjectOf<Stored>, rows: RowReader): Promise<void> {
    const { posts } = this.state;
    const addresses: RowAddress[] = [];
    for (const record of records) {
      const subject = subjectOf(record);
      if (subject === null) continue;
      const isTalk = subject.kind === 'message' || subject.kind === 'response';
      const name = isTalk ? conversationOf(subject) : subject.post;
      if (!posts.isLoaded(subject.platform, name)) addresses.push(posts.addressOf(subject.platform, name));
    }
    await this.load(addresses, rows);
  }

  /** The pulses of what was folded since the last call, by group. */
  publish(nextOffset: number): ReadonlyMap<string, readonly Pulse[]> {
    const { generation, groups, ledger, passed, completeFromMs } = this.state;
    const { partition, watermarkMs } = this;
    const { newestMs } = ledger;
    const head = { partition, generation, offset: nextOffset, watermarkMs, newestMs, passed, completeFromMs };
    const { steps, erased, feedChanges } = this;
    this.steps = [];
    this.erased = [];
    this.feedChanges = [];
    return toPulses(head, { ...this.state.slots.touched(), steps, erased, feedChanges }, [...groups].sort());
  }

  /** What the commit at `nextOffset` changes. */
  changes(nextOffset: number): StateChanges {
    const { posts, waiting, slots, boards, growth, concentrations, seen } = this.state;
    const order = String(nextOffset).padStart(16, '0');
    const changes = noChanges();
    posts.collect(changes, order);
    waiting.collect(changes, order);
    slots.collect(changes, order);
    growth.collect(changes);
    concentrations.collect(changes);
    for (const brand of boards.pending) this.changedBoards.add(brand);
    for (const brand of this.changedBoards) {
      changes.puts.push({ family: 'boards', key: brand, bytes: packRow(boards.pack(brand)) });
    }
    this.changedBoards.clear();
    this.collectSeen(changes);
    changes.puts.push({ ...HEAD_ROW, bytes: packRow(this.packHead()) });
    this.storedSightings = seen.sightings;
    return changes;
  }

  /** Rows that have not been used lately may go: all changes are committed. */
  settled(): void {
    this.state.posts.forget();
    this.state.slots.forget();
  }

  private async foldMark(mark: Mark, offset: number, rows: RowReader): Promise<void> {
    const { watermark, posts, waiting, slots, boards, growth, concentrations: crowds, accounts } = this.state;
    const { source, worker, state, lowWatermarkMs } = mark;
    if (state === 'idle' || watermark.stateOf(source, worker) === 'idle') {
      this.feedChanges.push({ source, worker, state, lowWatermarkMs, offset });
    }
    const hadMs = watermark.currentMs;
    const hasMoved = watermark.apply(mark);
    const watermarkMs = watermark.currentMs as number;
    // Who ends may be the last to be heard: what is cut is told then, as there may be no later beat.
    if (state !== 'live' || (hasMoved && isCutBeat(this.partition, hadMs, watermarkMs))) slots.beatCuts(watermarkMs);
    if (!hasMoved) return;
    accounts.unmatched += waiting.expire(watermarkMs);
    slots.expire(watermarkMs);
    if (posts.expire(watermarkMs)) boards.forget((post) => isExpired(post.createdMs, watermarkMs));
    const stepMs = floorTo(watermarkMs, PANE_MS);
    const beforeMs = this.state.stepMs;
    if (beforeMs !== null && stepMs <= beforeMs) return;
    this.state.stepMs = stepMs;
    if (this.state.passed > 0) this.state.completeFromMs ??= stepMs;
    await this.learnFinished(stepMs, rows);
    boards.review((name, post) => growth.isDue(name, post, stepMs));
    for (const brand of boards.pending) this.changedBoards.add(brand);
    const isAlive = (post: PostState) => !post.deleted && !isExpired(post.createdMs, watermarkMs);
    const top = boards.takeChanged(isAlive, (name, post) => growth.forecast(name, post, stepMs));
    growth.forgetOthers((name) => boards.has(name));
    const concentrations = crowds.step(beforeMs, stepMs);
    this.steps.push({ stepMs, offset, feeds: watermark.reports(), accounts: this.accounts, top, concentrations });
  }

  /** Reads the watched posts that have finished, and learns how they ended. */
  private async learnFinished(stepMs: number, rows: RowReader): Promise<void> {
    const { posts, growth } = this.state;
    const finished = growth.takeFinished(stepMs);
    const missing: RowAddress[] = [];
    for (const { platform, post } of finished) posts.find(platform, post, this.watermarkMs, missing);
    await this.load(missing, rows);
    for (const watched of finished) {
      growth.learn(watched, posts.find(watched.platform, watched.post, this.watermarkMs, []) ?? null);
    }
  }

  private async load(addresses: readonly RowAddress[], rows: RowReader): Promise<void> {
    const { posts, slots } = this.state;
    await loadRows(addresses, rows, (address, bytes) => {
      const owner = address.family.startsWith('post:') ? posts : slots;
      owner.provide(address, bytes);
    });
  }

  private collectSeen(changes: ReturnType<typeof noChanges>): void {
    const { seen } = this.state;
    const from = this.storedSightings;
    const to = seen.sightings;
    if (to === from) return;
    const oldest = Math.max(0, to - SEEN_RECORDS);
    for (let segment = Math.floor(from / SEGMENT_RECORDS); segment * SEGMENT_RECORDS < to; segment++) {
      const start = Math.max(segment * SEGMENT_RECORDS, oldest);
      const end = Math.min(to, (segment + 1) * SEGMENT_RECORDS);
      if (start < end) changes.puts.push({ family: 'seen', key: segmentKey(segment), bytes: seen.pack(start, end) });
    }
    const firstKept = Math.floor(oldest / SEGMENT_RECORDS);
    const firstBefore = Math.floor(Math.max(0, from - SEEN_RECORDS) / SEGMENT_RECORDS);
    for (let segment = firstBefore; segment < firstKept; segment++) {
      changes.deletes.push({ family: 'seen', key: segmentKey(segment) });
    }
  }

  private packHead(): PackedHead {
    const { watermark, accounts, ledger, stepMs, seen, posts, waiting, slots, groups, generation } = this.state;
    const { passed, completeFromMs } = this.state;
    return [
      TALLY_FOLD_VERSION,
      generation,
      watermark.currentMs,
      watermark.pack(),
      packAccounts(accounts),
      ledger.newestMs,
      stepMs,
      seen.sightings,
      posts.creationHours,
      waiting.paneStarts,
      slots.pack(),
      [...groups],
      this.state.concentrations.paneStarts,
      passed,
      completeFromMs,
    ];
  }
}

function segmentKey(segment: number): string {
  return String(segment).padStart(12, '0');
}

function emptyState(options: TallyOptions): TallyState {
  const { generation = 1, passed = 0 } = options;
  const slots = Slots.empty();
  const concentrations = Concentrations.empty();
  const boards = new Boards();
  return {
    watermark: new Watermark(null, []),
    seen: new Seen(),
    posts: postsOf(boards, [], null, options),
    waiting: new Waiting(),
    slots,
    concentrations,
    ledger: new Ledger(slots, concentrations, null),
    boards,
    growth: Growth.empty(),
    accounts: emptyAccounts(),
    groups: new Set(),
    generation,
    passed,
    completeFromMs: null,
    stepMs: null,
  };
}

type PostLimits = Pick<TallyOptions, 'mostPosts' | 'cachedPosts'>;

function postsOf(boards: Boards, hours: PackedHours, watermarkMs: number | null, limits: PostLimits): Posts {
  const { mostPosts, cachedPosts } = limits;
  return new Posts({
    hours,
    watermarkMs,
    mostPosts,
    cachedPosts,
    referred: (platform, post) => boards.find(platform, post),
  });
}

async function loadState(rows: RowReader, head: PackedHead, limits: PostLimits): Promise<TallyState> {
  const [version, generation, watermarkMs, feeds, packed, newestMs, stepMs, sightings] = head;
  checkFoldVersion('tally', version, TALLY_FOLD_VERSION);
  const slots = await Slots.load(rows, head[10]);
  const concentrations = await Concentrations.load(rows, head[12]);
  const boards = new Boards();
  const posts = postsOf(boards, head[8], watermarkMs, limits);
  await loadBoards(rows, boards, posts, watermarkMs);
  return {
    watermark: new Watermark(watermarkMs, feeds),
    seen: await loadSeen(rows, sightings),
    posts,
    waiting: await Waiting.load(rows, head[9]),
    slots,
    concentrations,
    ledger: new Ledger(slots, concentrations, newestMs),
    boards,
    growth: await Growth.load(rows),
    accounts: unpackAccounts(packed),
    groups: new Set(head[11]),
    generation,
    passed: head[13],
    completeFromMs: head[14],
    stepMs,
  };
}

async function loadSeen(rows: RowReader, sightings: number): Promise<Seen> {
  const segments = await rows.scan('seen');
  const stored = segments.reduce((records, row) => records + row.bytes.byteLength / 16, 0);
  const seen = new Seen(sightings - stored);
  for (const row of segments) seen.restore(row.bytes);
  return seen;
}

async function loadBoards(rows: RowReader, boards: Boards, posts: Posts, watermarkMs: number | null): Promise<void> {
  for (const row of await rows.scan('boards')) {
    const packed = unpackRow<PackedBoard>(row.bytes);
    for (const [, platform, post] of packed[1]) {
      const address = posts.addressOf(platform, post);
      const [bytes] = await rows.read(address.family, [address.key]);
      posts.provide(address, bytes);
    }
    boards.restore(row.key, packed, (platform, post) => posts.find(platform, post, watermarkMs, []) ?? null);
  }
}

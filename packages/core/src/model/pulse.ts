/**
 * The pulse: what tally tells radar about one source partition and one group.
 *
 * Absolute and versioned, never a delta (law 3): each slot carries the *totals so far* of a pane in this partition,
 * and the pulse its version (generation, offset). Merging takes the larger version, so a duplicate, a re-ordering,
 * a replay with other batch cuts or a zombie's late write changes nothing. Sets of people travel as members.
 */
import type { Counters } from '../metrics/counters.ts';
import type { GrowthForecast } from '../virality/growth-head.ts';
import type { Pace, Reproduction } from '../virality/reproduction.ts';
import type { AuthorHash, EventTimeMs, FeedState, SentimentClass } from './interaction.ts';

/** Lengths of slots: panes on time, and what came late by minute or by hour. */
export type LateLevel = 'minute' | 'hour';
/** `authors` of mentions; `negative`, `harm`: who acted in negative attention, in claims of harm; `viewers`: who saw. */
export type PeopleKind = 'authors' | 'negative' | 'viewers' | 'harm';
export type CutDimension = 'platform' | 'country';

export interface OnTimeSlot {
  readonly brand: string;
  readonly startMs: EventTimeMs;
  readonly counters: Counters;
}

export interface LateSlot {
  readonly brand: string;
  readonly level: LateLevel;
  readonly startMs: EventTimeMs;
  readonly counters: Counters;
}

/** Members seen in a pane (`level: 'pane'`) or in a late slot; sent once at least. */
export interface PeopleSlot {
  readonly brand: string;
  readonly level: 'pane' | LateLevel;
  readonly startMs: EventTimeMs;
  readonly kind: PeopleKind;
  readonly members: readonly AuthorHash[];
}

export interface CutSlot {
  readonly brand: string;
  readonly hourMs: EventTimeMs;
  readonly dimension: CutDimension;
  /** A value of the dimension, or `other` for those beyond the sixteenth. */
  readonly value: string;
  readonly counters: Counters;
}

/** A feed as the partition knows it at a step. */
export interface FeedReport {
  readonly source: string;
  readonly worker: string;
  readonly state: FeedState;
  readonly lowWatermarkMs: EventTimeMs;
}

/** A mark by which a feed was idle, or is heard again. */
export interface FeedChange extends FeedReport {
  /** Of the mark in its interactions partition. */
  readonly offset: number;
}

/** Law 6: every record read is exactly one of these; `waiting` is what waits now. */
export interface Accounts {
  deadLettered: number;
  duplicate: number;
  waiting: number;
  unmatched: number;
  void: number;
  repeated: number;
  expired: number;
  late: number;
  counted: number;
  /** The sum of the others. */
  read: number;
  /** None of them: how many posts there was no room to remember. What was done with them is in the others. */
  passedOver: number;
}

/**
 * How a post is going to be shared on, seen at one moment: at its last share, or at a later moment when it was looked at
 * again. Shares are counted as they are made; one that is taken back stays.
 */
export interface PostForecast extends GrowthForecast {
  readonly atMs: EventTimeMs;
  /** Shares a minute, and by how much that changes each minute. */
  readonly pace: Pace;
  readonly reproduction: Reproduction;
}

/** A post as a leaderboard shows it. */
export interface TopPost {
  readonly platform: string;
  readonly post: string;
  readonly author: AuthorHash | null;
  /** At most 280 code points; empty when unknown. */
  readonly text: string;
  readonly url: string | null;
  readonly sentiment: SentimentClass;
  readonly harmClaim: boolean;
  readonly createdMs: EventTimeMs | null;
  readonly followers: number | null;
  /** Additions less retractions of each post counter, in the order of COUNTER_IDS. */
  readonly counts: readonly number[];
  /** Distinct people who saw it, as far as people are known. */
  readonly viewers: number;
  /** Acts a minute at `velocityAtMs`; halves every 10 min of event time after it. */
  readonly velocity: number;
  readonly velocityAtMs: EventTimeMs;
  /** `null`: when it was made is not known (neither is `createdMs`), or it had shares before anybody told when they came. */
  readonly forecast: PostForecast | null;
}

/** Of a brand in a partition. */
export const PLACES_OF_BOARD = 10;

/** A place of a leaderboard as it is now. A post keeps its place for as long as it is on the board. */
export interface BoardPlace {
  /** 0 .. 9, in no order of rank. */
  readonly place: number;
  /** `null`: it is free. */
  readonly post: TopPost | null;
}

export interface TopOfBrand {
  readonly brand: string;
  /** Those on which something has changed since the step before, ascending. */
  readonly places: readonly BoardPlace[];
}

/** A person, and how many acts of negative attention this person did. */
export interface AuthorActs {
  readonly author: AuthorHash;
  readonly acts: number;
}

/** A text by the hash of its normal form, and how many negative items say it. */
export interface TextItems {
  readonly text: string;
  readonly items: number;
}

/** By whom and in what words a brand's negative attention of the last five minutes came, in this partition. */
export interface ConcentrationTables {
  readonly brand: string;
  /** Of people who acted more than once, at most 10, the most active first. */
  readonly authors: readonly AuthorActs[];
  /** All acts of people who are known. */
  readonly acts: number;
  /** Of what was said more than once, at most 32, the most frequent first. */
  readonly texts: readonly TextItems[];
  /** All negative items that have a text. */
  readonly items: number;
}

/** The state *as of the mark* by which the watermark entered a new 10 s step. */
export interface Step {
  readonly stepMs: EventTimeMs;
  /** Offset of that mark in its interactions partition. */
  readonly offset: number;
  readonly feeds: readonly FeedReport[];
  readonly accounts: Accounts;
  /** Brands whose leaderboard changed since the step before. */
  readonly top: readonly TopOfBrand[];
  /** Brands whose tables changed since the step before. */
  readonly concentrations: readonly ConcentrationTables[];
}

/** A person whose words and name go from what is remembered; alerts up to the instant lose the evidence. */
export interface ErasedPerson {
  readonly author: AuthorHash;
  readonly requestedAtMs: EventTimeMs;
}

export interface Pulse {
  readonly partition: number;
  readonly generation: number;
  /** The totals include all records below this offset. */
  readonly offset: number;
  /** The partition's watermark at that offset; `null` until the first mark. */
  readonly watermarkMs: EventTimeMs | null;
  /** The newest event time that was folded for this group; `null` before the first. */
  readonly newestMs: EventTimeMs | null;
  /** This record is chunk `chunk` of `chunks` (from 0); the watermark counts with the last only. */
  readonly chunk: number;
  readonly chunks: number;
  readonly onTime: readonly OnTimeSlot[];
  readonly late: readonly LateSlot[];
  readonly people: readonly PeopleSlot[];
  readonly cuts: readonly CutSlot[];
  readonly steps: readonly Step[];
  /** Each idle mark, and the first of the feed after it: told also while the watermark stands. */
  readonly feedChanges: readonly FeedChange[];
  /** Records of the partition that had passed their retention before this fold of it began: they are in no total. */
  readonly passed: number;
  /** Event time of the first step of a fold that some had passed; `null`: none had, or there was no step yet. */
  readonly completeFromMs: EventTimeMs | null;
  /** Who was to be forgotten in what this pulse speaks of. */
  readonly erased: readonly ErasedPerson[];
}

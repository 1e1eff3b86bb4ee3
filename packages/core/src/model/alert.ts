/**
 * The alert (one notice) and the incident (the episode that people act on).
 *
 * Everything in it is a function of the log: ids, times and arithmetic (law 7). What people do to an alert is laid
 * over it where it is read, never fed back. Texts are plain sentences in English and Norwegian; they never say
 * whether a claim is true.
 */
import type { ExpectedShares } from '../virality/expected-shares.ts';
import type { Reproduction } from '../virality/reproduction.ts';
import type { EventTimeMs, SentimentClass } from './interaction.ts';

export type AlertClass =
  | 'negative-surge'
  | 'viral-negative'
  | 'harm-claim'
  | 'sentiment-fall'
  | 'voice-shock'
  | 'goal-off-pace'
  | 'no-data';
export type Severity = 'watch' | 'warning' | 'critical';
export type AlertState = 'opened' | 'escalated' | 'updated' | 'resolved' | 'reopened';

/** A text in the two languages of the brand team. */
export interface Localised {
  readonly en: string;
  readonly nb: string;
}

/** One comparison of a rule; `margin` = value / threshold - 1, so >= 0 exactly when it is met. */
export interface Condition {
  readonly name: string;
  readonly value: number;
  readonly threshold: number;
  readonly margin: number;
  readonly met: boolean;
}

/** A level with the interval in which it would usually lie. */
export interface Expected {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Evidence {
  readonly platform: string;
  readonly post: string;
  readonly text: string;
  readonly url: string | null;
  /** 16 hex digits. */
  readonly author: string | null;
  readonly sentiment: SentimentClass;
  readonly likes: number;
  readonly shares: number;
  readonly comments: number;
  /** Acts a minute at the alert's `at`. */
  readonly velocity: number;
  /** Its shares in the end, as of `atMs`; `null`: nothing can be said of it (yet). */
  readonly forecast: { readonly atMs: EventTimeMs; readonly final: ExpectedShares } | null;
  /** Further shares that one share causes, as of the forecast; `null` without one. */
  readonly reproduction: Reproduction | null;
}

/** How far it will go: the first post of the evidence, which spreads fastest, together with its copies there. */
export interface MatterForecast {
  /** `platform:post` of those that have a forecast; the others are not in the numbers. */
  readonly posts: readonly string[];
  /** Their shares by now. */
  readonly seen: number;
  readonly final: ExpectedShares;
}

export interface Concentration {
  /** Distinct people who acted in the window. */
  readonly authors: number;
  /** The part of the acts that the five most active people did: 0..1; `null` where nobody is known. */
  readonly topAuthorsShare: number | null;
  /** The part of the negative items that say the same as another one: 0..1; `null` without any text. */
  readonly identicalTextShare: number | null;
}

export interface Completeness {
  readonly watermarkMs: EventTimeMs;
  /** Sources whose feeds were idle when it was decided: their events may be missing. */
  readonly idleSources: readonly string[];
  /** Records that came too late for their pane and so were not read by this decision. */
  readonly late: number;
  readonly deadLettered: number;
}

export interface Alert {
  readonly schemaVersion: 1;
  /** Hash of incident and sequence. */
  readonly id: string;
  /** Hash of group, brand, class, claim and opening instant. */
  readonly incident: string;
  /** 0 for the notice that opens the incident, then one more for each. */
  readonly sequence: number;
  readonly group: string;
  readonly brand: string;
  /** Whether the brand is an own brand in any market. */
  readonly own: boolean;
  readonly market: string | null;
  readonly rule: { readonly id: string; readonly version: number };
  readonly class: AlertClass;
  readonly severity: Severity;
  readonly state: AlertState;
  /** Why this notice is sent: `opened`, `severity-raised`, `calm-again`. */
  readonly reason: string;
  readonly title: Localised;
  readonly summary: Localised;
  readonly advice: Localised;
  readonly openedAtMs: EventTimeMs;
  readonly atMs: EventTimeMs;
  readonly resolvedAtMs: EventTimeMs | null;
  readonly window: { readonly fromMs: EventTimeMs; readonly toMs: EventTimeMs };
  readonly observed: number;
  readonly expected: Expected;
  /** Chance of as many or more, if all were as usual. */
  readonly tailProbability: number;
  readonly onceIn: Localised;
  readonly conditions: readonly Condition[];
  readonly concentration: Concentration;
  readonly evidence: readonly Evidence[];
  /** `null`: nothing can be said of its first post (yet). */
  readonly forecast: MatterForecast | null;
  readonly completeness: Completeness;
  /** For each interactions partition the offset of the mark by which it passed `at`; left out when alerts are compared. */
  readonly logPosition: readonly number[];
  readonly links: { readonly incident: string };
}

/** The answers as they leave the program, by HTTP and by `--json` alike: what the commands read of them. */

import type { AlertState, MatterForecast } from '@grapevine/core/model/alert.ts';
import type { ExpectedShares } from '@grapevine/core/virality/expected-shares.ts';

export interface PublicCount {
  readonly value: number;
  readonly additions: number;
  readonly retracted: number;
}

export interface PublicRatio {
  readonly id: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly formula: string;
  readonly exact: boolean;
}

export interface PublicPeople {
  readonly value: number | null;
  readonly exact: boolean;
  readonly from: string;
  readonly to: string;
  readonly basis?: 'reported' | 'distinct';
}

export interface PublicState {
  readonly asOf: { readonly newest: string | null; readonly watermark: string | null };
  readonly completeness: {
    readonly idleSources: readonly string[];
    readonly late: number;
    readonly deadLettered: number;
    /** Records that had passed their retention before they could be counted. */
    readonly passed: number;
    /** Where counts may be wrong for that, as far as it concerns the answer; `null`: from the beginning. */
    readonly gaps: readonly { readonly from: string | null; readonly to: string }[];
    /** A partition is counted anew, and what came last is missing until it is done. */
    readonly isRebuilding: boolean;
  };
}

export interface PublicWindow extends PublicState {
  readonly window: string;
  readonly from: string;
  readonly to: string;
  readonly resolution: string;
  readonly provisional: boolean;
}

export interface PublicCounters extends PublicWindow {
  readonly brand: string;
  readonly counts: Readonly<Record<string, PublicCount>>;
  readonly people: { readonly authors: PublicPeople; readonly reach: PublicPeople };
  readonly ratios: readonly PublicRatio[];
  readonly customerValue: Readonly<Record<string, { readonly direct: number; readonly indirect: number }>>;
}

export interface PublicCuts extends PublicWindow {
  readonly brand: string;
  readonly by: 'platform' | 'country';
  readonly values: readonly PublicCut[];
  readonly other: PublicCut | null;
  readonly exact: boolean;
}

export interface PublicCut {
  readonly value: string;
  readonly counts: Readonly<Record<string, PublicCount>>;
}

export interface PublicVoice extends PublicWindow {
  readonly market: string;
  readonly by: string;
  readonly shares: readonly {
    readonly brand: string;
    readonly share: PublicRatio;
    readonly basis: 'reported' | 'distinct' | null;
  }[];
}

export interface PublicPost {
  readonly platform: string;
  readonly post: string;
  readonly brands: readonly string[];
  readonly text: string;
  readonly url: string | null;
  readonly sentiment: string;
  readonly harmClaim: boolean;
  readonly created: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly velocity: number;
  readonly forecast: PublicForecast | null;
  readonly noForecast: string | null;
  readonly reproduction: PublicReproduction | null;
  readonly audienceMultiple: PublicRatio;
}

export interface PublicForecast {
  readonly at: string;
  readonly final: ExpectedShares;
}

export interface PublicReproduction {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface PublicPosts extends PublicState {
  readonly order: string;
  readonly posts: readonly PublicPost[];
}

/** One notice as it was raised. */
export interface PublicNotice {
  readonly id: string;
  readonly incident: string;
  readonly sequence: number;
  readonly brand: string;
  readonly class: string;
  readonly severity: 'watch' | 'warning' | 'critical';
  readonly state: AlertState;
  readonly reason: string;
  readonly title: { readonly en: string; readonly nb: string };
  readonly summary: { readonly en: string; readonly nb: string };
  readonly at: string;
  readonly openedAt: string;
  readonly rule: PublicRule;
  readonly window: { readonly from: string; readonly to: string };
  readonly conditions: readonly PublicCondition[];
  readonly tailProbability: number;
  readonly evidence: readonly PublicEvidence[];
  readonly forecast: MatterForecast | null;
}

export interface PublicEvidence {
  readonly platform: string;
  readonly post: string;
  readonly text: string;
  readonly shares: number;
  readonly forecast: PublicForecast | null;
  readonly reproduction: PublicReproduction | null;
}

/** What the rules see of a brand. */
export interface PublicExplanation {
  readonly brand: string;
  readonly at: string;
  readonly rules: readonly PublicRuleExplanation[];
  /** The oldest first. */
  readonly nearMisses: readonly PublicNearMiss[];
}

export interface PublicRuleExplanation {
  readonly class: string;
  readonly rule: PublicRule;
  /** Open ones. */
  readonly incidents: readonly string[];
  readonly expectedSpike: { readonly from: string; readonly to: string; readonly reason: string } | null;
  readonly windowMs: number | null;
  /** `null`: there is nothing yet to hold it against, or it is not of a brand. */
  readonly conditions: readonly PublicCondition[] | null;
  readonly isMet: boolean;
}

export interface PublicNearMiss {
  readonly at: string;
  readonly class: string;
  readonly rule: PublicRule;
  readonly why:
    | { readonly kind: 'lacking' }
    | { readonly kind: 'expected-spike'; readonly reason: string }
    | { readonly kind: 'joined'; readonly incident: string };
  readonly windowMs: number;
  readonly conditions: readonly PublicCondition[];
}

export interface PublicRule {
  readonly id: string;
  readonly version: number;
}

export interface PublicCondition {
  readonly name: string;
  readonly value: number;
  readonly threshold: number;
  readonly margin: number;
  readonly met: boolean;
}

export type PublicAlert = PublicNotice & PublicOverlay;

export interface PublicSilence {
  readonly id: string;
  readonly brand: string;
  readonly class: string | null;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly at: string;
  readonly note: string;
}

export interface PublicMissed {
  readonly brand: string;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly at: string;
  readonly note: string;
}

/** What people have done, laid over alerts and incidents. */
export interface PublicOverlay {
  readonly acknowledged: { readonly by: string; readonly at: string; readonly note: string } | null;
  readonly verdict: {
    readonly is: 'right' | 'wrong';
    readonly by: string;
    readonly at: string;
    readonly note: string;
  } | null;
  readonly silenced: PublicSilence | null;
  readonly ruleRecord: { readonly fired: number; readonly right: number; readonly wrong: number };
}

export interface PublicIncident extends PublicOverlay {
  readonly incident: string;
  readonly brand: string;
  readonly class: string;
  readonly severity: 'watch' | 'warning' | 'critical';
  readonly state: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly resolvedAt: string | null;
  readonly title: { readonly en: string; readonly nb: string };
  readonly summary: { readonly en: string; readonly nb: string };
  /** The opening one first. */
  readonly notices: readonly PublicNotice[];
}

/**
 * An episode: one thread of notices about one matter, from the look at which it opened until it may not be reopened.
 *
 *               met                 worse / grown            calm for the rule's time
 *     (nothing) ---> opened ---> escalated, updated ---> resolved ---(3 h)---> forgotten
 *                        ^                                  |
 *                        +------------ reopened <-----------+  met again
 *
 * Hysteresis: the level to end lies below the level to open, and must last. So one episode is one alarm, and a crisis
 * that flares up again within three hours is still the same.
 */
import type { Severity } from '../model/alert.ts';
import { HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import { type Claim, type PackedClaim, packClaim, unpackClaim } from './claim.ts';
import { type Finding, isWorse } from './finding.ts';
import type { RuleClass } from './rule-set.ts';

export const REOPEN_WITHIN_MS = 3 * HOUR_MS;
/** A matter that has grown so many times since the last notice is told of again, but not more often than this. */
const GROWN = 4;
const UPDATE_EVERY_MS = 30 * MINUTE_MS;

export interface Episode {
  readonly class: RuleClass;
  readonly incident: string;
  /** What it is about, shared by all episodes of the brand that are about it; `null`: the brand as a whole. */
  readonly claim: Claim | null;
  readonly openedAtMs: number;
  /** `null`: it is open. */
  resolvedAtMs: number | null;
  severity: Severity;
  /** Notices sent so far. */
  notices: number;
  /** Since when it has been calm without a break; `null` while it is not. */
  calmSinceMs: number | null;
  /** How large it was at its largest (Finding.size); and at the last notice, and when that was. */
  peak: number;
  told: number;
  toldAtMs: number;
  /** Other classes that have found the same matter since; each is told of once. */
  readonly joined: RuleClass[];
}

export interface Change {
  readonly kind: 'none' | 'escalated' | 'updated' | 'resolved' | 'reopened';
}

const NONE: Change = { kind: 'none' };

/** One more look at a matter that has an episode. Changes the episode's own fields only. */
export function stepEpisode(episode: Episode, finding: Finding, atMs: number, calmMs: number): Change {
  if (episode.resolvedAtMs !== null) {
    if (!finding.isMet) return NONE;
    episode.resolvedAtMs = null;
    episode.calmSinceMs = null;
    episode.peak = finding.size;
    episode.severity = finding.severity;
    return { kind: 'reopened' };
  }
  episode.peak = Math.max(episode.peak, finding.size);
  if (finding.isCalm) {
    episode.calmSinceMs ??= atMs;
    if (atMs - episode.calmSinceMs < calmMs) return NONE;
    episode.resolvedAtMs = atMs;
    return { kind: 'resolved' };
  }
  episode.calmSinceMs = null;
  if (isWorse(finding.severity, episode.severity)) {
    episode.severity = finding.severity;
    return { kind: 'escalated' };
  }
  if (episode.peak < GROWN * episode.told || atMs - episode.toldAtMs < UPDATE_EVERY_MS) return NONE;
  return { kind: 'updated' };
}

/** Whether it is past the time in which it could be reopened. */
export function isOver({ resolvedAtMs }: Episode, atMs: number): boolean {
  return resolvedAtMs !== null && atMs - resolvedAtMs >= REOPEN_WITHIN_MS;
}

export type PackedEpisode = readonly [
  name: RuleClass,
  incident: string,
  claim: PackedClaim | null,
  openedAtMs: number,
  resolvedAtMs: number | null,
  severity: Severity,
  notices: number,
  calmSinceMs: number | null,
  peak: number,
  told: number,
  toldAtMs: number,
  joined: readonly RuleClass[],
];

export function packEpisode(episode: Episode): PackedEpisode {
  return [
    episode.class,
    episode.incident,
    episode.claim === null ? null : packClaim(episode.claim),
    episode.openedAtMs,
    episode.resolvedAtMs,
    episode.severity,
    episode.notices,
    episode.calmSinceMs,
    episode.peak,
    episode.told,
    episode.toldAtMs,
    episode.joined,
  ];
}

/** `claims`, by name: those of the brand's episodes unpacked so far. Episodes about one claim share it, as they did. */
export function unpackEpisode(packed: PackedEpisode, claims: Map<string, Claim>): Episode {
  const [name, incident, claim, openedAtMs, resolvedAtMs, severity, notices, calmSinceMs, ...rest] = packed;
  const [peak, told, toldAtMs, joined] = rest;
  return {
    class: name,
    incident,
    claim: claim === null ? null : (claims.get(claim[0]) ?? remember(claims, unpackClaim(claim))),
    openedAtMs,
    resolvedAtMs,
    severity,
    notices,
    calmSinceMs,
    peak,
    told,
    toldAtMs,
    joined: [...joined],
  };
}

function remember(claims: Map<string, Claim>, claim: Claim): Claim {
  claims.set(claim.name, claim);
  return claim;
}

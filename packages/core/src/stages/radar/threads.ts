/**
 * From findings to notices: which thread a finding belongs to, and whether it is to be told.
 *
 * A thread is one matter. A rule that finds what an open incident is about already does not open another: it *joins*,
 * and says so once where that is news.
 *
 *     harm-claim        opens its own, always: it is another kind of news
 *     negative-surge    joins an open harm-claim or viral-negative          told (updated, or escalated)
 *     viral-negative    joins the incident that is about its post, or an open negative-surge        told
 *     sentiment-fall    joins whatever of these its three hours hold                                not told
 *     voice-shock       likewise, if the share has risen                                            not told
 *
 * What was held back so, or by an expected spike, is a near miss with its reason.
 */
import type { Claim } from '../../detection/claim.ts';
import { type Episode, stepEpisode } from '../../detection/episode.ts';
import { type Finding, isWorse } from '../../detection/finding.ts';
import { HARM_CRITICAL } from '../../detection/harm-claim.ts';
import { forgetRunUp, type HeldBack, noteNearMiss } from '../../detection/near-miss.ts';
import { expectedSpikeAt, type Rule, type RuleClass } from '../../detection/rule-set.ts';
import type { Alert, AlertState } from '../../model/alert.ts';
import { HOUR_MS, MINUTE_MS } from '../../windows/pane.ts';
import { toAlert } from './alert.ts';
import { alarmsPerWeek, type BrandFacts, type MovingClaim } from './brand-findings.ts';
import { incidentId } from './incident-id.ts';
import type { Progress } from './progress.ts';

/** Threads of one class and brand that are remembered; another claim joins the newest of them. */
const MOST_THREADS = 4;
/** A second claim of harm opens a thread of its own when its posts have as many times the acts that the rule asks for. */
const OF_ITS_OWN = 2;

/** How long it must have been calm for an episode to end. */
const CALM_MS: Readonly<Record<RuleClass, number>> = {
  'harm-claim': HOUR_MS,
  'negative-surge': 30 * MINUTE_MS,
  'viral-negative': 30 * MINUTE_MS,
  'sentiment-fall': HOUR_MS,
  'voice-shock': HOUR_MS,
  'no-data': 0,
};

const NEGATIVE: readonly RuleClass[] = ['harm-claim', 'negative-surge', 'viral-negative'];

export class Threads {
  private readonly facts: BrandFacts;
  private readonly progress: Progress;
  private readonly alerts: Alert[];

  /** Alerts go to the end of `alerts`. */
  constructor(facts: BrandFacts, progress: Progress, alerts: Alert[]) {
    this.facts = facts;
    this.progress = progress;
    this.alerts = alerts;
    facts.watch.forgetEpisodes(facts.atMs);
  }

  /** A finding about the brand as a whole. */
  ofBrand(rule: Rule, finding: Finding): void {
    const { watch } = this.facts;
    const episode = watch.episodes.find((known) => known.class === rule.class);
    this.take(rule, finding, episode ?? null, null, () => this.hostOf(rule, finding, null));
  }

  /** A finding about one claim: a post and its copies. */
  ofClaim(rule: Rule, finding: Finding, { claim }: MovingClaim): void {
    const { watch } = this.facts;
    const threads = watch.episodes.filter((known) => known.class === rule.class);
    const episode = threads.find((known) => known.claim === claim) ?? null;
    const full = threads.length >= MOST_THREADS ? (threads.at(-1) ?? null) : null;
    this.take(rule, finding, episode, claim, () => full ?? this.hostOf(rule, finding, claim));
  }

  /**
   * A finding about the brand that is put down to a claim: the one that moves fastest, or none where no post of it is on
   * a leaderboard. While a thread is open, another claim opens its own only when its posts do enough by themselves, and
   * of several none is critical by what was done about the others.
   */
  ofClaims(rule: Rule<'harm-claim'>, finding: Finding, claims: readonly MovingClaim[]): void {
    const { watch } = this.facts;
    const threads = watch.episodes.filter((known) => known.class === rule.class);
    const open = threads.filter(({ resolvedAtMs }) => resolvedAtMs === null);
    for (const episode of open) {
      const own = claims.find(({ claim }) => claim === episode.claim) ?? null;
      this.take(rule, open.length === 1 ? finding : besideOthers(finding, own), episode, episode.claim, () => null);
    }
    const isKnown = ({ claim }: MovingClaim) => open.some((episode) => episode.claim === claim);
    const leading = claims.find((claim) => !isKnown(claim)) ?? null;
    const isOfItsOwn = leading !== null && actsOn(leading) >= OF_ITS_OWN * rule.when.acts && leading.velocity > 0;
    if (open.length > 0 && (!isOfItsOwn || threads.length >= MOST_THREADS)) return;
    const claim = leading?.claim ?? null;
    const before = threads.find((known) => known.resolvedAtMs !== null && (claim === null || known.claim === claim));
    this.take(rule, open.length === 0 ? finding : besideOthers(finding, leading), before ?? null, claim, () => null);
  }

  private take(
    rule: Rule,
    finding: Finding,
    episode: Episode | null,
    claim: Claim | null,
    hostOf: () => Episode | null,
  ): void {
    const { atMs, watch } = this.facts;
    const spike = expectedSpikeAt(rule, atMs);
    if (episode !== null && episode.resolvedAtMs === null) this.step(rule, finding, episode);
    else if (!finding.isMet) noteNearMiss(watch.nearMisses, finding, atMs, rule, { kind: 'lacking' });
    else if (spike !== null) this.holdBack(rule, finding, { kind: 'expected-spike', reason: spike.reason });
    else {
      const host = hostOf();
      if (host !== null) this.join(rule, finding, host);
      else if (episode !== null) this.step(rule, finding, episode);
      else this.open(rule, finding, claim);
    }
  }

  private open(rule: Rule, finding: Finding, claim: Claim | null): void {
    const { atMs, brand, configuration, watch } = this.facts;
    const episode: Episode = {
      class: rule.class,
      incident: incidentId(configuration.group, brand.id, rule.class, claim?.name ?? '', atMs),
      claim,
      openedAtMs: atMs,
      resolvedAtMs: null,
      severity: finding.severity,
      notices: 0,
      calmSinceMs: null,
      peak: finding.size,
      told: finding.size,
      toldAtMs: atMs,
      joined: [],
    };
    watch.episodes.push(episode);
    forgetRunUp(watch.nearMisses, rule.class, atMs);
    if (rule.class === 'negative-surge') watch.surgeDemand.raise(atMs, alarmsPerWeek(rule.class, configuration));
    if (rule.class === 'viral-negative') watch.viralDemand.raise(atMs, alarmsPerWeek(rule.class, configuration));
    this.notice(rule, finding, episode, { state: 'opened', reason: 'opened' });
  }

  private step(rule: Rule, finding: Finding, episode: Episode): void {
    const { kind } = stepEpisode(episode, finding, this.facts.atMs, CALM_MS[rule.class]);
    if (kind !== 'none') this.notice(rule, finding, episode, { state: kind, reason: REASONS[kind] });
  }

  private join(rule: Rule, finding: Finding, host: Episode): void {
    this.holdBack(rule, finding, { kind: 'joined', incident: host.incident });
    if (host.joined.includes(rule.class)) return;
    host.joined.push(rule.class);
    const isNews = rule.class === 'negative-surge' || rule.class === 'viral-negative';
    if (!isNews || host.resolvedAtMs !== null) return;
    const state = isWorse(finding.severity, host.severity) ? 'escalated' : 'updated';
    if (state === 'escalated') host.severity = finding.severity;
    this.notice(rule, finding, host, { state, reason: `joined-by-${rule.class}` });
  }

  private holdBack(rule: Rule, finding: Finding, why: HeldBack): void {
    noteNearMiss(this.facts.watch.nearMisses, finding, this.facts.atMs, rule, why);
  }

  /** The incident that is about the same matter; `null`: none. */
  private hostOf(rule: Rule, finding: Finding, claim: Claim | null): Episode | null {
    const { atMs, watch } = this.facts;
    const negative = watch.episodes.filter((episode) => NEGATIVE.includes(episode.class));
    const isOpen = ({ resolvedAtMs }: Episode) => resolvedAtMs === null;
    const isOfWindow = ({ resolvedAtMs }: Episode) => resolvedAtMs === null || resolvedAtMs > atMs - finding.windowMs;
    switch (rule.class) {
      case 'negative-surge':
        return negative.find((episode) => isOpen(episode) && episode.class !== 'negative-surge') ?? null;
      case 'viral-negative':
        return (
          negative.find((episode) => isOpen(episode) && isAbout(episode, claim)) ??
          negative.find((episode) => isOpen(episode) && episode.class === 'negative-surge') ??
          null
        );
      case 'sentiment-fall':
        return negative.find(isOfWindow) ?? null;
      case 'voice-shock':
        return finding.observed < finding.expected().value ? null : (negative.find(isOfWindow) ?? null);
      case 'harm-claim':
      case 'no-data':
        return null;
    }
  }

  private notice(
    rule: Rule,
    finding: Finding,
    episode: Episode,
    { state, reason }: { readonly state: AlertState; readonly reason: string },
  ): void {
    const { facts, progress } = this;
    const { atMs, configuration, brand, watch } = facts;
    watch.markStrangeness();
    const posts = facts.posts();
    const isOneOfSeveral = watch.episodes.some((other) => other !== episode && isOpenBeside(other, episode));
    const parts = {
      configuration,
      brand,
      rule,
      finding,
      episode,
      isOneOfSeveral,
      state,
      reason,
      atMs,
      posts,
      progress,
    };
    this.alerts.push(toAlert(parts));
    episode.notices += 1;
    episode.told = Math.max(episode.peak, finding.size);
    episode.toldAtMs = atMs;
  }
}

const REASONS = {
  escalated: 'severity-raised',
  updated: 'grown',
  resolved: 'calm-again',
  reopened: 'flared-up-again',
} as const;

/** Two claims of harm of one brand, whose acts are counted together. */
function isOpenBeside(other: Episode, episode: Episode): boolean {
  return episode.class === 'harm-claim' && other.class === 'harm-claim' && other.resolvedAtMs === null;
}

function isAbout(episode: Episode, claim: Claim | null): boolean {
  if (episode.claim === null || claim === null) return false;
  return episode.claim === claim || claim.posts.some((name) => episode.claim?.posts.includes(name));
}

/** A finding about all claims of harm of a brand, as it concerns one of several. */
function besideOthers(finding: Finding, own: MovingClaim | null): Finding {
  const isGreatItself = own !== null && actsOn(own) >= HARM_CRITICAL.acts;
  return finding.severity !== 'critical' || isGreatItself ? finding : { ...finding, severity: 'warning' };
}

/** Items and engagements of a claim's posts. */
function actsOn({ posts }: MovingClaim): number {
  return posts.reduce((sum, { counts }) => sum + 1 + counts.slice(0, 4).reduce((all, count) => all + count, 0), 0);
}

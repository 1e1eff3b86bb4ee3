/** Makes the alert object of a decision: everything that a reader needs, and everything to check it by. */
import { ADVICE } from '../../detection/alert-advice.ts';
import { titleOf } from '../../detection/alert-titles.ts';
import { isOfClaim } from '../../detection/claim.ts';
import { concentrationOf } from '../../detection/concentration.ts';
import type { Episode } from '../../detection/episode.ts';
import type { Finding } from '../../detection/finding.ts';
import { firstAndCopies, forecastOf } from '../../detection/matter-forecast.ts';
import type { Rule, RuleClass } from '../../detection/rule-set.ts';
import { NO_CHANCE, onceIn, summaryOf } from '../../detection/wording.ts';
import { counterIndex } from '../../metrics/counters.ts';
import type { Alert, AlertState, Evidence, Localised } from '../../model/alert.ts';
import { authorText } from '../../model/author-text.ts';
import type { TopPost } from '../../model/pulse.ts';
import { expectedShares } from '../../virality/expected-shares.ts';
import { DAY_MS } from '../../windows/pane.ts';
import { velocityOf } from './brand-findings.ts';
import { noticeId } from './incident-id.ts';
import type { Progress } from './progress.ts';
import type { RadarConfiguration, WatchedBrand } from './radar-configuration.ts';

const MAX_EVIDENCE = 5;
/** Acts a minute: what one act an hour ago comes to. A post that is slower does not spread. */
const LEAST_VELOCITY = 0.001;
const THOUSAND_YEARS_MS = 365_250 * DAY_MS;
const LIKES = counterIndex('likes');
const SHARES = counterIndex('shares');
const COMMENTS = counterIndex('comments');

export interface AlertParts {
  readonly configuration: RadarConfiguration;
  readonly brand: WatchedBrand;
  /** That of the finding: another than the episode's when it has joined it. */
  readonly rule: Rule;
  readonly finding: Finding;
  readonly episode: Episode;
  /** Others of its class are open, and the numbers are those of all. */
  readonly isOneOfSeveral: boolean;
  readonly state: AlertState;
  readonly reason: string;
  readonly atMs: number;
  /** The brand's posts on the leaderboards. */
  readonly posts: readonly TopPost[];
  readonly progress: Progress;
}

export function toAlert(parts: AlertParts): Alert {
  const { configuration, brand, rule, finding, episode, isOneOfSeveral, state, reason, atMs, posts, progress } = parts;
  const { tailProbability, windowMs } = finding;
  const expected = finding.expected();
  const shown = postsToShow(posts, episode, atMs);
  const evidence = shown.map((post) => toEvidence(post, atMs));
  const forecast = forecastOf(evidence, firstAndCopies(shown));
  const onceInMs = tailProbability === 0 ? Number.POSITIVE_INFINITY : windowMs / tailProbability;
  const words = {
    class: episode.class,
    state,
    reason,
    observed: finding.observed,
    expected: expected.value,
    people: finding.people,
    windowMs,
    isOneOfSeveral,
    onceInMs: onceInMs > THOUSAND_YEARS_MS ? null : onceInMs,
    spread: { leader: leaderOf(evidence), forecast },
  };
  const { accounts } = progress;
  return {
    schemaVersion: 1,
    id: noticeId(episode.incident, episode.notices),
    incident: episode.incident,
    sequence: episode.notices,
    group: configuration.group,
    brand: brand.id,
    own: brand.isOwn,
    market: brand.market,
    rule: { id: rule.id, version: rule.version },
    class: episode.class,
    severity: episode.severity,
    state,
    reason,
    title: titleOf(brand.name, { class: episode.class, state, isRise: finding.observed >= expected.value }),
    summary: summaryOf(words),
    advice: adviceFor(configuration, episode.class),
    openedAtMs: episode.openedAtMs,
    atMs,
    resolvedAtMs: state === 'resolved' ? atMs : null,
    window: { fromMs: atMs - windowMs, toMs: atMs },
    observed: finding.observed,
    expected,
    tailProbability,
    onceIn: tailProbability === 1 ? NO_CHANCE : onceIn(words.onceInMs),
    conditions: finding.conditions,
    concentration: { authors: finding.people, ...concentrationOf(progress.concentrationsOf(brand.id)) },
    evidence,
    forecast,
    completeness: {
      watermarkMs: atMs,
      idleSources: progress.idleSources,
      late: accounts.late,
      deadLettered: accounts.deadLettered,
    },
    logPosition: progress.logPositionAt(atMs),
    links: { incident: `/v1/incidents/${episode.incident}` },
  };
}

/** The first that moves at all: what counts is not always on a leaderboard. */
function leaderOf(evidence: readonly Evidence[]): Evidence | null {
  return evidence.find(({ velocity }) => velocity >= LEAST_VELOCITY) ?? null;
}

/** As the configuration has it, in the one language in which it was written; else as shipped. */
export function adviceFor({ advice }: RadarConfiguration, name: RuleClass): Localised {
  const own = advice[name];
  return own === undefined ? ADVICE[name] : { en: own, nb: own };
}

/** The posts that the matter is about, those of its claim first, the fastest of them first. */
function postsToShow(posts: readonly TopPost[], episode: Episode, atMs: number): readonly TopPost[] {
  const { claim } = episode;
  return posts
    .filter((post) => isOfMatter(post, episode.class))
    .map((post) => {
      const isOfItsClaim = claim !== null && isOfClaim(claim, post);
      return { post, rank: isOfItsClaim ? 0 : 1, velocity: velocityOf(post, atMs) };
    })
    .sort((a, b) => a.rank - b.rank || b.velocity - a.velocity || (a.post.post < b.post.post ? -1 : 1))
    .slice(0, MAX_EVIDENCE)
    .map(({ post }) => post);
}

function toEvidence(post: TopPost, atMs: number): Evidence {
  const { platform, text, url, author, sentiment, counts, forecast } = post;
  const shares = counts[SHARES] as number;
  return {
    platform,
    post: post.post,
    text,
    url,
    author: author === null ? null : authorText(author),
    sentiment,
    likes: counts[LIKES] as number,
    shares,
    comments: counts[COMMENTS] as number,
    velocity: velocityOf(post, atMs),
    forecast: forecast === null ? null : { atMs: forecast.atMs, final: expectedShares(forecast.final, shares) },
    reproduction: forecast?.reproduction ?? null,
  };
}

function isOfMatter(post: TopPost, name: RuleClass): boolean {
  switch (name) {
    case 'harm-claim':
      return post.harmClaim;
    case 'negative-surge':
    case 'viral-negative':
    case 'sentiment-fall':
      return post.sentiment === 'negative';
    case 'voice-shock':
      return true;
    case 'no-data':
      return false;
  }
}

/** Makes the alert object of a decision: everything that a reader needs, and everything to check it by. */
import { negativeBinomialInterval } from '../../arithmetic/negative-binomial.ts';
import { concentrationOf } from '../../detection/concentration.ts';
import {
  NEGATIVE_SURGE,
  SURGE_WINDOW_MS,
  type SurgeDecision,
  type SurgeInput,
} from '../../detection/negative-surge.ts';
import type { OpenIncident } from '../../detection/watch.ts';
import { onceIn, SURGE_ADVICE, summaryOfSurge, titleOfSurge } from '../../detection/wording.ts';
import { hash128Hex } from '../../hashing/content-hash.ts';
import { counterIndex } from '../../metrics/counters.ts';
import type { Alert, Evidence, Severity } from '../../model/alert.ts';
import type { TopPost } from '../../model/pulse.ts';
import { DAY_MS } from '../../windows/pane.ts';
import { fadedVelocity } from '../tally/velocity.ts';
import type { Progress } from './progress.ts';
import type { WatchedBrand } from './radar-configuration.ts';

const MAX_EVIDENCE = 5;
const USUAL_INTERVAL = 0.9;
const THOUSAND_YEARS_MS = 365_250 * DAY_MS;
const LIKES = counterIndex('likes');
const SHARES = counterIndex('shares');
const COMMENTS = counterIndex('comments');

/** Hash of group, brand, class, claim and opening instant. This rule has no claim: the brand itself is the matter. */
export function incidentId(group: string, brand: string, openedAtMs: number): string {
  return hash128Hex(group, brand, NEGATIVE_SURGE.id, '', String(openedAtMs));
}

export interface AlertParts {
  readonly group: string;
  readonly brand: WatchedBrand;
  readonly input: SurgeInput;
  readonly decision: Exclude<SurgeDecision, { kind: 'none' }>;
  readonly incident: OpenIncident;
  readonly severity: Severity;
  readonly progress: Progress;
}

export function toAlert(parts: AlertParts): Alert {
  const { group, brand, input, decision, incident, severity, progress } = parts;
  const { people, tailProbability, conditions } = decision.arithmetic;
  const interval = negativeBinomialInterval(input.expected, input.dispersion, USUAL_INTERVAL);
  const evidence = evidenceOf(progress.topsOf(brand.id), input.atMs);
  const onceInMs = tailProbability === 0 ? Number.POSITIVE_INFINITY : SURGE_WINDOW_MS / tailProbability;
  const leader = evidence[0] ?? null;
  const words = {
    brandName: brand.name,
    acts: input.acts,
    people,
    expected: input.expected,
    windowMs: SURGE_WINDOW_MS,
    onceInMs: onceInMs > THOUSAND_YEARS_MS ? null : onceInMs,
    leader,
  };
  const { accounts } = progress;
  return {
    schemaVersion: 1,
    id: hash128Hex(incident.incident, String(incident.notices)),
    incident: incident.incident,
    sequence: incident.notices,
    group,
    brand: brand.id,
    own: brand.isOwn,
    market: brand.market,
    rule: NEGATIVE_SURGE,
    class: 'negative-surge',
    severity,
    state: decision.kind,
    reason: REASONS[decision.kind],
    title: titleOfSurge(decision.kind, words),
    summary: summaryOfSurge(decision.kind, words),
    advice: SURGE_ADVICE,
    openedAtMs: incident.openedAtMs,
    atMs: input.atMs,
    resolvedAtMs: decision.kind === 'resolved' ? input.atMs : null,
    window: { fromMs: input.atMs - SURGE_WINDOW_MS, toMs: input.atMs },
    observed: input.acts,
    expected: { value: input.expected, low: interval.low, high: interval.high },
    tailProbability,
    onceIn: onceIn(words.onceInMs),
    conditions,
    concentration: { authors: people, ...concentrationOf(progress.concentrationsOf(brand.id)) },
    evidence,
    completeness: {
      watermarkMs: input.atMs,
      idleSources: progress.idleSources,
      late: accounts.late,
      deadLettered: accounts.deadLettered,
    },
    logPosition: progress.logPositionAt(input.atMs),
    links: { incident: `/v1/incidents/${incident.incident}` },
  };
}

const REASONS = { opened: 'opened', escalated: 'severity-raised', resolved: 'calm-again' } as const;

/** The negative posts that move fastest at the instant. */
function evidenceOf(posts: readonly TopPost[], atMs: number): readonly Evidence[] {
  const negative = posts.filter((post) => post.sentiment === 'negative');
  return [...negative]
    .map((post) => ({ post, velocity: fadedVelocity(post.velocity, atMs - post.velocityAtMs) }))
    .sort((a, b) => b.velocity - a.velocity || (a.post.post < b.post.post ? -1 : 1))
    .slice(0, MAX_EVIDENCE)
    .map(({ post, velocity }) => ({
      platform: post.platform,
      post: post.post,
      text: post.text,
      url: post.url,
      author: post.author === null ? null : post.author.toString(16).padStart(16, '0'),
      sentiment: post.sentiment,
      likes: post.counts[LIKES] as number,
      shares: post.counts[SHARES] as number,
      comments: post.counts[COMMENTS] as number,
      velocity,
    }));
}

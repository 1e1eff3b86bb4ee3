/**
 * Why a brand has an incident, or has none: what each rule finds as of the last decision, condition by condition with its
 * margin, and what nearly became an incident in the last week. From radar's rows alone; nothing is kept for it.
 */
import { BUCKET_MS } from '../detection/baseline.ts';
import { PostClusters } from '../detection/claim.ts';
import { SLOW_WINDOW_MS } from '../detection/count-series.ts';
import type { Finding } from '../detection/finding.ts';
import type { NearMiss } from '../detection/near-miss.ts';
import {
  type ExpectedSpike,
  expectedSpikeAt,
  RULE_CLASSES,
  type Rule,
  type RuleClass,
  ruleFor,
} from '../detection/rule-set.ts';
import { VOICE_WINDOW_MS } from '../detection/voice-shock.ts';
import { type PackedWatch, Watch } from '../detection/watch.ts';
import type { Condition } from '../model/alert.ts';
import type { PeopleKind, TopPost } from '../model/pulse.ts';
import { PeopleSet } from '../sketches/people-set.ts';
import {
  type BrandFacts,
  harmFinding,
  marketMentions,
  marketOfVoice,
  movingClaims,
  sentimentFinding,
  surgeFinding,
  viralFinding,
  voiceFinding,
} from '../stages/radar/brand-findings.ts';
import { type Crowd, crowdFamily, type PackedCrowd, unpackCrowd } from '../stages/radar/open-panes.ts';
import type { RadarConfiguration } from '../stages/radar/radar-configuration.ts';
import { type PackedTops, unpackTops } from '../stages/radar/top-rows.ts';
import { unpackRow } from '../stages/row-codec.ts';
import type { RowReader } from '../stages/state-changes.ts';
import { floorTo, PANE_MS } from '../windows/pane.ts';
import { type Head, readHead } from './radar-head.ts';

export interface RuleExplanation {
  readonly class: RuleClass;
  readonly rule: { readonly id: string; readonly version: number };
  /** Open incidents of this class, by id. */
  readonly incidents: readonly string[];
  /** What keeps the rule from opening now; `null`: nothing. */
  readonly expectedSpike: ExpectedSpike | null;
  readonly windowMs: number | null;
  /** Every condition as of `atMs`; `null`: nothing is known yet that it could be held against, or it is not of a brand. */
  readonly conditions: readonly Condition[] | null;
  readonly isMet: boolean;
}

export interface ExplanationAnswer {
  readonly kind: 'answer';
  readonly brand: string;
  /** The last instant that was decided upon. */
  readonly atMs: number;
  /** In the order in which they are looked at; rules that are switched off are not there. */
  readonly rules: readonly RuleExplanation[];
  /** Of the last week, the oldest first. */
  readonly nearMisses: readonly NearMiss[];
}

export type Explanation = ExplanationAnswer | { readonly kind: 'no-data' } | { readonly kind: 'unknown-brand' };

/** `brand` as on the log. `configuration`: the one that radar decides by. */
export async function readExplanation(
  rows: RowReader,
  { brand, configuration }: { readonly brand: string; readonly configuration: RadarConfiguration },
): Promise<Explanation> {
  const watched = configuration.brands.find(({ id }) => id === brand);
  if (watched === undefined) return { kind: 'unknown-brand' };
  const head = await readHead(rows);
  const [watch] = await watchesOf(rows, [brand]);
  if (head === null || head.watermarkMs === null || watch === undefined) return { kind: 'no-data' };
  const atMs = head.watermarkMs;
  watch.advance(atMs);
  const posts = await postsOf(rows, brand);
  const crowds = await crowdsOf(rows, head, brand, atMs);
  const facts: BrandFacts = {
    atMs,
    brand: watched,
    configuration,
    watch,
    posts: () => posts,
    peopleIn: (kind, windowMs) => peopleIn(crowds, kind, atMs - windowMs),
  };
  const market = marketOfVoice(configuration, brand);
  const others = market === null ? [] : await watchesOf(rows, market.brands);
  const slowMs = floorTo(atMs, BUCKET_MS);
  const mentions =
    market === null
      ? 0
      : marketMentions(market, (id) => others.find((other) => other.brand === id), [slowMs - VOICE_WINDOW_MS, slowMs]);
  const slowly = { ...facts, atMs: slowMs };
  return {
    kind: 'answer',
    brand,
    atMs,
    rules: RULE_CLASSES.flatMap((name) => {
      const rule = ruleFor(configuration.rules, name, brand);
      if (rule === null) return [];
      return [explained(facts, rule, findingOf(rule, facts, slowly, market === null ? null : mentions))];
    }),
    nearMisses: watch.nearMisses,
  };
}

function explained({ watch, atMs }: BrandFacts, rule: Rule, finding: Finding | null): RuleExplanation {
  const open = watch.episodes.filter(({ class: name, resolvedAtMs }) => name === rule.class && resolvedAtMs === null);
  return {
    class: rule.class,
    rule: { id: rule.id, version: rule.version },
    incidents: open.map(({ incident }) => incident),
    expectedSpike: expectedSpikeAt(rule, atMs),
    windowMs: finding?.windowMs ?? null,
    conditions: finding?.conditions ?? null,
    isMet: finding?.isMet ?? false,
  };
}

/** `market`: mentions of the brand's market; `null`: its share of voice is not watched. */
function findingOf(rule: Rule, facts: BrandFacts, slowly: BrandFacts, market: number | null): Finding | null {
  switch (rule.class) {
    case 'harm-claim':
      return harmFinding(facts, rule as Rule<'harm-claim'>);
    case 'negative-surge':
      return surgeFinding(facts, rule as Rule<'negative-surge'>);
    case 'viral-negative': {
      const negative = facts.posts().filter(({ sentiment }) => sentiment === 'negative');
      const [fastest] = movingClaims(facts, negative, new PostClusters());
      const none = { velocity: 0, shares: 0, expectedShares: 0 };
      return viralFinding(facts, rule as Rule<'viral-negative'>, fastest ?? none);
    }
    case 'sentiment-fall':
      return sentimentFinding(slowly, rule as Rule<'sentiment-fall'>);
    case 'voice-shock':
      return market === null ? null : voiceFinding(slowly, rule as Rule<'voice-shock'>, market);
    case 'no-data':
      return null;
  }
}

/** Those that there are. */
async function watchesOf(rows: RowReader, brands: readonly string[]): Promise<readonly Watch[]> {
  const found = await rows.read('watches', brands);
  return found.flatMap((bytes, at) =>
    bytes === undefined ? [] : [Watch.unpack(brands[at] as string, unpackRow<PackedWatch>(bytes))],
  );
}

async function postsOf(rows: RowReader, brand: string): Promise<readonly TopPost[]> {
  const [bytes] = await rows.read('tops', [brand]);
  if (bytes === undefined) return [];
  return [...unpackTops(unpackRow<PackedTops>(bytes)).values()];
}

/** By the start of their pane. */
type Crowds = readonly (readonly [paneMs: number, crowd: Crowd])[];

async function crowdsOf(rows: RowReader, head: Head, brand: string, atMs: number): Promise<Crowds> {
  const crowds: (readonly [number, Crowd])[] = [];
  for (const paneMs of head.crowds) {
    if (paneMs < atMs - SLOW_WINDOW_MS || paneMs + PANE_MS > atMs) continue;
    const [bytes] = await rows.read(crowdFamily(paneMs), [brand]);
    if (bytes !== undefined) crowds.push([paneMs, unpackCrowd(unpackRow<PackedCrowd>(bytes))]);
  }
  return crowds;
}

function peopleIn(crowds: Crowds, kind: PeopleKind, fromMs: number): number {
  const union = new PeopleSet();
  for (const [paneMs, crowd] of crowds) {
    const people = paneMs < fromMs ? undefined : crowd.get(kind);
    if (people !== undefined) union.union(people);
  }
  return union.estimate();
}

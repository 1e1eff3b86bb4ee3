/**
 * Decides, every 10 s of event time, for every brand that has anything to decide about; and keeps the watches.
 *
 *     every 10 s      harm-claim, negative-surge, viral-negative      of brands in which there is something to see
 *     every 10 min    sentiment-fall, voice-shock                     of brands that were mentioned
 *     every hour      what is usual for these two is learned
 *
 * Reads on-time totals of finished panes only, so a decision depends on each partition's log alone (law 7).
 */
import { BUCKET_MS } from '../../detection/baseline.ts';
import { PostClusters } from '../../detection/claim.ts';
import { MENTIONS_KEPT_MS } from '../../detection/mention-buckets.ts';
import { NEAR } from '../../detection/near-miss.ts';
import { type Rule, type RuleClass, ruleFor, SHIPPED_RULES } from '../../detection/rule-set.ts';
import { sentimentTally } from '../../detection/sentiment-fall.ts';
import { VOICE_WINDOW_MS, voiceTally } from '../../detection/voice-shock.ts';
import { type PackedWatch, Watch } from '../../detection/watch.ts';
import type { Counters } from '../../metrics/counters.ts';
import type { Alert } from '../../model/alert.ts';
import { HOUR_MS } from '../../windows/pane.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';
import {
  type BrandFacts,
  harmFinding,
  isHarmWorthALook,
  isSurgeWorthALook,
  marketMentions,
  marketOfVoice,
  movingClaims,
  paneCountsOf,
  sentimentFinding,
  surgeFinding,
  velocityOf,
  viralFinding,
  voiceFinding,
} from './brand-findings.ts';
import type { OpenPanes } from './open-panes.ts';
import type { Progress } from './progress.ts';
import type { RadarConfiguration, WatchedBrand } from './radar-configuration.ts';
import { Threads } from './threads.ts';
import { type WindowCounts, windowCounts } from './window-counts.ts';

/** Where the watches' decisions get their facts from. */
export interface Facts {
  readonly panes: OpenPanes;
  readonly progress: Progress;
}

/** A brand's negative attention in the fast window of `negative-surge`, as the rule sees it. */
export interface Attention {
  readonly acts: number;
  /** What is usual for the window, and how it varies: variance = expected + dispersion x expected^2. */
  readonly expected: number;
  readonly dispersion: number;
}

export class Detector {
  private readonly watches = new Map<string, Watch>();
  private readonly active = new Set<string>();
  private readonly dirty = new Set<string>();
  /** Of brands that are looked at; with nothing in them that the leaderboards and watches do not say. */
  private readonly clusters = {
    'harm-claim': new Map<string, PostClusters>(),
    'viral-negative': new Map<string, PostClusters>(),
  };
  private alerts: Alert[] = [];
  private watched: { readonly configuration: RadarConfiguration; readonly brands: ReadonlySet<string> } | null = null;

  static async load(rows: RowReader): Promise<Detector> {
    const detector = new Detector();
    for (const { key, bytes } of await rows.scan('watches')) {
      const watch = Watch.unpack(key, unpackRow<PackedWatch>(bytes));
      detector.watches.set(key, watch);
      if (watch.isActive) detector.active.add(key);
    }
    return detector;
  }

  /** A finished pane of a brand; the panes of a brand come in their order. */
  addPane(brand: string, startMs: number, counters: Counters, configuration: RadarConfiguration): void {
    const counts = paneCountsOf(counters);
    if (counts.negativeAttention === 0 && counts.harmClaims === 0 && counts.mentions === 0) return;
    if (!this.isWatched(brand, configuration)) return;
    const watch = this.watchOf(brand, startMs);
    watch.addPane(startMs, counts);
    if (watch.isActive) this.active.add(brand);
    this.dirty.add(brand);
  }

  /** Starts watching, so that a brand's history counts from now on, quiet or not. */
  watchAll(configuration: RadarConfiguration, sinceMs: number): void {
    for (const { id } of configuration.brands) {
      if (!this.watches.has(id)) this.dirty.add(id);
      this.watchOf(id, sinceMs);
    }
  }

  /** Looks at all brands in which there is something to see, in the order of the configuration. */
  decide(atMs: number, configuration: RadarConfiguration, facts: Facts): void {
    if (this.active.size > 0) {
      for (const brand of configuration.brands) {
        if (this.active.has(brand.id)) this.look(brand, atMs, configuration, facts);
      }
    }
    if (atMs % BUCKET_MS !== 0) return;
    const totals = this.mentionsByMarket(configuration, atMs - VOICE_WINDOW_MS, atMs);
    for (const brand of configuration.brands) {
      const watch = this.watches.get(brand.id);
      if (watch === undefined) continue;
      const seen = factsOf(watch, brand, atMs, configuration, facts);
      this.lookSlowly(seen, new Threads(seen, facts.progress, this.alerts), totals);
    }
    if (atMs % HOUR_MS === 0) this.learnHour(atMs, configuration);
  }

  /** In the window that ends at `atMs`, which must not lie before the last decision; `null`: it is not watched. */
  attentionOf(brand: string, atMs: number): Attention | null {
    const watch = this.watches.get(brand);
    if (watch === undefined) return null;
    watch.advance(atMs);
    return watch.negative.fast();
  }

  /** As of `attentionOf`: what a rule of this class counts in its window; `null`: it is not watched. */
  countsOf(
    brand: string,
    name: RuleClass,
    { atMs, windowMs, panes }: { readonly atMs: number; readonly windowMs: number; readonly panes: OpenPanes },
  ): WindowCounts | null {
    const watch = this.watches.get(brand);
    if (watch === undefined) return null;
    watch.advance(atMs);
    return windowCounts(name, { watch, atMs, windowMs }, (kind, ms) => panes.peopleIn(brand, kind, atMs - ms, atMs));
  }

  /** The alerts of the decisions since the last call, in their order. */
  takeAlerts(): readonly Alert[] {
    const alerts = this.alerts;
    this.alerts = [];
    return alerts;
  }

  collect(changes: CollectedChanges): void {
    for (const brand of this.dirty) {
      const watch = this.watches.get(brand);
      if (watch !== undefined) changes.puts.push({ family: 'watches', key: brand, bytes: packRow(watch.pack()) });
    }
    this.dirty.clear();
  }

  private look(brand: WatchedBrand, atMs: number, configuration: RadarConfiguration, from: Facts): void {
    const watch = this.watches.get(brand.id) as Watch;
    watch.advance(atMs);
    this.dirty.add(brand.id);
    const facts = factsOf(watch, brand, atMs, configuration, from);
    const threads = new Threads(facts, from.progress, this.alerts);
    this.lookForHarm(facts, threads);
    this.lookForSurge(facts, threads);
    this.lookForViral(facts, threads);
    if (watch.isActive) return;
    this.active.delete(brand.id);
    for (const ofBrands of Object.values(this.clusters)) ofBrands.delete(brand.id);
  }

  private lookForHarm(facts: BrandFacts, threads: Threads): void {
    const rule = deciding(facts, 'harm-claim');
    if (rule === null || !isHarmWorthALook(facts, rule)) return;
    const ofHarm = facts.posts().filter(({ harmClaim }) => harmClaim);
    const claims = movingClaims(facts, ofHarm, this.clustersOf(rule.class, facts.brand.id));
    threads.ofClaims(rule, harmFinding(facts, rule), claims);
  }

  private lookForSurge(facts: BrandFacts, threads: Threads): void {
    const rule = deciding(facts, 'negative-surge');
    if (rule !== null && isSurgeWorthALook(facts, rule)) threads.ofBrand(rule, surgeFinding(facts, rule));
  }

  private lookForViral(facts: BrandFacts, threads: Threads): void {
    const { watch } = facts;
    const rule = deciding(facts, 'viral-negative');
    if (rule === null) return;
    // A post that moves fast enough has brought as many acts; asked first, since it costs nothing.
    const isOpen = watch.isOpen('viral-negative');
    if (!isOpen && watch.negative.slowActs < rule.when.people) return;
    const negative = facts.posts().filter(({ sentiment }) => sentiment === 'negative');
    // No claim moves faster than all negative posts together: most instants end here.
    const together = negative.reduce((sum, post) => sum + velocityOf(post, facts.atMs), 0);
    if (!isOpen && together < NEAR * rule.when.velocity) return;
    for (const moving of movingClaims(facts, negative, this.clustersOf(rule.class, facts.brand.id))) {
      const isNear = moving.velocity >= NEAR * rule.when.velocity;
      if (isNear || watch.isOpenOn('viral-negative', moving.claim)) {
        threads.ofClaim(rule, viralFinding(facts, rule, moving), moving);
      }
    }
  }

  private clustersOf(name: 'harm-claim' | 'viral-negative', brand: string): PostClusters {
    const ofBrands = this.clusters[name];
    const known = ofBrands.get(brand) ?? new PostClusters();
    ofBrands.set(brand, known);
    return known;
  }

  /** `totals`: mentions of each market in the window of `voice-shock`. */
  private lookSlowly(facts: BrandFacts, threads: Threads, totals: ReadonlyMap<string, number>): void {
    const { watch, brand, atMs, configuration } = facts;
    const wasMentioned = watch.mentions.newestMs !== null && watch.mentions.newestMs >= atMs - MENTIONS_KEPT_MS;
    const sentimentRule = deciding(facts, 'sentiment-fall');
    if (sentimentRule !== null && (wasMentioned || watch.isOpen('sentiment-fall'))) {
      const finding = sentimentFinding(facts, sentimentRule);
      if (finding !== null) threads.ofBrand(sentimentRule, finding);
      this.dirty.add(brand.id);
    }
    const voiceRule = deciding(facts, 'voice-shock');
    const market = voiceRule === null || watch.voice.hours === 0 ? null : marketOfVoice(configuration, brand.id);
    if (voiceRule === null || market === null) return;
    const mentions = totals.get(market.id) ?? 0;
    if (mentions === 0 && !watch.isOpen('voice-shock')) return;
    const finding = voiceFinding(facts, voiceRule, mentions);
    if (finding !== null) threads.ofBrand(voiceRule, finding);
    this.dirty.add(brand.id);
  }

  /** What is usual is learned from the hour that ends now; an hour of an open incident is not usual. */
  private learnHour(atMs: number, configuration: RadarConfiguration): void {
    const fromMs = atMs - HOUR_MS;
    const totals = this.mentionsByMarket(configuration, fromMs, atMs);
    for (const { id } of configuration.brands) {
      const watch = this.watches.get(id);
      if (watch === undefined) continue;
      const sums = watch.mentions.sums(fromMs, atMs);
      if (sums.mentions > 0 && !watch.isStrange('sentiment-fall', atMs)) {
        watch.sentiment.learn(sentimentTally(sums));
        this.dirty.add(id);
      }
      const market = marketOfVoice(configuration, id);
      const total = market === null ? 0 : (totals.get(market.id) ?? 0);
      if (total === 0 || watch.isStrange('voice-shock', atMs)) continue;
      watch.voice.learn(voiceTally(sums.mentions, total));
      this.dirty.add(id);
    }
  }

  private mentionsByMarket({ markets }: RadarConfiguration, fromMs: number, toMs: number): ReadonlyMap<string, number> {
    const watchOf = (id: string) => this.watches.get(id);
    return new Map(markets.map((market) => [market.id, marketMentions(market, watchOf, [fromMs, toMs])]));
  }

  private isWatched(brand: string, configuration: RadarConfiguration): boolean {
    if (this.watched?.configuration !== configuration) {
      this.watched = { configuration, brands: new Set(configuration.brands.map(({ id }) => id)) };
    }
    return this.watched.brands.has(brand);
  }

  private watchOf(brand: string, sinceMs: number): Watch {
    let watch = this.watches.get(brand);
    if (watch === undefined) {
      watch = new Watch(brand, sinceMs);
      this.watches.set(brand, watch);
    }
    return watch;
  }
}

function factsOf(
  watch: Watch,
  brand: WatchedBrand,
  atMs: number,
  configuration: RadarConfiguration,
  { panes, progress }: Facts,
): BrandFacts {
  return {
    atMs,
    brand,
    configuration,
    watch,
    posts: () => progress.topsOf(brand.id),
    peopleIn: remembered((kind, windowMs) => panes.peopleIn(brand.id, kind, atMs - windowMs, atMs)),
  };
}

/** Several rules, and all claims of one, ask for the same people of an instant. */
function remembered(peopleIn: BrandFacts['peopleIn']): BrandFacts['peopleIn'] {
  const known = new Map<string, number>();
  return (kind, windowMs) => {
    const key = `${kind} ${windowMs}`;
    const people = known.get(key) ?? peopleIn(kind, windowMs);
    known.set(key, people);
    return people;
  };
}

/** The rule that decides for the brand; where it is switched off while an episode is open, the shipped one ends that. */
function deciding<C extends RuleClass>({ watch, brand, configuration }: BrandFacts, name: C): Rule<C> | null {
  const rule = ruleFor(configuration.rules, name, brand.id);
  return rule ?? (watch.isOpen(name) ? ruleFor(SHIPPED_RULES, name, brand.id) : null);
}

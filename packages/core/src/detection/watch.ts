/**
 * One brand under watch: what the rules look at (its counts and what is usual for them), its episodes, and what nearly
 * became one. A quiet brand costs nothing: its counts are caught up with when something happens.
 */
import { DAY_MS } from '../windows/pane.ts';
import type { Claim } from './claim.ts';
import { CountSeries, type PackedSeries } from './count-series.ts';
import { Demand, type PackedDemand } from './demand.ts';
import { type Episode, isOver, type PackedEpisode, packEpisode, unpackEpisode } from './episode.ts';
import { MentionBuckets, type MentionSums, type PackedMentions } from './mention-buckets.ts';
import { type NearMiss, type PackedNearMiss, packNearMiss, unpackNearMiss } from './near-miss.ts';
import type { RuleClass } from './rule-set.ts';
import { SENTIMENT_STRAY } from './sentiment-fall.ts';
import { type PackedProportion, UsualProportion } from './usual-proportion.ts';
import { VOICE_STRAY } from './voice-shock.ts';

/** What a finished pane of a brand brings. */
export interface PaneCounts extends MentionSums {
  negativeAttention: number;
  harmClaims: number;
}

const SURGE_DEMAND = { step: 0.5, most: 1 };
const VIRAL_DEMAND = { step: 1, most: 6 };

const OF_NEGATIVE: ReadonlySet<RuleClass> = new Set(['negative-surge', 'viral-negative', 'harm-claim']);

export class Watch {
  readonly brand: string;
  /** Since when the brand has been watched. */
  readonly sinceMs: number;
  negative: CountSeries;
  /** `null`: nobody has claimed harm yet. */
  harm: CountSeries | null = null;
  mentions = new MentionBuckets();
  sentiment = new UsualProportion(SENTIMENT_STRAY);
  voice = new UsualProportion(VOICE_STRAY);
  /** Open ones, and those that could be reopened. */
  episodes: Episode[] = [];
  nearMisses: NearMiss[] = [];
  /** What the brand's own alarms ask of a surge's acts, and of a viral post's velocity. */
  surgeDemand = new Demand(SURGE_DEMAND);
  viralDemand = new Demand(VIRAL_DEMAND);

  constructor(brand: string, sinceMs: number) {
    this.brand = brand;
    this.sinceMs = sinceMs;
    this.negative = new CountSeries(sinceMs);
  }

  /** Whether looking at its counts could lead to anything. */
  get isActive(): boolean {
    return (
      this.negative.slowActs > 0 ||
      (this.harm !== null && this.harm.slowActs > 0) ||
      this.episodes.some(({ resolvedAtMs }) => resolvedAtMs === null)
    );
  }

  /** Takes in the pane that starts where the watch has got to, or later. */
  addPane(startMs: number, counts: Readonly<PaneCounts>): void {
    if (counts.negativeAttention > 0) this.negative.addPane(startMs, counts.negativeAttention);
    if (counts.harmClaims > 0) {
      this.harm ??= new CountSeries(this.sinceMs);
      this.harm.addPane(startMs, counts.harmClaims);
    }
    if (counts.mentions > 0) this.mentions.add(startMs, counts);
  }

  advance(atMs: number): void {
    this.negative.advance(atMs);
    this.harm?.advance(atMs);
  }

  /** Lets go of what may not be reopened any more. */
  forgetEpisodes(atMs: number): void {
    if (this.episodes.some((episode) => isOver(episode, atMs))) {
      this.episodes = this.episodes.filter((episode) => !isOver(episode, atMs));
    }
  }

  /** To be called when an episode has opened or ended: what comes while one is open is not the norm. */
  markStrangeness(): void {
    const since = (ofClasses: (name: RuleClass) => boolean): number | null => {
      const open = this.episodes.filter((episode) => episode.resolvedAtMs === null && ofClasses(episode.class));
      return open.reduce<number | null>((least, { openedAtMs }) => Math.min(least ?? openedAtMs, openedAtMs), null);
    };
    this.negative.strangeSinceMs = since((name) => OF_NEGATIVE.has(name));
    if (this.harm !== null) this.harm.strangeSinceMs = since((name) => name === 'harm-claim');
  }

  /** Open, but not for so long that what it is about has become the norm. */
  isStrange(name: RuleClass, atMs: number): boolean {
    return this.episodes.some(
      (episode) => episode.class === name && episode.resolvedAtMs === null && atMs - episode.openedAtMs < DAY_MS,
    );
  }

  isOpen(name: RuleClass): boolean {
    return this.episodes.some((episode) => episode.class === name && episode.resolvedAtMs === null);
  }

  isOpenOn(name: RuleClass, claim: Claim): boolean {
    return this.episodes.some(
      (episode) => episode.class === name && episode.resolvedAtMs === null && episode.claim === claim,
    );
  }

  pack(): PackedWatch {
    return [
      this.sinceMs,
      this.negative.pack(),
      this.harm?.pack() ?? null,
      this.mentions.pack(),
      this.sentiment.pack(),
      this.voice.pack(),
      this.episodes.map(packEpisode),
      this.nearMisses.map(packNearMiss),
      this.surgeDemand.pack(),
      this.viralDemand.pack(),
    ];
  }

  static unpack(brand: string, packed: PackedWatch): Watch {
    const [sinceMs, negative, harm, mentions, sentiment, voice, episodes, nearMisses, ...demands] = packed;
    const watch = new Watch(brand, sinceMs);
    watch.negative = CountSeries.unpack(negative);
    watch.harm = harm === null ? null : CountSeries.unpack(harm);
    watch.mentions = MentionBuckets.unpack(mentions);
    watch.sentiment = UsualProportion.unpack(SENTIMENT_STRAY, sentiment);
    watch.voice = UsualProportion.unpack(VOICE_STRAY, voice);
    const claims = new Map<string, Claim>();
    watch.episodes = episodes.map((each) => unpackEpisode(each, claims));
    watch.nearMisses = nearMisses.map(unpackNearMiss);
    watch.surgeDemand = Demand.unpack(SURGE_DEMAND, demands[0]);
    watch.viralDemand = Demand.unpack(VIRAL_DEMAND, demands[1]);
    watch.markStrangeness();
    return watch;
  }
}

export type PackedWatch = readonly [
  sinceMs: number,
  negative: PackedSeries,
  harm: PackedSeries | null,
  mentions: PackedMentions,
  sentiment: PackedProportion,
  voice: PackedProportion,
  episodes: readonly PackedEpisode[],
  nearMisses: readonly PackedNearMiss[],
  surgeDemand: PackedDemand,
  viralDemand: PackedDemand,
];

/** What the live view shows, read from one commit of radar's rows. */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { brandIdOnLog } from '@grapevine/core/configuration/configuration.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { readCounters } from '@grapevine/core/reading/read-counters.ts';
import { readIncidents } from '@grapevine/core/reading/read-incidents.ts';
import { readPosts } from '@grapevine/core/reading/read-posts.ts';
import { readVoice } from '@grapevine/core/reading/read-voice.ts';
import type { System } from '@grapevine/single-process/system.ts';

export interface VoiceRow {
  readonly name: string;
  readonly isOwn: boolean;
  /** Of the market's engagements; `null`: there were none. */
  readonly share: number | null;
  readonly engagements: number;
  /** Of the market's mentions over a day. */
  readonly shareOfDay: number | null;
}

export interface RisingPost {
  readonly velocity: number;
  readonly platform: string;
  readonly brands: readonly string[];
  readonly text: string;
  readonly sentiment: string;
}

export interface DemoModel {
  readonly market: string;
  readonly ownBrand: string;
  readonly voice: readonly VoiceRow[];
  readonly rising: readonly RisingPost[];
  /** Negative reactions to the own brand in the last five minutes. */
  readonly negative: number;
  /** The newest notice of the own brand's open incident. */
  readonly crisis: Alert | null;
}

const MOST_POSTS = 10;
/** A post whose pace has faded to this is not rising any more. */
const LEAST_VELOCITY = 0.05;

export async function readDemoModel(system: System, configuration: Configuration): Promise<DemoModel | null> {
  const market = configuration.markets[0];
  const own = market?.own[0];
  if (market === undefined || own === undefined) return null;
  const { group } = configuration;
  const names = new Map(configuration.brands.map(({ id, name }) => [brandIdOnLog(group, id), name]));
  const brands = market.brands.map((brand) => brandIdOnLog(group, brand));
  const ownBrand = brandIdOnLog(group, own);
  const rows = await system.snapshot();
  try {
    const now = await readVoice(rows, { market: market.id, brands, window: '15m', by: 'engagement' });
    const day = await readVoice(rows, { market: market.id, brands, window: '24h', by: 'volume' });
    const posts = await readPosts(rows, { brands, order: 'velocity', limit: MOST_POSTS });
    const counters = await readCounters(rows, { brand: ownBrand, window: '5m' });
    const { incidents } = await readIncidents(rows, { state: 'open', brands: new Set([ownBrand]), limit: 1 });
    if (now.kind !== 'answer' || day.kind !== 'answer' || posts.kind !== 'answer' || counters.kind !== 'answer')
      return null;
    return {
      market: market.id,
      ownBrand: names.get(ownBrand) ?? own,
      voice: now.shares.map(({ brand, share }, index) => ({
        name: names.get(brand) ?? brand,
        isOwn: brand === ownBrand,
        share: share.value,
        engagements: share.numerator ?? 0,
        shareOfDay: day.shares[index]?.share.value ?? null,
      })),
      rising: posts.posts
        .filter(({ velocity }) => velocity >= LEAST_VELOCITY)
        .map(({ velocity, platform, brands: on, text, sentiment }) => ({
          velocity,
          platform,
          brands: on.map((brand) => names.get(brand) ?? brand),
          text,
          sentiment,
        })),
      negative: counters.counts.negativeAttention.value,
      crisis: incidents[0]?.notices.at(-1) ?? null,
    };
  } finally {
    rows.close();
  }
}

/** One seed of the long market, watched and judged. */
import type { RuleClass } from '@grapevine/core/detection/rule-set.ts';
import { type LongMarket, longMarket } from '@grapevine/testkit/long-market/long-market.ts';
import { longMarketConfiguration } from '@grapevine/testkit/long-market/long-market-brands.ts';
import type { LaidEvent, LaidSpread } from '@grapevine/testkit/long-market/long-market-plan.ts';
import { NegativeAttention } from '@grapevine/testkit/long-market/negative-attention.ts';
import { severeCrises } from '@grapevine/testkit/long-market/severe-crises.ts';
import { wrongLabels } from '@grapevine/testkit/long-market/wrong-labels.ts';
import { type MarketFacts, type MarketVerdict, marketVerdict } from './market-verdict.ts';
import { watchMarket } from './watch-market.ts';

export interface TrialOptions {
  readonly seed: number;
  readonly learnWeeks: number;
  readonly measuredWeeks: number;
  /** Default all twenty. */
  readonly brandCount?: number;
  /** Every other rule is switched off. */
  readonly onlyRule?: RuleClass | undefined;
  /** So many of the labels are wrong where they are watched (0..1, default 0); what was severe is judged by the right ones. */
  readonly wrongLabelShare?: number;
}

/** What other detectors can be tried on, and judged by, too. */
export interface WatchedMarket extends Omit<MarketFacts, 'alerts'> {
  readonly brands: LongMarket['brands'];
  readonly attention: NegativeAttention;
  readonly startMs: number;
  readonly endMs: number;
}

export interface TrialResult {
  readonly watched: WatchedMarket;
  readonly verdict: MarketVerdict;
  readonly interactions: number;
  readonly brandWeeks: number;
}

/** A Monday. */
const START_MS = Date.UTC(2026, 0, 5);
const WEEK_MS = 604_800_000;

export async function marketTrial(options: TrialOptions): Promise<TrialResult> {
  const { seed, learnWeeks, measuredWeeks, brandCount, onlyRule, wrongLabelShare = 0 } = options;
  const weeks = learnWeeks + measuredWeeks;
  const market = longMarket({ seed, startMs: START_MS, weeks, brandCount });
  const attention = new NegativeAttention(market.brands.map(({ id }) => id));
  let interactions = 0;
  const alerts = await watchMarket({
    market,
    configuration: longMarketConfiguration({ brandCount, onlyRule }),
    onInteraction(interaction) {
      interactions += 1;
      attention.add(interaction);
    },
    asSeen: wrongLabels(seed, wrongLabelShare),
  });
  const severe = severeOf(market, attention);
  const measuredFromMs = START_MS + learnWeeks * WEEK_MS;
  const { brands, plan, startMs, endMs } = market;
  const watched: WatchedMarket = { brands, attention, startMs, endMs, plan, severe, measuredFromMs };
  const verdict = marketVerdict({ ...watched, alerts });
  return { watched, verdict, interactions, brandWeeks: brands.length * measuredWeeks };
}

function severeOf({ brands, plan, startMs, endMs }: LongMarket, attention: NegativeAttention) {
  const isSpread = (event: LaidEvent): event is LaidSpread => event.kind === 'severe-crisis' || event.kind === 'burst';
  const spreads = plan.filter(isSpread);
  return brands.flatMap(({ id: brand }) => {
    const laid = spreads.filter((spread) => spread.brand === brand);
    return severeCrises({ brand, attention: attention.of(brand), laid, startMs, endMs });
  });
}

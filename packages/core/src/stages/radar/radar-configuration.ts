/** What radar decides by: the watched brands, the rules, how often it may be wrong. It goes to the log before it is used. */
import type { RuleSet } from '../../detection/rule-set.ts';
import type { AlertClass } from '../../model/alert.ts';

export interface WatchedBrand {
  /** As on the log: `main/united`. */
  readonly id: string;
  readonly name: string;
  /** Own in any market. */
  readonly isOwn: boolean;
  /** The first market that the brand is in. */
  readonly market: string | null;
}

/** A panel of brands that are compared; ids as on the log. */
export interface WatchedMarket {
  readonly id: string;
  readonly own: readonly string[];
  readonly brands: readonly string[];
}

export interface RadarConfiguration {
  readonly group: string;
  readonly brands: readonly WatchedBrand[];
  readonly markets: readonly WatchedMarket[];
  /** Per own brand, all rules together. */
  readonly falseAlarmsPerWeek: number;
  /** Every rule, the shipped ones last; brands as on the log. */
  readonly rules: RuleSet;
  /** What a brand team is to do, by class, where it is not the shipped advice. */
  readonly advice: Readonly<Partial<Record<AlertClass, string>>>;
  /** Digest and canonical text of what decisions depend on. */
  readonly digest: string;
  readonly text: string;
}

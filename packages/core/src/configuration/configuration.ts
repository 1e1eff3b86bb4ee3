/**
 * The configuration as the program reads it: defaults filled in, durations in milliseconds, hours in minutes. One file
 * is one group. Brand ids here are as configured (`united`); on the log they carry the group (`brandIdOnLog`).
 */
import type { RuleSet } from '../detection/rule-set.ts';
import type { BrandTerms } from '../language/brand-terms.ts';
import type { AlertClass, Severity } from '../model/alert.ts';
import type { Money } from '../model/interaction.ts';

export interface Account {
  readonly platform: string;
  readonly id: string;
}

export interface BrandConfig {
  readonly id: string;
  readonly name: string;
  readonly match: Omit<BrandTerms, 'id'>;
  /** Own accounts: what they post is the brand's own. */
  readonly accounts: readonly Account[];
}

/** A locked panel of brands that are compared; another panel is another version. */
export interface MarketConfig {
  readonly id: string;
  readonly version: number;
  readonly own: readonly string[];
  readonly brands: readonly string[];
}

export interface GoalConfig {
  readonly id: string;
  readonly brand: string;
  readonly metric: string;
  readonly baseline: { readonly value: number; readonly perMs: number };
  /** The change asked for, as a fraction of the baseline: 0.15 for "+15%". */
  readonly targetChange: number;
  /** Calendar days in the time zone of the configuration; the goal runs from the first to the last, both included. */
  readonly fromDay: string;
  readonly byDay: string;
}

export interface CampaignConfig {
  readonly id: string;
  readonly brand: string;
  /** Calendar days, both included. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly cost: Money | null;
  readonly attributionWindowMs: number;
}

export interface AlertsConfig {
  /** Per own brand, all rules together. */
  readonly falseAlarmsPerWeek: number;
  /** Those of the file and the shipped ones behind them; brands as configured. */
  readonly rules: RuleSet;
  readonly advice: Readonly<Partial<Record<AlertClass, string>>>;
}

export interface SourceConfig {
  readonly id: string;
  readonly kind: string;
  /** `null`: the connector's own. */
  readonly delayMs: number | null;
  /** Whether it holds the watermark; `null`: unless its delay is above 60 s. */
  readonly holds: boolean | null;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface ChannelConfig {
  readonly id: string;
  readonly kind: 'slack' | 'webhook' | 'mail';
  readonly url: string | null;
  readonly to: readonly string[];
  /** Name of the environment variable that holds the secret. */
  readonly secret: string | null;
  readonly severity: Severity;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Half-open, in minutes after midnight; `weekday` 1 (Monday) to 7 (Sunday). */
export interface OpenHours {
  readonly weekday: number;
  readonly startMinute: number;
  readonly endMinute: number;
}

export interface BusinessHours {
  readonly open: readonly OpenHours[];
  readonly holidays: readonly string[];
}

export interface Configuration {
  readonly group: string;
  readonly locale: 'en' | 'nb';
  readonly timeZone: string;
  readonly businessHours: BusinessHours;
  readonly brands: readonly BrandConfig[];
  readonly markets: readonly MarketConfig[];
  readonly goals: readonly GoalConfig[];
  readonly campaigns: readonly CampaignConfig[];
  readonly alerts: AlertsConfig;
  readonly sources: readonly SourceConfig[];
  readonly channels: readonly ChannelConfig[];
}

/** `united` of group `main` -> `main/united`. */
export function brandIdOnLog(group: string, brand: string): string {
  return `${group}/${brand}`;
}

/** Watched brand id -> its id on the log. */
export function brandIdsOnLog(configuration: Configuration): ReadonlyMap<string, string> {
  return new Map(configuration.brands.map(({ id }) => [id, brandIdOnLog(configuration.group, id)]));
}

/** Platform -> account id -> brands whose own account it is. */
export function ownAccountsOf(
  configuration: Configuration,
): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const platforms = new Map<string, Map<string, string[]>>();
  for (const brand of configuration.brands) {
    for (const { platform, id } of brand.accounts) {
      const accounts = platforms.get(platform) ?? new Map<string, string[]>();
      platforms.set(platform, accounts);
      accounts.set(id, [...(accounts.get(id) ?? []), brand.id]);
    }
  }
  return platforms;
}

/** The part of the configuration that decisions depend on, as radar takes it. */
import { createHash } from 'node:crypto';
import { brandIdOnLog, type Configuration } from '@grapevine/core/configuration/configuration.ts';
import { canonicalJson } from '@grapevine/core/configuration/configuration-digest.ts';
import type { LiveMarket } from '@grapevine/core/reading/live-views.ts';
import type { RadarConfiguration, WatchedBrand } from '@grapevine/core/stages/radar/radar-configuration.ts';

export function radarConfigurationOf(configuration: Configuration): RadarConfiguration {
  const { group, markets, alerts } = configuration;
  const brands = configuration.brands.map(
    ({ id, name }): WatchedBrand => ({
      id: brandIdOnLog(group, id),
      name,
      isOwn: markets.some(({ own }) => own.includes(id)),
      market: markets.find((market) => market.brands.includes(id))?.id ?? null,
    }),
  );
  const onLog = (id: string) => brandIdOnLog(group, id);
  const deciding = {
    group,
    brands,
    markets: markets.map(({ id, own, brands: panel }) => ({ id, own: own.map(onLog), brands: panel.map(onLog) })),
    falseAlarmsPerWeek: alerts.falseAlarmsPerWeek,
    rules: alerts.rules.map((rule) => ({ ...rule, brands: rule.brands?.map(onLog) ?? null })),
    advice: alerts.advice,
  };
  const text = canonicalJson(deciding);
  const digest = createHash('sha256').update(text).digest('hex');
  return { ...deciding, digest, text };
}

/** The markets whose shares of voice are shown live. */
export function liveMarketsOf({ group, markets }: Configuration): readonly LiveMarket[] {
  return markets.map(({ id, brands }) => ({ id, brands: brands.map((brand) => brandIdOnLog(group, brand)) }));
}

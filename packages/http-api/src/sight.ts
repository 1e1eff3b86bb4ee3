/**
 * What of the configuration whoever asks may see: the brands that the key is bound to, and what concerns them. All
 * endpoints answer from this, so that a brand of somebody else's is, to them, none at all (404, and in no list).
 *
 * A market that one may see a brand of is seen with that brand alone. A share needs the sum over the whole market; so a
 * key of one brand learns what the others have together, and of none of them by itself, unless there is only one. Who puts
 * brands into one market wants them compared.
 */
import { brandIdOnLog, type Configuration } from '@grapevine/core/configuration/configuration.ts';
import { mayWholeGroup, type Principal } from '@grapevine/http-door/principal.ts';

export interface Sight {
  readonly configuration: Pick<Configuration, 'group' | 'brands' | 'markets'>;
  /** As on the log; `undefined`: all, also those that the configuration no longer names. */
  readonly brandsSeen: ReadonlySet<string> | undefined;
  /** All brands of a market, as on the log, for the sum that shares are of. */
  readonly panelOf: (market: string) => readonly string[];
}

export function sightOf(configuration: Configuration, principal: Principal): Sight {
  const { group, brands, markets } = configuration;
  const onLog = (id: string) => brandIdOnLog(group, id);
  const panelOf = (market: string) => (markets.find(({ id }) => id === market)?.brands ?? []).map(onLog);
  if (mayWholeGroup(principal, group)) return { configuration, brandsSeen: undefined, panelOf };
  const seen = (id: string) => principal.bounds?.has(onLog(id)) ?? false;
  const seenMarkets = markets
    .filter((market) => market.brands.some(seen))
    .map((market) => ({ ...market, own: market.own.filter(seen), brands: market.brands.filter(seen) }));
  return {
    configuration: { group, brands: brands.filter(({ id }) => seen(id)), markets: seenMarkets },
    brandsSeen: new Set(brands.map(({ id }) => onLog(id)).filter((id) => principal.bounds?.has(id))),
    panelOf,
  };
}

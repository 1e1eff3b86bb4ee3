/** Brands and markets: their counters, cuts and shares of voice. */
import { METRIC_DEFINITIONS } from '@grapevine/core/metrics/metric-definitions.ts';
import { readCounters } from '@grapevine/core/reading/read-counters.ts';
import { readCuts } from '@grapevine/core/reading/read-cuts.ts';
import { readVoice } from '@grapevine/core/reading/read-voice.ts';
import { z } from 'zod';
import { ANY_READING, COUNTERS, type Endpoint, endpoint, json } from './endpoint.ts';
import { atPart, windowPart } from './query-parts.ts';
import type { Sight } from './sight.ts';
import { findBrand, notFound, toOutcome } from './window-outcome.ts';

const WINDOW_PROBLEMS = {
  404: 'There is no such brand or market.',
  409: '`at` lies beyond the watermark, which stands in `watermark`.',
  410: 'The window begins before the oldest that is kept.',
};

export const COUNTER_ENDPOINTS: readonly Endpoint[] = [
  endpoint(
    {
      path: '/v1/brands',
      scopes: ANY_READING,
      summary: 'The watched brands',
      description: 'Every brand of the configuration, whether it is an own brand, and the markets that it is in.',
      problems: {},
    },
    z.strictObject({}),
    (_query, _parameters, { configuration }) => json({ brands: brandsOf(configuration) }),
  ),
  endpoint(
    {
      path: '/v1/brands/{id}/counters',
      scopes: COUNTERS,
      summary: 'The counters of a brand',
      description:
        'Counts, people, ratios and money of a brand over a rolling window, with the range that was summed (`from` inclusive, ' +
        '`to` exclusive), its resolution and how complete it is. With `by`: the counts of each value, over ' +
        'whole hours, which are complete a minute after their end.',
      problems: WINDOW_PROBLEMS,
    },
    z.strictObject({
      window: windowPart,
      at: atPart,
      by: z.enum(['platform', 'country']).optional().meta({ description: 'Cut by this; windows of 1 h and longer.' }),
    }),
    async ({ window, at: atMs, by }, { id = '' }, { configuration, withRows }) => {
      const brand = findBrand(configuration, id);
      if (brand.kind === 'problem') return brand;
      const options = { brand: brand.onLog, window, atMs };
      return withRows(async (rows) =>
        toOutcome(await (by === undefined ? readCounters(rows, options) : readCuts(rows, { ...options, by }))),
      );
    },
  ),
  endpoint(
    {
      path: '/v1/markets',
      scopes: ANY_READING,
      summary: 'The markets',
      description: 'Every market of the configuration: a locked, versioned panel of brands that are compared.',
      problems: {},
    },
    z.strictObject({}),
    (_query, _parameters, { configuration }) => json({ markets: configuration.markets }),
  ),
  endpoint(
    {
      path: '/v1/markets/{id}/voice',
      scopes: COUNTERS,
      summary: 'Shares of voice in a market',
      description:
        "Each brand's part of what is said in the market; the shares add up to 1, and are null when nothing was said. " +
        'Each comes with its numerator and its denominator.',
      problems: WINDOW_PROBLEMS,
    },
    z.strictObject({
      window: windowPart,
      at: atPart,
      by: z
        .enum(['volume', 'engagement', 'authors', 'reach'])
        .default('volume')
        .meta({ description: 'What is shared: mentions, engagements, distinct authors or reach.' }),
    }),
    async ({ window, at: atMs, by }, { id = '' }, { configuration, panelOf, brandsSeen, withRows }) => {
      const market = configuration.markets.find((each) => each.id === id);
      if (market === undefined) {
        return notFound(
          'market',
          id,
          configuration.markets.map((each) => each.id),
        );
      }
      return withRows(async (rows) => {
        const answer = await readVoice(rows, { market: id, brands: panelOf(id), window, atMs, by });
        if (answer.kind !== 'answer') return toOutcome(answer);
        const shares = answer.shares.filter(({ brand }) => brandsSeen?.has(brand) ?? true);
        return toOutcome(answer, { shares, version: market.version });
      });
    },
  ),
  endpoint(
    {
      path: '/v1/metric-definitions',
      scopes: ANY_READING,
      summary: 'What every number means',
      description: 'The dictionary: id, formula, a label and one plain sentence in English and Norwegian for each.',
      problems: {},
    },
    z.strictObject({}),
    () => json({ metrics: METRIC_DEFINITIONS }),
  ),
];

function brandsOf({ brands, markets }: Sight['configuration']): readonly object[] {
  return brands.map(({ id, name }) => ({
    id,
    name,
    own: markets.some(({ own }) => own.includes(id)),
    markets: markets.filter((market) => market.brands.includes(id)).map((market) => market.id),
  }));
}

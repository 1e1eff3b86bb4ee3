/** What spreads, and what was made of it: posts, incidents, alerts. */
import { brandIdOnLog } from '@grapevine/core/configuration/configuration.ts';
import { pageOfAlerts, pageOfIncidents } from '@grapevine/core/reading/read-incidents.ts';
import { POST_ORDERS, readPost, readPosts } from '@grapevine/core/reading/read-posts.ts';
import { z } from 'zod';
import { COUNTERS, type Endpoint, type EndpointContext, endpoint, INCIDENTS, json, type Outcome } from './endpoint.ts';
import { findIncident, listingOf } from './laid-over.ts';
import { type Problem, problem } from './problem.ts';
import { brandPart, cursorOf, cursorPart, limitPart, severityPart } from './query-parts.ts';
import type { Sight } from './sight.ts';
import { findBrand, toOutcome } from './window-outcome.ts';

const UNKNOWN_BRAND = { 404: 'There is no such brand.' };
/** What an alert says of how far its posts will go. */
const FORECAST_TEXT =
  "A notice's `evidence` has the posts, each with its `forecast` (shares in the end, with 80 % and 95 % intervals, as of its " +
  '`at`; null where nothing can be said) and `reproduction` (further shares that one share causes); `forecast` of the notice ' +
  'is of the first of these posts and its copies together: which posts, the shares seen, the shares in the end.';
const POST_PART = z.string().min(1).max(512).optional();

export const EPISODE_ENDPOINTS: readonly Endpoint[] = [
  endpoint(
    {
      path: '/v1/posts',
      scopes: COUNTERS,
      summary: 'Posts that spread',
      description:
        "The posts on the brands' leaderboards, a page at a time; or, with `platform` and `post`, that one post. A post is " +
        'here for as long as it is among the fastest of a brand. `forecast` says how many shares it is likely to have in the ' +
        'end and in 1, 6 and 24 hours, with 80 % and 95 % intervals, as of its `at`; where nothing can be said it is null, ' +
        'and `noForecast` says why: `too-young` (under five minutes and ten shares), `creation-unknown`, or ' +
        '`earlier-shares-unknown` (it had shares before anybody told when they came).',
      problems: { 404: 'There is no such brand, or the post is on no leaderboard.' },
    },
    z.strictObject({
      brand: brandPart,
      order: z.enum(POST_ORDERS).default('velocity').meta({
        description:
          '`negative`: negative posts, fastest first. `forecast`: those first to which the most shares are to come.',
      }),
      limit: limitPart,
      cursor: cursorPart('posts'),
      platform: POST_PART.meta({ description: 'Together with `post`: the platform of one post.' }),
      post: POST_PART.meta({ description: 'Together with `platform`: the id of one post there.' }),
    }),
    async ({ brand, order, limit, cursor, platform, post }, _parameters, context) => {
      const brands = brandsAskedFor(context.configuration, brand);
      if ('kind' in brands) return brands;
      if ((platform === undefined) !== (post === undefined)) {
        return problem(400, 'invalid-query', 'Give "platform" and "post" together, or neither of them.');
      }
      if (platform !== undefined && post !== undefined) return onePost(context, { brands, platform, post });
      const offset = offsetOf(cursor);
      if (Number.isNaN(offset)) return problem(400, 'invalid-query', '"cursor" is not one of this list.');
      return context.withRows(async (rows) => {
        const answer = await readPosts(rows, { brands, order, limit, offset });
        if (answer.kind !== 'answer') return toOutcome(answer);
        const { nextOffset, ...page } = answer;
        return toOutcome(page, { nextCursor: nextOffset === null ? null : cursorOf('posts', String(nextOffset)) });
      });
    },
  ),
  endpoint(
    {
      path: '/v1/incidents',
      scopes: INCIDENTS,
      summary: 'Incidents',
      description: `Episodes that were found, the newest first, each with all of its notices. ${FORECAST_TEXT}`,
      problems: UNKNOWN_BRAND,
    },
    z.strictObject({
      state: z.enum(['open', 'all']).default('open').meta({ description: '`open`: those that are not resolved.' }),
      brand: brandPart,
      severity: severityPart,
      limit: limitPart,
      cursor: cursorPart('incidents'),
    }),
    async ({ brand, ...query }, _parameters, context) => {
      const found = brandsMeant(context, brand);
      if (found.kind === 'problem') return found;
      return context.withRows(async (rows) => {
        const { listed, overlays } = await listingOf(rows, context);
        const { incidents, nextCursor } = pageOfIncidents(listed, { ...query, brands: found.onLog });
        return json({
          incidents: incidents.map((incident) => overlays.incident(incident)),
          nextCursor: nextCursor === null ? null : cursorOf('incidents', nextCursor),
        });
      });
    },
  ),
  endpoint(
    {
      path: '/v1/incidents/{id}',
      scopes: INCIDENTS,
      summary: 'One incident',
      description: 'An episode with all of its notices.',
      problems: { 404: 'There is no such incident, or it made room for newer ones.' },
    },
    z.strictObject({}),
    async (_query, { id = '' }, context) =>
      context.withRows(async (rows) => {
        const { listed, overlays } = await listingOf(rows, context);
        const found = findIncident(listed, id, context);
        return found.kind === 'problem' ? found : json(overlays.incident(found.incident));
      }),
  ),
  endpoint(
    {
      path: '/v1/alerts',
      scopes: INCIDENTS,
      summary: 'Alerts',
      description:
        'The newest notices, the oldest of them first. `nextCursor` gives, at any later time, what came after; `/v1/stream` ' +
        `gives the same without asking. ${FORECAST_TEXT}`,
      problems: UNKNOWN_BRAND,
    },
    z.strictObject({ brand: brandPart, severity: severityPart, limit: limitPart, cursor: cursorPart('alerts') }),
    async ({ brand, severity, limit, cursor: sinceKey }, _parameters, context) => {
      const found = brandsMeant(context, brand);
      if (found.kind === 'problem') return found;
      return context.withRows(async (rows) => {
        const { listed, overlays } = await listingOf(rows, context);
        const { alerts, lastKey, more } = pageOfAlerts(listed, { brands: found.onLog, severity, limit, sinceKey });
        return json({
          alerts: alerts.map((alert) => overlays.alert(alert)),
          more,
          nextCursor: lastKey === null ? null : cursorOf('alerts', lastKey),
        });
      });
    },
  ),
];

async function onePost(
  { withRows }: EndpointContext,
  asked: { readonly brands: readonly string[]; readonly platform: string; readonly post: string },
): Promise<Outcome> {
  return withRows(async (rows) => {
    const post = await readPost(rows, asked);
    if (post !== null) return json(post);
    return problem(404, 'not-found', 'This post is on no leaderboard of a watched brand now.');
  });
}

function brandsAskedFor(configuration: Sight['configuration'], brand: string | undefined): readonly string[] | Problem {
  if (brand === undefined) return configuration.brands.map(({ id }) => brandIdOnLog(configuration.group, id));
  const found = findBrand(configuration, brand);
  return found.kind === 'problem' ? found : [found.onLog];
}

/** The brand that is named, or all that may be seen. */
export function brandsMeant(
  { configuration, brandsSeen }: Sight,
  brand: string | undefined,
): { readonly kind: 'found'; readonly onLog: ReadonlySet<string> | undefined } | Problem {
  if (brand === undefined) return { kind: 'found', onLog: brandsSeen };
  const found = findBrand(configuration, brand);
  return found.kind === 'problem' ? found : { kind: 'found', onLog: new Set([found.onLog]) };
}

function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  return /^\d{1,9}$/.test(cursor) ? Number(cursor) : Number.NaN;
}

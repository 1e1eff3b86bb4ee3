/**
 * The sources of a configuration, by their kinds: which Jetstreams are read, and who delivers to `/v1/sources/{id}`.
 * First all faults of all options at once (`grapevine check` shows them); secrets are fetched only by whoever serves.
 */
import type { Configuration, SourceConfig } from '@grapevine/core/configuration/configuration.ts';
import { nearestName } from '@grapevine/core/edge/nearest-name.ts';
import { JETSTREAM_DELAY_MS } from '../bluesky/event-time.ts';
import type { JetstreamOptions } from '../bluesky/options.ts';
import { parseJetstreamOptions } from '../bluesky/options.ts';
import type { FacebookPageConfig } from '../webhooks/facebook-page/options.ts';
import { parseFacebookPageOptions } from '../webhooks/facebook-page/options.ts';
import { createFacebookPageSource } from '../webhooks/facebook-page/source.ts';
import type { StandardWebhooksConfig } from '../webhooks/standard-webhooks/options.ts';
import { parseStandardWebhooksOptions } from '../webhooks/standard-webhooks/options.ts';
import { createStandardWebhookSource } from '../webhooks/standard-webhooks/source.ts';
import { keyOf } from '../webhooks/standard-webhooks/verify.ts';
import type { WebhookSource } from '../webhooks/webhook-source.ts';
import type { OptionFault, OptionsReading } from './read-options.ts';
import type { SecretOf } from './secrets.ts';
import { longEnough } from './secrets.ts';

const KINDS = ['bluesky', 'standard-webhooks', 'facebook-page'] as const;
const MIN_SECRET_CHARACTERS = 16;

interface Timing {
  readonly id: string;
  /** How far its events may be out of order. */
  readonly delayMs: number;
  /** `null`: as its delay decides. */
  readonly holds: boolean | null;
}

export type JetstreamConfig = Timing & { readonly kind: 'bluesky'; readonly options: JetstreamOptions };

export type WebhookConfig = Timing &
  (
    | { readonly kind: 'standard-webhooks'; readonly options: StandardWebhooksConfig }
    | { readonly kind: 'facebook-page'; readonly options: FacebookPageConfig }
  );

export type SourcesReading =
  | {
      readonly kind: 'ok';
      readonly jetstreams: readonly JetstreamConfig[];
      readonly webhooks: readonly WebhookConfig[];
    }
  /** Paths begin at the file: `sources[0].options.rewind`. */
  | { readonly kind: 'faults'; readonly faults: readonly OptionFault[] };

/** Partners and platforms gather what they deliver for some seconds. */
const WEBHOOK_DELAY_MS = 30_000;

function unknownBrands(options: FacebookPageConfig, brands: readonly string[]): readonly OptionFault[] {
  return [...options.brandsOfPage].flatMap(([page, named]) =>
    named
      .filter((brand) => !brands.includes(brand))
      .map((brand) => {
        const nearest = nearestName(brand, brands);
        const advice = nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
        return { path: ['pages', page], message: `"${brand}" is not a brand of this file${advice}` };
      }),
  );
}

function unknownKind(kind: string): OptionFault {
  const nearest = nearestName(kind, KINDS);
  const advice = nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
  return { path: ['kind'], message: `"${kind}" is no kind of source; they are ${KINDS.join(', ')}${advice}` };
}

/** The sources of a configuration; `brands` are the ids of its brands. */
export function readSources(sources: readonly SourceConfig[], brands: readonly string[]): SourcesReading {
  const jetstreams: JetstreamConfig[] = [];
  const webhooks: WebhookConfig[] = [];
  const faults: OptionFault[] = [];
  sources.forEach((source, index) => {
    const { delayMs, holds, id, kind } = source;
    const note = (found: readonly OptionFault[], within: readonly PropertyKey[]): void => {
      faults.push(...found.map(({ message, path }) => ({ path: ['sources', index, ...within, ...path], message })));
    };
    function take<T>(reading: OptionsReading<T>, keep: (options: T) => void): void {
      if (reading.kind === 'faults') note(reading.faults, ['options']);
      else keep(reading.options);
    }
    switch (kind) {
      case 'bluesky':
        take(parseJetstreamOptions(source.options), (options) =>
          jetstreams.push({ id, kind, delayMs: delayMs ?? JETSTREAM_DELAY_MS, holds, options }),
        );
        break;
      case 'standard-webhooks':
        take(parseStandardWebhooksOptions(source.options), (options) =>
          webhooks.push({ id, kind, delayMs: delayMs ?? WEBHOOK_DELAY_MS, holds, options }),
        );
        break;
      case 'facebook-page':
        take(parseFacebookPageOptions(source.options), (options) => {
          note(unknownBrands(options, brands), ['options']);
          webhooks.push({ id, kind, delayMs: delayMs ?? WEBHOOK_DELAY_MS, holds, options });
        });
        break;
      default:
        note([unknownKind(kind)], []);
    }
  });
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'ok', jetstreams, webhooks };
}

/** What serves a configured webhook. Refuses (`GV_SOURCE_SECRET`) where a secret is missing or is none. */
export function createWebhookSource(config: WebhookConfig, secretOf: SecretOf): WebhookSource {
  const { id } = config;
  if (config.kind === 'standard-webhooks') {
    return createStandardWebhookSource({
      id,
      keys: config.options.secretEnv.map((name) => keyOf(secretOf(name), name)),
    });
  }
  const { brandsOfPage, secretEnv, verifyTokenEnv } = config.options;
  const secretTextOf = (name: string): string => longEnough(secretOf(name), name, MIN_SECRET_CHARACTERS);
  return createFacebookPageSource({
    id,
    brandsOfPage,
    appSecrets: secretEnv.map(secretTextOf),
    verifyToken: secretTextOf(verifyTokenEnv),
  });
}

/** The faults in the sources of a configuration, for whoever reads one. */
export function sourceFaults({ sources, brands }: Pick<Configuration, 'sources' | 'brands'>): readonly OptionFault[] {
  const reading = readSources(
    sources,
    brands.map(({ id }) => id),
  );
  return reading.kind === 'faults' ? reading.faults : [];
}

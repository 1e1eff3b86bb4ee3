/**
 * What is counted and found, and what people do about it, by HTTP, with the types of the answers.
 *
 *     const grapevine = new HttpClient({ url: 'http://127.0.0.1:8080' });
 *     const { counts } = await grapevine.counters('united', { window: '24h' });
 *
 * Each answer says how complete it is (`provisional`, `asOf`, `completeness`). Brands are named as in the configuration:
 * `united`. What has no answer (a window before the oldest that is kept, an instant beyond the watermark) is thrown as a
 * `ClientError` with the API's own problem.
 */
import type { ShareBasis } from '@grapevine/core/metrics/formulas.ts';
import type { Verdict } from '@grapevine/core/model/action.ts';
import type { AlertClass, Severity } from '@grapevine/core/model/alert.ts';
import type { CutDimension } from '@grapevine/core/model/pulse.ts';
import type { PostOrder } from '@grapevine/core/reading/read-posts.ts';
import type { WindowId } from '@grapevine/core/reading/window-range.ts';
import { HttpDoor, type HttpOptions, type PatienceOptions, type Question } from './http/http-door.ts';
import type {
  Instant,
  MetricDefinition,
  ServedAlerts,
  ServedBrand,
  ServedCounters,
  ServedCuts,
  ServedIncident,
  ServedIncidents,
  ServedMarket,
  ServedMissed,
  ServedPost,
  ServedPosts,
  ServedSilence,
  ServedVoice,
} from './types/served.ts';

export type HttpClientOptions = HttpOptions & PatienceOptions;

export interface Call {
  readonly signal?: AbortSignal;
}

export interface WindowQuery extends Call {
  /** Default `1h`. */
  readonly window?: WindowId;
  /** End of the window, not beyond the watermark; default: live. */
  readonly at?: Date | Instant;
}

export interface PageQuery extends Call {
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** `nextCursor` of an earlier answer. */
  readonly cursor?: string;
}

export interface PostsQuery extends PageQuery {
  readonly brand?: string;
  /** Default `velocity`; `negative`: negative posts, the fastest first. */
  readonly order?: PostOrder;
}

export interface EpisodeQuery extends PageQuery {
  readonly brand?: string;
  readonly severity?: Severity;
}

export interface IncidentsQuery extends EpisodeQuery {
  /** Default `open`: those that are not resolved. */
  readonly state?: 'open' | 'all';
}

/** By a key that may write: `incidents:write`. */
export interface Noted extends Call {
  /** In a person's words, up to 500 characters. */
  readonly note?: string;
}

export interface MissedReport extends Call {
  readonly brand: string;
  readonly from: Date | Instant;
  /** Default: an hour later. */
  readonly to?: Date | Instant;
  readonly note: string;
}

export interface SilenceWish extends Noted {
  readonly brand: string;
  /** Alerts of this class only; default: of any. */
  readonly class?: AlertClass;
  /** Default: now, or as it stands. */
  readonly from?: Date | Instant;
  /** At most 30 days from now. */
  readonly to: Date | Instant;
}

export class HttpClient {
  readonly #door: HttpDoor;

  constructor(options: HttpClientOptions) {
    this.#door = new HttpDoor(options);
  }

  /** Counts, people, ratios and money of a brand over a rolling window. */
  counters(brand: string, query?: WindowQuery & { readonly by?: undefined }): Promise<ServedCounters>;
  /** The counts of each value of a cut, over whole hours; windows of 1 h and longer. */
  counters(brand: string, query: WindowQuery & { readonly by: CutDimension }): Promise<ServedCuts>;
  counters(
    brand: string,
    { window, at, by, signal }: WindowQuery & { readonly by?: CutDimension | undefined } = {},
  ): Promise<ServedCounters | ServedCuts> {
    return this.#ask({ path: pathOf('brands', brand, 'counters'), query: { window, at: instantOf(at), by }, signal });
  }

  /** Each brand's part of what is said in a market; the shares add up to 1, and are null when nothing was said. */
  voice(
    market: string,
    { window, at, by, signal }: WindowQuery & { readonly by?: ShareBasis } = {},
  ): Promise<ServedVoice> {
    return this.#ask({ path: pathOf('markets', market, 'voice'), query: { window, at: instantOf(at), by }, signal });
  }

  /** The posts on the brands' leaderboards, a page at a time. */
  posts({ signal, brand, order, limit, cursor }: PostsQuery = {}): Promise<ServedPosts> {
    return this.#ask({ path: pathOf('posts'), query: { brand, order, limit, cursor }, signal });
  }

  /** One post, for as long as it is among the fastest of a brand. */
  post(platform: string, post: string, { signal }: Call = {}): Promise<ServedPost> {
    return this.#ask({ path: pathOf('posts'), query: { platform, post }, signal });
  }

  /** Episodes that were found, the newest first, each with all of its notices. */
  incidents({ signal, state, brand, severity, limit, cursor }: IncidentsQuery = {}): Promise<ServedIncidents> {
    return this.#ask({ path: pathOf('incidents'), query: { state, brand, severity, limit, cursor }, signal });
  }

  incident(id: string, { signal }: Call = {}): Promise<ServedIncident> {
    return this.#ask({ path: pathOf('incidents', id), signal });
  }

  /** The newest notices, the oldest of them first; with `cursor` what came after. */
  alerts({ signal, brand, severity, limit, cursor }: EpisodeQuery = {}): Promise<ServedAlerts> {
    return this.#ask({ path: pathOf('alerts'), query: { brand, severity, limit, cursor }, signal });
  }

  /** Says that whoever the key belongs to looks after the incident; the first one stands. */
  acknowledge(incident: string, { note, signal }: Noted = {}): Promise<ServedIncident> {
    return this.#ask({ method: 'POST', path: pathOf('incidents', incident, 'acknowledge'), body: { note }, signal });
  }

  /** Says whether it was right to raise the incident; the last verdict stands. */
  judge(incident: string, verdict: Verdict, { note, signal }: Noted = {}): Promise<ServedIncident> {
    return this.#ask({
      method: 'POST',
      path: pathOf('incidents', incident, 'verdict'),
      body: { verdict, note },
      signal,
    });
  }

  /** Says what should have been raised and was not. */
  reportMissed({ signal, brand, from, to, note }: MissedReport): Promise<ServedMissed> {
    const body = { brand, from: instantOf(from), to: instantOf(to), note };
    return this.#ask({ method: 'POST', path: pathOf('missed'), body, signal });
  }

  async missed({ brand, signal }: Call & { readonly brand?: string } = {}): Promise<readonly ServedMissed[]> {
    const question = { path: pathOf('missed'), query: { brand }, signal };
    return (await this.#ask<{ readonly missed: readonly ServedMissed[] }>(question)).missed;
  }

  /** Those of the last 30 days, also when their time is over. */
  async silences({ brand, signal }: Call & { readonly brand?: string } = {}): Promise<readonly ServedSilence[]> {
    const question = { path: pathOf('silences'), query: { brand }, signal };
    return (await this.#ask<{ readonly silences: readonly ServedSilence[] }>(question)).silences;
  }

  /** Alerts of its range are marked `silenced` from now on; `id` is yours to choose. */
  putSilence(id: string, { signal, brand, class: alertClass, from, to, note }: SilenceWish): Promise<ServedSilence> {
    const body = { brand, class: alertClass, from: instantOf(from), to: instantOf(to), note };
    return this.#ask({ method: 'PUT', path: pathOf('silences', id), body, signal });
  }

  removeSilence(id: string, { signal }: Call = {}): Promise<ServedSilence> {
    return this.#ask({ method: 'DELETE', path: pathOf('silences', id), signal });
  }

  async brands({ signal }: Call = {}): Promise<readonly ServedBrand[]> {
    const { brands } = await this.#ask<{ readonly brands: readonly ServedBrand[] }>({ path: pathOf('brands'), signal });
    return brands;
  }

  async markets({ signal }: Call = {}): Promise<readonly ServedMarket[]> {
    const path = pathOf('markets');
    const { markets } = await this.#ask<{ readonly markets: readonly ServedMarket[] }>({ path, signal });
    return markets;
  }

  /** What every number means: its formula, a label and one plain sentence in English and Norwegian. */
  async metricDefinitions({ signal }: Call = {}): Promise<readonly MetricDefinition[]> {
    const path = pathOf('metric-definitions');
    const { metrics } = await this.#ask<{ readonly metrics: readonly MetricDefinition[] }>({ path, signal });
    return metrics;
  }

  async #ask<Answer>(question: Question): Promise<Answer> {
    return (await this.#door.ask(question)) as Answer;
  }
}

function pathOf(...parts: readonly string[]): string {
  return ['v1', ...parts.map(encodeURIComponent)].join('/');
}

function instantOf(at: Date | Instant | undefined): Instant | undefined {
  return at instanceof Date ? at.toISOString() : at;
}

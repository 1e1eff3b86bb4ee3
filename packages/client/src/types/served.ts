/**
 * The shapes that HTTP and SSE give, as types: what the core answers, with the two changes that are made on the way out
 * (instants under their plain names as RFC 3339; brand ids without their group, which is still a string).
 *
 * They are derived from the core's own types, so a field that is added there is here at once.
 */
import type { Overlay, Silence } from '@grapevine/core/actions/overlay.ts';
import type { MetricDefinition as CoreMetricDefinition } from '@grapevine/core/metrics/metric-definitions.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { publicJson } from '@grapevine/core/reading/public-json.ts';
import type { CountersAnswer } from '@grapevine/core/reading/read-counters.ts';
import type { CutsAnswer } from '@grapevine/core/reading/read-cuts.ts';
import type { Incident } from '@grapevine/core/reading/read-incidents.ts';
import type { PostsAnswer, PostView } from '@grapevine/core/reading/read-posts.ts';
import type { VoiceAnswer } from '@grapevine/core/reading/read-voice.ts';

/** The fields that hold an instant; `keptMs` is a duration and stays a number. */
export const INSTANT_FIELDS = [
  'atMs',
  'fromMs',
  'toMs',
  'newestMs',
  'watermarkMs',
  'lowWatermarkMs',
  'stepMs',
  'createdMs',
  'openedAtMs',
  'updatedAtMs',
  'resolvedAtMs',
] as const;
type InstantField = (typeof INSTANT_FIELDS)[number];
type PlainName<Field> = Field extends `${infer Name}Ms` ? (Field extends InstantField ? Name : Field) : Field;

/** An instant as RFC 3339 in UTC: `2026-11-23T12:00:00.000Z`. */
export type Instant = string;

/** What becomes of a value of the core on its way out. */
export type Served<T> = T extends readonly (infer Item)[]
  ? readonly Served<Item>[]
  : T extends object
    ? {
        readonly [Field in keyof T as PlainName<Field>]: Field extends InstantField
          ? Instant | Extract<T[Field], null>
          : Served<T[Field]>;
      }
    : T;

type Answer<T> = Served<Omit<T, 'kind'>>;

/** One notice as it was raised. */
export type ServedNotice = Served<Alert>;
/** One notice as by HTTP and SSE: with what people have done about its incident. */
export type ServedAlert = Served<Alert & Overlay>;
export type ServedIncident = Served<Incident & Overlay>;
export type ServedSilence = Served<Silence>;
export type ServedCounters = Answer<CountersAnswer>;
export type ServedCuts = Answer<CutsAnswer>;
export type ServedVoice = Answer<VoiceAnswer> & { readonly version: number };
export type ServedPost = Served<PostView>;
export type ServedPosts = Answer<Omit<PostsAnswer, 'nextOffset'>> & { readonly nextCursor: string | null };
export type MetricDefinition = CoreMetricDefinition;

export interface ServedBrand {
  readonly id: string;
  readonly name: string;
  /** Whether it is an own brand in any market. */
  readonly own: boolean;
  readonly markets: readonly string[];
}

export interface ServedMarket {
  readonly id: string;
  readonly version: number;
  readonly own: readonly string[];
  readonly brands: readonly string[];
}

export interface ServedIncidents {
  /** The newest first. */
  readonly incidents: readonly ServedIncident[];
  readonly nextCursor: string | null;
}

export interface ServedAlerts {
  /** The oldest first. */
  readonly alerts: readonly ServedAlert[];
  /** Whether more can be read right now, from `nextCursor` on. */
  readonly more: boolean;
  readonly nextCursor: string | null;
}

/** What should have been raised and was not. */
export interface ServedMissed {
  readonly id: string;
  readonly brand: string;
  readonly from: Instant;
  readonly to: Instant;
  /** Who said so. */
  readonly by: string;
  readonly at: Instant;
  readonly note: string;
}

/** An alert from the log in the shape that HTTP and SSE give, but for what is laid over it there. */
export function servedAlert(alert: Alert): ServedNotice {
  return publicJson(alert, alert.group) as unknown as ServedNotice;
}

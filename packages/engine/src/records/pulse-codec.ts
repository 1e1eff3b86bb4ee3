/**
 * Pulses as records of the log. All but what a step tells and who was erased is read and written as it stands in the
 * model.
 */

import { authorOfText, authorText } from '@grapevine/core/model/author-text.ts';
import {
  type ConcentrationTables,
  PLACES_OF_BOARD,
  type PostForecast,
  type Pulse,
  type Step,
  type TopOfBrand,
  type TopPost,
} from '@grapevine/core/model/pulse.ts';
import type { ShareForecast } from '@grapevine/core/virality/growth-head.ts';
import { typeOf } from './avro-types.ts';
import { held } from './counters-type.ts';
import { POST_COUNT_FIELDS, PULSE_SCHEMA } from './pulse-schema.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';

const type = typeOf(PULSE_SCHEMA);

interface RawShareForecast {
  readonly shares: number;
  readonly low80: number;
  readonly high80: number;
  readonly low95: number;
  readonly high95: number;
}

interface RawForecast {
  readonly atMs: number;
  readonly final: RawShareForecast;
  readonly in1h: RawShareForecast;
  readonly in6h: RawShareForecast;
  readonly in24h: RawShareForecast;
  readonly velocity: number;
  readonly acceleration: number;
  readonly reproduction: PostForecast['reproduction'];
}

type RawPost = Omit<TopPost, 'counts' | 'forecast'> & {
  readonly counts: Record<string, number>;
  readonly forecast: RawForecast | null;
};
type RawTables = Omit<ConcentrationTables, 'authors'> & {
  readonly authors: readonly { readonly author: string; readonly acts: number }[];
};
/** The places of `posts`, in their order, and those that are free. */
interface RawTop {
  readonly brand: string;
  readonly posts: readonly RawPost[];
  readonly places: readonly number[];
  readonly free: readonly number[];
}

type RawStep = Omit<Step, 'top' | 'concentrations'> & {
  readonly concentrations: readonly RawTables[];
  readonly top: readonly RawTop[];
};

interface RawPulse extends Omit<Pulse, 'steps' | 'erased'> {
  readonly steps: readonly RawStep[];
  readonly erased: readonly { readonly author: string; readonly requestedAtMs: number }[];
}

/** Throws a RecordEncodeError for a number that is no safe integer where one belongs. */
export function encodePulse(pulse: Pulse): Uint8Array {
  const raw: RawPulse = {
    ...pulse,
    steps: pulse.steps.map((step) => ({
      ...step,
      top: step.top.map(rawTopOf),
      concentrations: step.concentrations.map(rawTablesOf),
    })),
    erased: pulse.erased.map(({ author, requestedAtMs }) => ({ author: authorText(author), requestedAtMs })),
  };
  return encodeRecord(type, raw);
}

/** Throws a RecordDecodeError for anything but the bytes of one pulse. */
export function decodePulse(bytes: Uint8Array): Pulse {
  const raw = decodeRecord(type, bytes, 0) as RawPulse;
  return {
    ...raw,
    steps: raw.steps.map((step) => ({
      ...step,
      top: step.top.map(topOf),
      concentrations: step.concentrations.map(tablesOf),
    })),
    erased: raw.erased.flatMap(({ author, requestedAtMs }) => {
      const hash = authorOfText(author);
      return hash === null ? [] : [{ author: hash, requestedAtMs }];
    }),
  };
}

function rawTablesOf(tables: ConcentrationTables): RawTables {
  const authors = tables.authors.map(({ author, acts }) => ({ author: authorText(author), acts: held(acts) }));
  return { ...tables, authors, acts: held(tables.acts) };
}

function tablesOf(raw: RawTables): ConcentrationTables {
  const authors = raw.authors.flatMap(({ author, acts }) => {
    const hash = authorOfText(author);
    return hash === null ? [] : [{ author: hash, acts }];
  });
  return { ...raw, authors };
}

function rawTopOf({ brand, places }: TopOfBrand): RawTop {
  const raw = { brand, posts: [] as RawPost[], places: [] as number[], free: [] as number[] };
  for (const { place, post } of places) {
    if (post === null) raw.free.push(place);
    else {
      raw.posts.push(rawPostOf(post));
      raw.places.push(place);
    }
  }
  return raw;
}

function topOf({ brand, posts, places, free }: RawTop): TopOfBrand {
  // A pulse of before there were places has all posts of the board.
  const isWhole = places.length === 0 && free.length === 0;
  const said = Array.from({ length: PLACES_OF_BOARD }, (_, place) => {
    const at = isWhole ? place : places.indexOf(place);
    const post = posts[at];
    return { place, post: post === undefined ? null : postOf(post) };
  });
  return { brand, places: said.filter(({ place, post }) => isWhole || post !== null || free.includes(place)) };
}

function rawPostOf(post: TopPost): RawPost {
  return {
    ...post,
    counts: Object.fromEntries(POST_COUNT_FIELDS.map((field, index) => [field, held(post.counts[index] as number)])),
    forecast: post.forecast === null ? null : rawForecastOf(post.forecast),
  };
}

function postOf(raw: RawPost): TopPost {
  return {
    ...raw,
    counts: POST_COUNT_FIELDS.map((field) => raw.counts[field] as number),
    forecast: raw.forecast === null ? null : forecastOf(raw.forecast),
  };
}

function rawForecastOf({ atMs, final, ahead, pace, reproduction }: PostForecast): RawForecast {
  const [in1h, in6h, in24h] = ahead.map(rawSharesOf) as [RawShareForecast, RawShareForecast, RawShareForecast];
  return { atMs, final: rawSharesOf(final), in1h, in6h, in24h, ...pace, reproduction };
}

function forecastOf({ atMs, final, in1h, in6h, in24h, ...raw }: RawForecast): PostForecast {
  const { velocity, acceleration, reproduction } = raw;
  return {
    atMs,
    final: sharesOf(final),
    ahead: [in1h, in6h, in24h].map(sharesOf),
    pace: { velocity, acceleration },
    reproduction: { ...reproduction },
  };
}

function rawSharesOf({ shares, range80, range95 }: ShareForecast): RawShareForecast {
  return { shares, low80: range80.low, high80: range80.high, low95: range95.low, high95: range95.high };
}

function sharesOf({ shares, low80, high80, low95, high95 }: RawShareForecast): ShareForecast {
  return { shares, range80: { low: low80, high: high80 }, range95: { low: low95, high: high95 } };
}

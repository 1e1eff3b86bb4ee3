/**
 * Avro schema of `grapevine.pulses.v1`. Counters stand by name, not by place, so that a counter may be added anywhere
 * in the vector without making older pulses unreadable.
 */
import { COUNTER_IDS, POST_COUNTERS } from '@grapevine/core/metrics/counters.ts';
import { SENTIMENT_CLASSES } from '@grapevine/core/model/interaction.ts';
import {
  type AvroField,
  again,
  DOUBLE,
  FLAG,
  INT,
  LONG,
  listOf,
  oneOf,
  optional,
  PERSON_HASH,
  recordOf,
  TEXT,
  within,
} from './avro-schema.ts';
import { COUNTER_FIELDS, VALUE_FIELD } from './counters-type.ts';

/** The fields of a post's counts, in their order. */
export const POST_COUNT_FIELDS: readonly string[] = COUNTER_IDS.slice(0, POST_COUNTERS);

function longs(names: readonly string[]): Record<string, AvroField> {
  return Object.fromEntries(names.map((name) => [name, LONG]));
}

const VALUE = recordOf('CurrencyValue', { currency: TEXT, direct: LONG, indirect: LONG });
const COUNTERS = recordOf('Counters', { ...longs(COUNTER_FIELDS), [VALUE_FIELD]: listOf(VALUE) });
const EMPTY = {};

const ON_TIME = recordOf('OnTimeSlot', { brand: TEXT, startMs: LONG, counters: within(COUNTERS) });

const LATE = recordOf('LateSlot', {
  brand: TEXT,
  level: oneOf('LateLevel', ['minute', 'hour']),
  startMs: LONG,
  counters: again('Counters', EMPTY),
});

const PEOPLE = recordOf('PeopleSlot', {
  brand: TEXT,
  level: oneOf('PeopleLevel', ['pane', 'minute', 'hour']),
  startMs: LONG,
  kind: oneOf('PeopleKind', ['authors', 'negative', 'viewers', 'harm']),
  members: listOf(PERSON_HASH),
});

const CUT = recordOf('CutSlot', {
  brand: TEXT,
  hourMs: LONG,
  dimension: oneOf('CutDimension', ['platform', 'country']),
  value: TEXT,
  counters: again('Counters', EMPTY),
});

const FEED = recordOf('FeedReport', {
  source: TEXT,
  worker: TEXT,
  state: oneOf('ReportedState', ['live', 'idle', 'done']),
  lowWatermarkMs: LONG,
});

const FEED_CHANGE = recordOf('FeedChange', {
  source: TEXT,
  worker: TEXT,
  state: oneOf('ChangedState', ['live', 'idle', 'done']),
  lowWatermarkMs: LONG,
  offset: LONG,
});

const ACCOUNTS = recordOf('Accounts', {
  deadLettered: LONG,
  duplicate: LONG,
  waiting: LONG,
  unmatched: LONG,
  void: LONG,
  repeated: LONG,
  expired: LONG,
  late: LONG,
  counted: LONG,
  read: LONG,
  passedOver: LONG,
});

const SHARE_FORECAST = recordOf('ShareForecast', {
  shares: DOUBLE,
  low80: DOUBLE,
  high80: DOUBLE,
  low95: DOUBLE,
  high95: DOUBLE,
});

const FORECAST = recordOf('PostForecast', {
  atMs: LONG,
  final: within(SHARE_FORECAST),
  in1h: again('ShareForecast', EMPTY),
  in6h: again('ShareForecast', EMPTY),
  in24h: again('ShareForecast', EMPTY),
  velocity: DOUBLE,
  acceleration: DOUBLE,
  reproduction: within(recordOf('Reproduction', { value: DOUBLE, low: DOUBLE, high: DOUBLE })),
});

const TOP_POST = recordOf('TopPost', {
  platform: TEXT,
  post: TEXT,
  author: optional('grapevine.PersonHash'),
  text: TEXT,
  url: optional('string'),
  sentiment: oneOf('PostSentiment', SENTIMENT_CLASSES),
  harmClaim: FLAG,
  createdMs: optional('long'),
  followers: optional('long'),
  counts: within(recordOf('PostCounts', longs(POST_COUNT_FIELDS))),
  viewers: LONG,
  velocity: DOUBLE,
  velocityAtMs: LONG,
  forecast: optional(FORECAST),
});

const TOP = recordOf('TopOfBrand', {
  brand: TEXT,
  posts: listOf(TOP_POST),
  places: listOf('int'),
  free: listOf('int'),
});

const CONCENTRATION = recordOf('ConcentrationTables', {
  brand: TEXT,
  authors: listOf(recordOf('AuthorActs', { author: TEXT, acts: LONG })),
  acts: LONG,
  texts: listOf(recordOf('TextItems', { text: TEXT, items: LONG })),
  items: LONG,
});

const STEP = recordOf('Step', {
  stepMs: LONG,
  offset: LONG,
  feeds: listOf(FEED),
  accounts: within(ACCOUNTS),
  top: listOf(TOP),
  concentrations: listOf(CONCENTRATION),
});

export const PULSE_SCHEMA = recordOf('Pulse', {
  partition: INT,
  generation: LONG,
  offset: LONG,
  watermarkMs: optional('long'),
  newestMs: optional('long'),
  chunk: INT,
  chunks: { type: 'int', default: 1 },
  onTime: listOf(ON_TIME),
  late: listOf(LATE),
  people: listOf(PEOPLE),
  cuts: listOf(CUT),
  steps: listOf(STEP),
  feedChanges: listOf(FEED_CHANGE),
  erased: listOf(recordOf('ErasedPerson', { author: TEXT, requestedAtMs: LONG })),
  passed: LONG,
  completeFromMs: optional('long'),
});

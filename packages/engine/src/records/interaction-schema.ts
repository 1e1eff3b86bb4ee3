/** Avro schema of `grapevine.interactions.v1`: an entry is an interaction or a mark. */
import { INTERACTION_KINDS, RECORD_ROLES } from '@grapevine/core/model/interaction.ts';
import { FLAG, LONG, listOf, oneOf, optional, PERSON_HASH, recordOf, TEXT } from './avro-schema.ts';

const SEGMENT = recordOf('Segment', {
  country: optional('string'),
  region: optional('string'),
  ageBand: optional('string'),
  gender: optional('string'),
  interest: optional('string'),
});

const MONEY = recordOf('Money', { amountMinor: LONG, currency: TEXT });

export const INTERACTION_SCHEMA = recordOf('Interaction', {
  id: TEXT,
  kind: oneOf('InteractionKind', INTERACTION_KINDS),
  role: oneOf('RecordRole', RECORD_ROLES),
  atMs: LONG,
  platform: TEXT,
  post: TEXT,
  parent: optional('string'),
  thread: optional('string'),
  author: optional(PERSON_HASH),
  followers: optional('long'),
  text: optional('string'),
  lang: optional('string'),
  url: optional('string'),
  brands: optional({ type: 'array', items: 'string' }),
  itemBrands: listOf('string'),
  ownOf: listOf('string'),
  sentimentMilli: optional('int'),
  sentimentBy: TEXT,
  harmClaim: FLAG,
  reaction: optional('string'),
  segment: optional(SEGMENT),
  campaign: optional('string'),
  value: optional(MONEY),
  referrer: optional('string'),
  rating: optional('double'),
  count: { type: 'long', default: 1 },
  total: optional('long'),
});

export const MARK_SCHEMA = recordOf('Mark', {
  source: TEXT,
  worker: TEXT,
  lowWatermarkMs: LONG,
  state: oneOf('FeedState', ['live', 'idle', 'done']),
  holds: { type: 'boolean', default: true },
  cursor: TEXT,
});

/** The author's hash in 16 hexadecimal digits: the type of hashes is named once in a schema. */
export const ERASURE_SCHEMA = recordOf('Erasure', { author: TEXT, requestedAtMs: LONG });

/** What is registered for the topic. Its bytes are the branch (0 to 2, zigzag) and the record's own. */
export const ENTRY_SCHEMA = recordOf('Entry', {
  entry: { type: [INTERACTION_SCHEMA, MARK_SCHEMA, ERASURE_SCHEMA], default: {} },
});

/** Arbitrary records for property tests: every field takes its null, its empty and its extreme values. */
import { COUNTERS, type Counters, emptyCounters, POST_COUNTERS } from '@grapevine/core/metrics/counters.ts';
import type { Action } from '@grapevine/core/model/action.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { DeadLetter } from '@grapevine/core/model/dead-letter.ts';
import {
  type Erasure,
  INTERACTION_KINDS,
  type LoggedInteraction,
  type Mark,
} from '@grapevine/core/model/interaction.ts';
import { PLACES_OF_BOARD, type PostForecast, type Pulse, type TopPost } from '@grapevine/core/model/pulse.ts';
import fc from 'fast-check';

const text = fc.string({ unit: 'grapheme' });
const flag = fc.boolean();
/** The ends of what a LONG holds. */
const LARGEST = 2 ** 53 - 2;
const LEAST = -(2 ** 52);
const whole = fc.oneof(fc.integer({ min: 0, max: LARGEST }), fc.nat({ max: 100 }));
const instant = fc.integer({ min: LEAST, max: LARGEST });
/** The years 0000 to 9999. */
const eventTime = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });
const small = fc.nat();
const real = fc.double({ noNaN: true });
const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const maybeText = fc.option(text);
const texts = fc.array(text, { maxLength: 4 });
const level = fc.constantFrom('minute' as const, 'hour' as const);
const feedState = fc.constantFrom('live' as const, 'idle' as const, 'done' as const);
const sentiment = fc.constantFrom('negative' as const, 'neutral' as const, 'positive' as const, 'unscored' as const);

export const anyInteraction: fc.Arbitrary<LoggedInteraction> = fc.record({
  type: fc.constant('interaction' as const),
  id: text,
  kind: fc.constantFrom(...INTERACTION_KINDS),
  role: fc.constantFrom('item' as const, 'act' as const),
  atMs: eventTime,
  platform: text,
  post: text,
  parent: maybeText,
  thread: maybeText,
  author: fc.option(hash),
  followers: fc.option(whole),
  text: maybeText,
  lang: maybeText,
  url: maybeText,
  brands: fc.option(texts),
  itemBrands: texts,
  ownOf: texts,
  sentimentMilli: fc.option(fc.integer({ min: -1000, max: 1000 })),
  sentimentBy: text,
  harmClaim: flag,
  reaction: maybeText,
  segment: fc.option(
    fc.record({ country: maybeText, region: maybeText, ageBand: maybeText, gender: maybeText, interest: maybeText }),
  ),
  campaign: maybeText,
  value: fc.option(fc.record({ amountMinor: whole, currency: text })),
  referrer: maybeText,
  rating: fc.option(real),
  count: fc.integer({ min: 1, max: 1_000_000_000 }),
  total: fc.option(whole),
});

export const anyMark: fc.Arbitrary<Mark> = fc.record({
  type: fc.constant('mark' as const),
  source: text,
  worker: text,
  lowWatermarkMs: eventTime,
  state: feedState,
  holds: flag,
  cursor: text,
});

/** Of one live feed, at most so far behind: the watermark of a log that holds no others moves with them. */
export function markBehind(nowMs: number, mostMs: number): fc.Arbitrary<Mark> {
  const feed = { type: 'mark', source: 's', worker: 'w', state: 'live', holds: true, cursor: '' } as const;
  return fc.nat(mostMs).map((behindMs) => ({ ...feed, lowWatermarkMs: nowMs - behindMs }));
}

const counters: fc.Arbitrary<Counters> = fc.record({
  vector: fc
    .array(fc.tuple(fc.nat({ max: 2 * COUNTERS - 1 }), whole), { maxLength: 8 })
    .map((entries) =>
      entries.reduce((vector, [index, count]) => vector.fill(count, index, index + 1), emptyCounters().vector),
    ),
  value: fc.option(
    fc
      .uniqueArray(text, { minLength: 1, maxLength: 3 })
      .chain((names) =>
        fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), fc.record({ direct: whole, indirect: whole })))),
      )
      .map((entries) => new Map(entries)),
  ),
});

const range = fc.record({ low: real, high: real });
const shares = fc.record({ shares: real, range80: range, range95: range });

const forecast: fc.Arbitrary<PostForecast> = fc.record({
  atMs: instant,
  final: shares,
  ahead: fc.array(shares, { minLength: 3, maxLength: 3 }),
  pace: fc.record({ velocity: real, acceleration: real }),
  reproduction: fc.record({ value: real, low: real, high: real }),
});

const topPost: fc.Arbitrary<TopPost> = fc.record({
  platform: text,
  post: text,
  author: fc.option(hash),
  text,
  url: maybeText,
  sentiment,
  harmClaim: flag,
  createdMs: fc.option(instant),
  followers: fc.option(whole),
  counts: fc.array(whole, { minLength: POST_COUNTERS, maxLength: POST_COUNTERS }),
  viewers: whole,
  velocity: real,
  velocityAtMs: instant,
  forecast: fc.option(forecast),
});

const places = fc
  .dictionary(fc.nat({ max: PLACES_OF_BOARD - 1 }).map(String), fc.option(topPost), { minKeys: 1, maxKeys: 3 })
  .map((of) => Object.entries(of).map(([place, post]) => ({ place: Number(place), post })));

const accounts = fc.record({
  deadLettered: whole,
  duplicate: whole,
  waiting: whole,
  unmatched: whole,
  void: whole,
  repeated: whole,
  expired: whole,
  late: whole,
  counted: whole,
  read: whole,
  passedOver: whole,
});

const few = { maxLength: 3 };

export const anyPulse: fc.Arbitrary<Pulse> = fc.record({
  partition: small,
  generation: whole,
  offset: whole,
  watermarkMs: fc.option(instant),
  newestMs: fc.option(instant),
  passed: whole,
  completeFromMs: fc.option(instant),
  chunk: small,
  chunks: small,
  onTime: fc.array(fc.record({ brand: text, startMs: instant, counters }), few),
  late: fc.array(fc.record({ brand: text, level, startMs: instant, counters }), few),
  people: fc.array(
    fc.record({
      brand: text,
      level: fc.constantFrom('pane' as const, 'minute' as const, 'hour' as const),
      startMs: instant,
      kind: fc.constantFrom('authors' as const, 'negative' as const, 'viewers' as const, 'harm' as const),
      members: fc.array(hash),
    }),
    few,
  ),
  cuts: fc.array(
    fc.record({
      brand: text,
      hourMs: instant,
      dimension: fc.constantFrom('platform' as const, 'country' as const),
      value: text,
      counters,
    }),
    few,
  ),
  steps: fc.array(
    fc.record({
      stepMs: instant,
      offset: whole,
      feeds: fc.array(fc.record({ source: text, worker: text, state: feedState, lowWatermarkMs: instant }), few),
      accounts,
      top: fc.array(fc.record({ brand: text, places }), few),
      concentrations: fc.array(
        fc.record({
          brand: text,
          authors: fc.array(fc.record({ author: hash, acts: whole }), few),
          acts: whole,
          texts: fc.array(fc.record({ text, items: whole }), few),
          items: whole,
        }),
        few,
      ),
    }),
    few,
  ),
  feedChanges: fc.array(
    fc.record({ source: text, worker: text, state: feedState, lowWatermarkMs: instant, offset: whole }),
    few,
  ),
  erased: fc.array(fc.record({ author: hash, requestedAtMs: eventTime }), few),
});

const expectedShares = fc.record({ shares: real, low80: real, high80: real, low95: real, high95: real });
const localised = fc.record({ en: text, nb: text });

export const anyErasure: fc.Arbitrary<Erasure> = fc.record({
  type: fc.constant('erasure' as const),
  author: hash,
  requestedAtMs: eventTime,
});

export const anyAlert: fc.Arbitrary<Alert> = fc.record({
  schemaVersion: fc.constant(1 as const),
  id: text,
  incident: text,
  sequence: small,
  group: text,
  brand: text,
  own: flag,
  market: maybeText,
  rule: fc.record({ id: text, version: small }),
  class: fc.constantFrom(
    'negative-surge' as const,
    'viral-negative' as const,
    'goal-off-pace' as const,
    'no-data' as const,
  ),
  severity: fc.constantFrom('watch' as const, 'warning' as const, 'critical' as const),
  state: fc.constantFrom(
    'opened' as const,
    'escalated' as const,
    'updated' as const,
    'resolved' as const,
    'reopened' as const,
  ),
  reason: text,
  title: localised,
  summary: localised,
  advice: localised,
  openedAtMs: instant,
  atMs: instant,
  resolvedAtMs: fc.option(instant),
  window: fc.record({ fromMs: instant, toMs: instant }),
  observed: real,
  expected: fc.record({ value: real, low: real, high: real }),
  tailProbability: real,
  onceIn: localised,
  conditions: fc.array(fc.record({ name: text, value: real, threshold: real, margin: real, met: flag }), few),
  concentration: fc.record({
    authors: whole,
    topAuthorsShare: fc.option(real),
    identicalTextShare: fc.option(real),
  }),
  evidence: fc.array(
    fc.record({
      platform: text,
      post: text,
      text,
      url: maybeText,
      author: maybeText,
      sentiment,
      likes: whole,
      shares: whole,
      comments: whole,
      velocity: real,
      forecast: fc.option(fc.record({ atMs: instant, final: expectedShares })),
      reproduction: fc.option(fc.record({ value: real, low: real, high: real })),
    }),
    few,
  ),
  forecast: fc.option(fc.record({ posts: texts, seen: whole, final: expectedShares })),
  completeness: fc.record({ watermarkMs: instant, idleSources: texts, late: whole, deadLettered: whole }),
  logPosition: fc.array(whole),
  links: fc.record({ incident: text }),
});

const origin: fc.Arbitrary<DeadLetter['origin']> = fc.oneof(
  fc.record({ kind: fc.constant('file' as const), file: text, line: whole }),
  fc.record({ kind: fc.constant('request' as const), source: text, index: whole }),
  fc.record({ kind: fc.constant('record' as const), topic: text, partition: small, offset: whole }),
);

export const anyDeadLetter: fc.Arbitrary<DeadLetter> = fc.record({
  id: text,
  reason: fc.constantFrom(
    'not-utf8' as const,
    'too-deep' as const,
    'in-the-future' as const,
    'undecodable-record' as const,
  ),
  message: text,
  origin,
  bytes: fc.uint8Array(),
  byteLength: whole,
  sha256: text,
  seenAtMs: instant,
});

const actionBase = {
  schemaVersion: fc.constant(1 as const),
  id: text,
  group: text,
  brand: text,
  by: text,
  atMs: eventTime,
  note: text,
};

export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constant('acknowledged' as const), ...actionBase, incident: text }),
  fc.record({
    kind: fc.constant('judged' as const),
    ...actionBase,
    incident: text,
    verdict: fc.constantFrom('right' as const, 'wrong' as const),
  }),
  fc.record({ kind: fc.constant('missed' as const), ...actionBase, fromMs: eventTime, toMs: eventTime }),
  fc.record({
    kind: fc.constant('silenced' as const),
    ...actionBase,
    silence: text,
    class: fc.option(fc.constantFrom('harm-claim' as const, 'no-data' as const)),
    fromMs: eventTime,
    toMs: eventTime,
  }),
  fc.record({ kind: fc.constant('unsilenced' as const), ...actionBase, silence: text }),
);

/** Avro schema of `grapevine.alerts.v1`: the object that Kafka, SSE, webhooks and HTTP share. */
import type { AlertClass } from '@grapevine/core/model/alert.ts';
import { SENTIMENT_CLASSES } from '@grapevine/core/model/interaction.ts';
import { again, DOUBLE, FLAG, INT, LONG, listOf, oneOf, optional, recordOf, TEXT, within } from './avro-schema.ts';

const LOCALISED = recordOf('Localised', { en: TEXT, nb: TEXT });
const EMPTY_TEXTS = {};

const CONDITION = recordOf('Condition', { name: TEXT, value: DOUBLE, threshold: DOUBLE, margin: DOUBLE, met: FLAG });

const EXPECTED_SHARES = recordOf('ExpectedShares', {
  shares: DOUBLE,
  low80: DOUBLE,
  high80: DOUBLE,
  low95: DOUBLE,
  high95: DOUBLE,
});

const EVIDENCE = recordOf('Evidence', {
  platform: TEXT,
  post: TEXT,
  text: TEXT,
  url: optional('string'),
  author: optional('string'),
  sentiment: oneOf('EvidenceSentiment', SENTIMENT_CLASSES),
  likes: LONG,
  shares: LONG,
  comments: LONG,
  velocity: DOUBLE,
  forecast: optional(recordOf('EvidenceForecast', { atMs: LONG, final: within(EXPECTED_SHARES) })),
  reproduction: optional(recordOf('EvidenceReproduction', { value: DOUBLE, low: DOUBLE, high: DOUBLE })),
});

export const ALERT_CLASSES: readonly AlertClass[] = [
  'negative-surge',
  'viral-negative',
  'harm-claim',
  'sentiment-fall',
  'voice-shock',
  'goal-off-pace',
  'no-data',
];

export const ALERT_SCHEMA = recordOf('Alert', {
  schemaVersion: { type: 'int', default: 1 },
  id: TEXT,
  incident: TEXT,
  sequence: INT,
  group: TEXT,
  brand: TEXT,
  own: FLAG,
  market: optional('string'),
  rule: within(recordOf('Rule', { id: TEXT, version: INT })),
  class: oneOf('AlertClass', ALERT_CLASSES),
  severity: oneOf('Severity', ['watch', 'warning', 'critical']),
  state: oneOf('AlertState', ['opened', 'escalated', 'updated', 'resolved', 'reopened']),
  reason: TEXT,
  title: within(LOCALISED),
  summary: again('Localised', EMPTY_TEXTS),
  advice: again('Localised', EMPTY_TEXTS),
  openedAtMs: LONG,
  atMs: LONG,
  resolvedAtMs: optional('long'),
  window: within(recordOf('Window', { fromMs: LONG, toMs: LONG })),
  observed: DOUBLE,
  expected: within(recordOf('Expected', { value: DOUBLE, low: DOUBLE, high: DOUBLE })),
  tailProbability: DOUBLE,
  onceIn: again('Localised', EMPTY_TEXTS),
  conditions: listOf(CONDITION),
  concentration: within(
    recordOf('Concentration', {
      authors: LONG,
      topAuthorsShare: optional('double'),
      identicalTextShare: optional('double'),
    }),
  ),
  evidence: listOf(EVIDENCE),
  forecast: optional(
    recordOf('MatterForecast', { posts: listOf('string'), seen: LONG, final: again('ExpectedShares', {}) }),
  ),
  completeness: within(
    recordOf('Completeness', { watermarkMs: LONG, idleSources: listOf('string'), late: LONG, deadLettered: LONG }),
  ),
  logPosition: listOf('long'),
  links: within(recordOf('Links', { incident: TEXT })),
});

/** What is registered for each topic; a topic without a schema holds bytes that nobody but Grapevine reads. */
import { TOPICS } from '../runtime/topics.ts';
import { ACTION_SCHEMA } from './action-schema.ts';
import { ALERT_SCHEMA } from './alert-schema.ts';
import type { AvroRecord } from './avro-schema.ts';
import { DEAD_LETTER_SCHEMA } from './dead-letter-schema.ts';
import { ENTRY_SCHEMA } from './interaction-schema.ts';
import { PULSE_SCHEMA } from './pulse-schema.ts';

export const LOG_SCHEMAS: ReadonlyMap<string, AvroRecord> = new Map<string, AvroRecord>([
  [TOPICS.interactions.topic, ENTRY_SCHEMA],
  [TOPICS.sources.topic, ENTRY_SCHEMA],
  [TOPICS.pulses.topic, PULSE_SCHEMA],
  [TOPICS.alerts.topic, ALERT_SCHEMA],
  [TOPICS.actions.topic, ACTION_SCHEMA],
  [TOPICS.deadLetters.topic, DEAD_LETTER_SCHEMA],
]);

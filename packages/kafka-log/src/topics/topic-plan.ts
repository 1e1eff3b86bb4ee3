/** The plan of the topics (infra/topics.yaml), read and checked: every fault at once, with its place. */
import { readYaml } from '@grapevine/core/configuration/yaml-source.ts';

export interface PlannedTopic {
  readonly topic: string;
  readonly note: string;
  readonly partitions: number;
  /** `null`: for ever. */
  readonly keptMs: number | null;
  readonly compacted: boolean;
  readonly minInsyncReplicas: number;
  readonly maxMessageBytes: number;
  readonly compression: string;
  readonly timestamps: string;
}

export type TopicPlan =
  | { readonly kind: 'ok'; readonly topics: readonly PlannedTopic[] }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] };

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000 };
const FIELDS = [
  'note',
  'partitions',
  'retention',
  'cleanup',
  'minInsyncReplicas',
  'maxMessageBytes',
  'compression',
  'timestamps',
];

export function parseTopicPlan(yaml: string): TopicPlan {
  const source = readYaml(yaml);
  if (source.faults.length > 0)
    return {
      kind: 'faulty',
      faults: source.faults.map(({ line, column, message }) => `${line}:${column}: ${message}`),
    };
  const document = source.kind === 'document' ? source.value : undefined;
  const named = isObject(document) ? document['topics'] : undefined;
  if (!isObject(named)) return { kind: 'faulty', faults: ['topics: a map of topics by name is wanted'] };
  const faults: string[] = [];
  const topics = Object.entries(named).map(([topic, fields]) => plannedTopic(topic, fields, faults));
  return faults.length > 0 ? { kind: 'faulty', faults } : { kind: 'ok', topics };
}

function plannedTopic(topic: string, fields: unknown, faults: string[]): PlannedTopic {
  const given = isObject(fields) ? fields : {};
  const fault = (field: string, wanted: string): void => {
    faults.push(`topics.${topic}.${field}: ${wanted} is wanted, not ${JSON.stringify(given[field] ?? null)}`);
  };
  for (const field of Object.keys(given)) {
    if (!FIELDS.includes(field))
      faults.push(`topics.${topic}.${field}: there is no such field; there are ${FIELDS.join(', ')}`);
  }
  const count = (field: string): number => {
    const value = given[field];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
    fault(field, 'a whole number from 1 on');
    return 0;
  };
  const choice = (field: string, choices: readonly string[]): string => {
    const value = given[field];
    if (typeof value === 'string' && choices.includes(value)) return value;
    fault(field, choices.join(' or '));
    return '';
  };
  const keptMs = retentionMs(given['retention']);
  if (keptMs === undefined) fault('retention', 'days (14d), hours (12h) or "forever"');
  return {
    topic,
    note: typeof given['note'] === 'string' ? given['note'] : '',
    partitions: count('partitions'),
    keptMs: keptMs ?? null,
    compacted: choice('cleanup', ['delete', 'compact']) === 'compact',
    minInsyncReplicas: count('minInsyncReplicas'),
    maxMessageBytes: count('maxMessageBytes'),
    compression: choice('compression', ['zstd', 'gzip', 'uncompressed']),
    timestamps: choice('timestamps', ['CreateTime', 'LogAppendTime']),
  };
}

/** The topic's settings on a cluster that keeps `replicas` of each partition. */
export function settingsOf(planned: PlannedTopic, replicas: number): Readonly<Record<string, string>> {
  return {
    'cleanup.policy': planned.compacted ? 'compact' : 'delete',
    'retention.ms': String(planned.keptMs ?? -1),
    'min.insync.replicas': String(Math.min(planned.minInsyncReplicas, Math.max(1, replicas - 1))),
    'max.message.bytes': String(planned.maxMessageBytes),
    'compression.type': planned.compression,
    'message.timestamp.type': planned.timestamps,
    'unclean.leader.election.enable': 'false',
  };
}

function retentionMs(text: unknown): number | null | undefined {
  if (text === 'forever') return null;
  const [, amount, unit] = typeof text === 'string' ? (/^(\d+)([dh])$/.exec(text) ?? []) : [];
  return amount === undefined || unit === undefined ? undefined : Number(amount) * (UNIT_MS[unit] ?? 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

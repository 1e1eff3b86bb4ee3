/** What operators write: the configuration, mappings, the plan of topics, addresses. */

import { ConnectorError } from '@grapevine/connectors/errors.ts';
import { parseCrisisLabels } from '@grapevine/connectors/files/crisis-labels.ts';
import { parseCsvMapping } from '@grapevine/connectors/files/csv-mapping.ts';
import { sourceFaults } from '@grapevine/connectors/sources/configured-sources.ts';
import { parseAlertsSection, parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { parseRuleTests } from '@grapevine/core/configuration/rule-tests.ts';
import type { SourceFault } from '@grapevine/core/configuration/yaml-source.ts';
import { parseTopicPlan } from '@grapevine/kafka-log/topics/topic-plan.ts';
import { optionsOf } from '@grapevine/redis-store/redis-address.ts';
import fc from 'fast-check';
import { CONFIGURATION_TEXT } from '../configuration-of-fuzz.ts';
import { damaged, textBytes } from '../damage.ts';
import { allowing, expectThat, type FuzzTarget, isRangeError } from '../fuzz-target.ts';

const MAPPING = `columns: { id: tweet_id, at: created, text: text, sentiment: mood, segment.country: land }
constants: { platform: x, kind: post }
values: { sentiment: { negative: -1, neutral: 0 } }
delimiter: ";"
`;

const PLAN = `topics:
  grapevine.alerts.v1: { note: alerts, partitions: 1, retention: 30d, cleanup: delete, minInsyncReplicas: 1, maxMessageBytes: 1048576, compression: zstd, timestamps: LogAppendTime }
`;

const RULES = `falseAlarmsPerWeek: 0.5
rules: [{ id: negative-surge }]
advice: { harm-claim: "Call the kitchen." }
`;

const RULE_TESTS = `brands: [united]
rules: { falseAlarmsPerWeek: 1 }
tests:
  - { name: a, usual: { for: 2d, negative: 6 }, acts: [{ from: 0, for: 10m, negative: 4 }], expect: [{ class: negative-surge, by: 8m }] }
`;

const LABELS = `brand,from,to,label,at,class,note
united,2026-03-02T14:00:00Z,2026-03-02T18:00:00Z,crisis,2026-03-02 16:30:00,,"the suitcase, again"
united,2026-03-04,,wrong,,sentiment-fall,
`;

const junk = fc.constantFrom(
  '\t',
  ': ',
  '- ',
  '[',
  '}',
  '*a',
  '&a ',
  '!!js/function ',
  '"',
  '#',
  '<<: *a\n',
  '? ',
  '|\n',
  '%YAML 1.1\n',
  '---\n',
  '...\n',
);
const texts = (sound: string) =>
  fc.oneof(
    damaged(textBytes(fc.constant(sound))).map((bytes) => bytes.toString()),
    fc
      .tuple(fc.nat(sound.length), fc.nat(30), fc.array(fc.oneof(junk, fc.string({ maxLength: 6 })), { maxLength: 3 }))
      .map(([at, lost, put]) => sound.slice(0, at) + put.join('') + sound.slice(at + lost)),
  );

function checkFaults(text: string, faults: readonly SourceFault[]): void {
  expectThat(faults.length > 0, 'what is refused has a fault');
  const lines = text.split(/\r\n|\r|\n/).length;
  for (const { column, line, message } of faults) {
    expectThat(line >= 1 && line <= lines && column >= 1, `a fault lies within the file, unlike ${line}:${column}`);
    expectThat(message !== '', 'a fault says what is wrong');
  }
}

export const SETTINGS_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'configuration',
    about: 'grapevine.yaml, with the options of its sources',
    share: 2,
    property: () =>
      fc.property(texts(CONFIGURATION_TEXT), (text) => {
        const reading = parseConfiguration(text, 'grapevine.yaml', sourceFaults);
        if (reading.kind === 'faults') checkFaults(text, reading.faults);
      }),
  },
  {
    name: 'rules',
    about: 'a file of rules',
    share: 2,
    property: () =>
      fc.property(texts(RULES), (text) => {
        const reading = parseAlertsSection(text, 'rules.yaml', CONFIGURATION_TEXT);
        if (reading.kind === 'faults') checkFaults(text, reading.faults);
      }),
  },
  {
    name: 'rule-tests',
    about: 'unit tests of rules',
    share: 2,
    property: () =>
      fc.property(texts(RULE_TESTS), (text) => {
        const reading = parseRuleTests(text, 'tests.yaml');
        if (reading.kind === 'faults') checkFaults(text, reading.faults);
      }),
  },
  {
    name: 'crisis-labels',
    about: 'what people say of the past',
    share: 2,
    property: () =>
      fc.property(texts(LABELS), (text) => {
        const isRefusal = (cause: unknown) => cause instanceof ConnectorError && cause.message.includes('labels.csv');
        allowing(isRefusal, () => parseCrisisLabels(text, 'labels.csv', ['united']));
      }),
  },
  {
    name: 'csv-mapping',
    about: 'the mapping of a CSV file',
    share: 2,
    property: () =>
      fc.property(texts(MAPPING), (text) => {
        const reading = parseCsvMapping(text, 'mapping.yaml');
        if (reading.kind === 'faults') checkFaults(text, reading.faults);
      }),
  },
  {
    name: 'topic-plan',
    about: 'infra/topics.yaml',
    share: 2,
    property: () =>
      fc.property(texts(PLAN), (text) => {
        const plan = parseTopicPlan(text);
        if (plan.kind === 'faulty') expectThat(plan.faults.length > 0, 'what is refused has a fault');
      }),
  },
  {
    name: 'redis-address',
    about: 'the address of Redis',
    share: 2,
    property: () =>
      fc.property(
        damaged(textBytes(fc.constantFrom('rediss://gv:p%40ss@redis.example:6380/3', 'localhost:6379', '[::1]:6379'))),
        (bytes) => {
          allowing(isRangeError, () => optionsOf(bytes.toString(), {}));
        },
      ),
  },
];

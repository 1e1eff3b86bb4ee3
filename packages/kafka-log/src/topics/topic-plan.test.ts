import { readFileSync } from 'node:fs';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { expect, test } from 'vitest';
import { READABLE_TYPES } from '../protocol/compression.ts';
import { parseTopicPlan, settingsOf } from './topic-plan.ts';

const PLAN = readFileSync(new URL('../../../../infra/topics.yaml', import.meta.url), 'utf8');

function plannedTopics() {
  const plan = parseTopicPlan(PLAN);
  if (plan.kind !== 'ok') throw new Error(plan.faults.join('\n'));
  return plan.topics;
}

test('infra/topics.yaml plans the topics that the program uses: names, partitions, compaction, retention', () => {
  const shapes = plannedTopics().map(({ topic, partitions, compacted, keptMs }) => ({
    topic,
    partitions,
    compacted,
    keptMs,
  }));
  expect(shapes).toEqual(Object.values(TOPICS));
});

test('what is planned can be read back, is never lost by an election, and fits into what the producer sends', () => {
  for (const planned of plannedTopics()) {
    const settings = settingsOf(planned, 3);
    expect(READABLE_TYPES.has(planned.compression)).toBe(true);
    expect(settings['unclean.leader.election.enable']).toBe('false');
    expect(settings['min.insync.replicas']).toBe('2');
    expect(planned.maxMessageBytes).toBeGreaterThan(1024 * 1024);
  }
});

test('one broker or two cannot have two replicas in sync: writing goes on', () => {
  const [first] = plannedTopics();
  expect(settingsOf(first!, 1)['min.insync.replicas']).toBe('1');
  expect(settingsOf(first!, 2)['min.insync.replicas']).toBe('1');
});

test('every fault of a plan is told at once, with its place', () => {
  const plan = parseTopicPlan('topics: { a: { partitions: 0, retention: 14, cleanup: shred, compresion: zstd } }');
  expect(plan.kind === 'faulty' ? plan.faults : []).toEqual([
    expect.stringMatching(/^topics\.a\.compresion: there is no such field/),
    expect.stringMatching(/^topics\.a\.retention: days/),
    expect.stringMatching(/^topics\.a\.partitions: a whole number from 1 on is wanted, not 0/),
    expect.stringMatching(/^topics\.a\.cleanup: delete or compact/),
    expect.stringMatching(/^topics\.a\.minInsyncReplicas/),
    expect.stringMatching(/^topics\.a\.maxMessageBytes/),
    expect.stringMatching(/^topics\.a\.compression/),
    expect.stringMatching(/^topics\.a\.timestamps/),
  ]);
  expect(parseTopicPlan('topics: [').kind).toBe('faulty');
  expect(parseTopicPlan('topics:\n  a: !!js/function "x"')).toEqual({
    kind: 'faulty',
    faults: ['2:6: this tag is not known; write the value without one'],
  });
  expect(parseTopicPlan('other: 1').kind).toBe('faulty');
});

import {
  earlierThanNext,
  FIRST_GENERATION,
  type Generation,
  isReplaced,
  newestGeneration,
  writeGeneration,
} from '@grapevine/engine/runtime/generation-log.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { expect, test } from 'vitest';

const SECOND: Generation = { ...FIRST_GENERATION, number: 2, stages: { tally: 2, radar: 1 }, pulses: 100 };
const THIRD: Generation = {
  ...SECOND,
  number: 3,
  stages: { tally: 3, radar: 1 },
  pulses: 200,
  earlier: earlierThanNext(SECOND),
};

test('what a replaced tally says late stays replaced, also for who reads it in a later generation', () => {
  const saysAt = (generation: number, offset: number) => !isReplaced(generation, offset, THIRD);
  expect([saysAt(1, 99), saysAt(1, 100), saysAt(1, 250)]).toEqual([true, false, false]);
  expect([saysAt(2, 150), saysAt(2, 200), saysAt(3, 200)]).toEqual([true, false, true]);
});

test('nothing was replaced before the first rebuild, and a rebuild of radar alone replaces no tally', () => {
  expect(earlierThanNext(FIRST_GENERATION)).toEqual([]);
  const ofRadar: Generation = {
    ...THIRD,
    number: 4,
    stages: { tally: 3, radar: 4 },
    pulses: 300,
    earlier: earlierThanNext(THIRD),
  };
  expect(isReplaced(3, 350, ofRadar)).toBe(false);
  expect(isReplaced(2, 350, ofRadar)).toBe(true);
});

test('a record of before the earlier ones were kept is read as one that has none', async () => {
  const log = new MemoryLog({ nowMs: () => 0 });
  const { topic, partitions } = TOPICS.generations;
  await log.ensureTopic(topic, { partitions, compacted: true });
  const { earlier: _, ...old } = SECOND;
  const value = new TextEncoder().encode(JSON.stringify(old));
  await log.append([{ topic, partition: 0, records: [{ key: 'main/generation', value }] }]);
  expect(await newestGeneration(log, ['main'])).toEqual(SECOND);
  await writeGeneration(log, 'main', THIRD);
  expect(await newestGeneration(log, ['main'])).toEqual(THIRD);
});

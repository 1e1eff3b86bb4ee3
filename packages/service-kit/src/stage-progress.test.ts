import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { expect, test } from 'vitest';
import { StageProgress } from './stage-progress.ts';

const TOPIC = 'interactions';

test('a stage is ready while it moves on or has nothing to read, and not after ten seconds without a commit', async () => {
  let nowMs = 0;
  const log = new MemoryLog({ nowMs: () => nowMs });
  await log.ensureTopic(TOPIC, { partitions: 1, compacted: false });
  const progress = new StageProgress(log, TOPIC, () => nowMs);
  const isReady = async (position: number, stopped: string | null = null) => {
    const stages = [{ scope: 'tally/0', partition: 0, position, stopped }];
    return (await progress.readinessOf(stages)).isReady;
  };
  const records = Array.from({ length: 5 }, () => ({ key: null, value: Uint8Array.of(1) }));

  expect(await isReady(0)).toBe(true);
  nowMs = 60_000;
  expect(await isReady(0)).toBe(true);
  await log.append([{ topic: TOPIC, partition: 0, records }]);
  nowMs = 69_999;
  expect(await isReady(0)).toBe(true);
  nowMs = 70_000;
  expect(await isReady(0)).toBe(false);
  expect(await isReady(3)).toBe(true);
  nowMs = 80_000;
  expect(await isReady(3)).toBe(false);
  expect(await isReady(5)).toBe(true);
  expect(await isReady(5, 'GV_STORE_AHEAD: the log has lost records')).toBe(false);
});

test('a process without a share stands by, and is ready', async () => {
  const log = new MemoryLog({ nowMs: () => 0 });
  const { isReady, parts } = await new StageProgress(log, TOPIC, () => 0).readinessOf([]);
  expect([isReady, parts[0]?.detail]).toEqual([true, 'no partitions: standing by']);
});

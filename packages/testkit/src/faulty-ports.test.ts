import { expect, test } from 'vitest';
import { type FaultPlan, type FaultyPorts, SimulatedCrash, withFaults } from './faulty-ports.ts';
import { MemoryLog } from './memory-log.ts';
import { MemoryStore } from './memory-store.ts';

const TOPIC = 'interactions';

/** A worker in small: copies what it reads into the state and publishes it, as often as it is started. */
async function work({ log, store }: FaultyPorts): Promise<void> {
  const owner = await store.acquire('tally/0');
  for (let position = owner.position ?? 0; ; ) {
    const { records, nextOffset } = await log.read(TOPIC, 0, position, { maxRecords: 2, maxBytes: 1_000 });
    if (records.length === 0) return;
    const [count] = await owner.read('f', ['count']);
    const bytes = Uint8Array.of((count?.[0] ?? 0) + records.length);
    await log.append([{ topic: TOPIC, partition: 1, records: [{ key: `${nextOffset}`, value: bytes }] }]);
    await owner.commit(nextOffset, { drops: [], puts: [{ family: 'f', key: 'count', bytes }], deletes: [] });
    position = nextOffset;
  }
}

async function filled(): Promise<{ log: MemoryLog; store: MemoryStore }> {
  const log = new MemoryLog({ nowMs: () => 0 });
  await log.ensureTopic(TOPIC, { partitions: 2, compacted: false });
  const records = Array.from({ length: 5 }, () => ({ key: null, value: Uint8Array.of(1) }));
  await log.append([{ topic: TOPIC, partition: 0, records }]);
  return { log, store: new MemoryStore() };
}

async function run(plan: FaultPlan) {
  const { log, store } = await filled();
  const first = withFaults(log, store, plan);
  const outcome = await work(first).catch((error: unknown) => error);
  return { log, store, first, outcome };
}

test('a run without a crash counts its steps, each with its kind', async () => {
  const { first, outcome } = await run({ kind: 'never' });
  expect(outcome).toBeUndefined();
  expect(first.steps().map(({ kind }) => kind)).toEqual([
    'acquire',
    ...Array.from({ length: 3 }, () => ['read', 'readRows', 'append', 'commit']).flat(),
    'read',
  ]);
  expect(first.steps()[3]).toEqual({ step: 4, kind: 'append', subject: TOPIC });
});

test('a crash before a step leaves no effect, one after it leaves the effect without an answer', async () => {
  for (const when of ['before', 'after'] as const) {
    const { log, first, outcome } = await run({ kind: 'crash', step: 4, when });
    expect(outcome).toBeInstanceOf(SimulatedCrash);
    expect(first.hasCrashed()).toBe(true);
    expect((await log.bounds(TOPIC, 1)).endOffset).toBe(when === 'before' ? 0 : 1);
  }
});

test('the dead do nothing more', async () => {
  const { log, first } = await run({ kind: 'crash', step: 1, when: 'before' });
  await expect(
    first.log.append([{ topic: TOPIC, partition: 1, records: [{ key: null, value: null }] }]),
  ).rejects.toBeInstanceOf(SimulatedCrash);
  expect((await log.bounds(TOPIC, 1)).endOffset).toBe(0);
  expect(first.steps()).toHaveLength(1);
});

test('crashed at any step and started again, the worker ends with the state of one clean run', async () => {
  const steps = (await run({ kind: 'never' })).first.steps().length;
  for (let step = 1; step <= steps; step++) {
    for (const when of ['before', 'after'] as const) {
      const { log, store } = await run({ kind: 'crash', step, when });
      await work(withFaults(log, store, { kind: 'never' }));
      const snapshot = await store.snapshot('tally/0');
      expect([snapshot.position, (await snapshot.read('f', ['count']))[0]?.[0]]).toEqual([5, 5]);
    }
  }
});

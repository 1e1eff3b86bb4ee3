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

test('what the dead had sent arrives later, once', async () => {
  const { log, first, outcome } = await run({ kind: 'crash', step: 4, when: 'late' });
  expect([outcome instanceof SimulatedCrash, (await log.bounds(TOPIC, 1)).endOffset]).toEqual([true, 0]);
  expect([await first.deliver(), await first.deliver()]).toEqual([true, false]);
  expect((await log.bounds(TOPIC, 1)).endOffset).toBe(1);
});

test('a commit of the dead that arrives after a successor came is refused', async () => {
  const { log, store, first } = await run({ kind: 'crash', step: 5, when: 'late' });
  await work(withFaults(log, store, { kind: 'never' }));
  await first.deliver();
  const snapshot = await store.snapshot('tally/0');
  expect([snapshot.position, (await snapshot.read('f', ['count']))[0]?.[0]]).toEqual([5, 5]);
});

test('a reply is lost with its effect done, and the caller may try again', async () => {
  const { store, first, outcome } = await run({ kind: 'lostReply', step: 5 });
  expect(outcome).toMatchObject({ code: 'GV_STORE_UNREACHABLE', retriable: true });
  expect([first.hasCrashed(), first.hasStruck(), (await store.snapshot('tally/0')).position]).toEqual([false, true, 2]);
});

test('what is sent twice is done twice on the log, once in the store', async () => {
  expect((await (await run({ kind: 'sentTwice', step: 4 })).log.bounds(TOPIC, 1)).endOffset).toBe(4);
  expect((await run({ kind: 'sentTwice', step: 5 })).store.history()).toHaveLength(4);
});

test('an append over several partitions is one step where it is atomic, and one for each where it is not', async () => {
  for (const atomicAppends of [true, false]) {
    const log = new MemoryLog({ nowMs: () => 0, atomicAppends });
    await log.ensureTopic(TOPIC, { partitions: 3, compacted: false });
    const arriving = <T>(parts: readonly T[]) => parts.toReversed();
    const faulty = withFaults(log, new MemoryStore(), { kind: 'crash', step: 2, when: 'before' }, { arriving });
    const parts = [0, 1, 2].map((partition) => ({ topic: TOPIC, partition, records: [{ key: null, value: null }] }));
    const outcome = await faulty.log.append(parts).catch((error: unknown) => error);
    const ends = await Promise.all(parts.map(async ({ partition }) => (await log.bounds(TOPIC, partition)).endOffset));
    expect([ends, outcome instanceof SimulatedCrash]).toEqual(atomicAppends ? [[1, 1, 1], false] : [[0, 0, 1], true]);
  }
});

/** Checkpoints on ports in memory: one law a test. */
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { CheckpointKeeper } from '@grapevine/engine/runtime/checkpoint-keeper.ts';
import {
  forgetFamilies,
  newestCheckpoint,
  type Place,
  type StoredCheckpoint,
  type StoredFamily,
  writeFamily,
  writeHead,
} from '@grapevine/engine/runtime/checkpoint-log.ts';
import { restoreIfLost } from '@grapevine/engine/runtime/restoring.ts';
import { ensureTopics, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { withFaults } from '@grapevine/testkit/faulty-ports.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { describe, expect, test } from 'vitest';

const SCOPE = 'radar/main';
/** Three make more than one chunk. */
const ROW_BYTES = 100 * 1024;

/** Families of rows, each by its content: a number is what every byte is. */
type Families = Readonly<Record<string, readonly number[]>>;

function rowsOf(contents: readonly number[], bytes = ROW_BYTES) {
  return contents.map((content, nth) => ({ key: `row ${nth}`, bytes: new Uint8Array(bytes).fill(content) }));
}

/** As the keeper does it: away with what is gone, then what has changed, then the head. */
async function write(log: EventLog, last: StoredCheckpoint | null, position: number, contents: Families) {
  if (last !== null) await forgetFamilies(log, SCOPE, last.gone);
  const families = new Map<string, StoredFamily>();
  for (const [family, content] of Object.entries(contents)) {
    const before = last?.head.families.get(family);
    families.set(family, await writeFamily(log, SCOPE, { family, rows: rowsOf(content), before }));
  }
  const head = { position, reachedMs: position * 1000, families };
  const at: Place = last?.at === 0 ? 1 : 0;
  await writeHead(log, SCOPE, at, head);
}

async function emptyLog(): Promise<MemoryLog> {
  const log = new MemoryLog({ nowMs: () => 0, atomicAppends: false });
  await ensureTopics(log);
  return log;
}

function contentsOf(stored: StoredCheckpoint | null) {
  if (stored === null) return null;
  const families = [...Map.groupBy(stored.rows, ({ family }) => family)];
  return {
    position: stored.head.position,
    ...Object.fromEntries(families.map(([family, rows]) => [family, rows.map(({ bytes }) => bytes[0])])),
  };
}

const keysOn = async (log: MemoryLog) => (await log.latest(TOPICS.checkpoints.topic, 0)).map(({ key }) => key);
const appended = async (log: MemoryLog) => (await log.bounds(TOPICS.checkpoints.topic, 0)).endOffset;

describe('a checkpoint', () => {
  test('is read as it was written, in as many chunks as it takes, and is its own scope’s', async () => {
    const log = await emptyLog();
    expect(await newestCheckpoint(log, SCOPE)).toBeNull();
    await write(log, null, 10, { late: [1, 2, 3, 4, 5], head: [6], none: [] });
    expect(contentsOf(await newestCheckpoint(log, SCOPE))).toEqual({ position: 10, late: [1, 2, 3, 4, 5], head: [6] });
    expect(await newestCheckpoint(log, 'radar/mai')).toBeNull();
    expect((await keysOn(log)).filter((key) => key?.includes('/late/'))).toHaveLength(3);
  });

  test('after it writes only what has changed, and takes away what has been gone since the one before', async () => {
    const log = await emptyLog();
    await write(log, null, 10, { final: [1, 2, 3], open: [4], gone: [5] });
    const before = await appended(log);
    await write(log, await newestCheckpoint(log, SCOPE), 20, { final: [1, 2, 3], open: [7, 7, 7] });
    expect(contentsOf(await newestCheckpoint(log, SCOPE))).toEqual({ position: 20, final: [1, 2, 3], open: [7, 7, 7] });
    // Two chunks and the head.
    expect((await appended(log)) - before).toBe(3);
    const isGone = async () => !(await keysOn(log)).some((key) => key?.includes('/gone/'));
    expect(await isGone()).toBe(false);
    await write(log, await newestCheckpoint(log, SCOPE), 30, { final: [1, 2, 3], open: [8] });
    expect(await isGone()).toBe(true);
    expect(contentsOf(await newestCheckpoint(log, SCOPE))).toEqual({ position: 30, final: [1, 2, 3], open: [8] });
  });

  test('that is left half written leaves the one before it whole, at whatever step', async () => {
    const [first, second, third]: readonly Families[] = [
      { final: [1], open: [2, 2, 2], gone: [3] },
      { final: [1], open: [4], gone: [3] },
      { final: [1], open: [5, 5, 5, 5], new: [6] },
    ];
    let steps = 0;
    for (let hasCrashed = true; hasCrashed; ) {
      steps += 1;
      const log = await emptyLog();
      await write(log, null, 10, first as Families);
      await write(log, await newestCheckpoint(log, SCOPE), 20, second as Families);
      const last = await newestCheckpoint(log, SCOPE);
      const faulty = withFaults(log, new MemoryStore(), { kind: 'crash', step: steps, when: 'before' });
      await write(faulty.log, last, 30, third as Families).catch(() => undefined);
      hasCrashed = faulty.hasCrashed();
      const expected = !hasCrashed ? { position: 30, ...third } : { position: 20, ...second };
      expect(contentsOf(await newestCheckpoint(log, SCOPE))).toEqual(expected);
    }
    // Two chunks, a new family, the head; the fifth was not there any more.
    expect(steps).toBe(5);
  });
});

describe('a store', () => {
  const contents = async (store: MemoryStore) => {
    const snapshot = await store.snapshot(SCOPE);
    const families = ['ladder:0', 'ladder:1', 'ladder:2', 'restoring'];
    const rows = await Promise.all(families.map((family) => snapshot.scan(family)));
    return { position: snapshot.position, rows: rows.map((some) => some.length) };
  };
  const WHOLE = { position: 40, rows: [400, 400, 400, 0] };
  async function many(log: EventLog, position: number) {
    const last = await newestCheckpoint(log, SCOPE);
    const families = new Map<string, StoredFamily>();
    for (const family of ['ladder:0', 'ladder:1', 'ladder:2']) {
      const rows = Array.from({ length: 400 }, (_, nth) => ({ key: `${position} ${nth}`, bytes: Uint8Array.of(1) }));
      families.set(family, await writeFamily(log, SCOPE, { family, rows, before: last?.head.families.get(family) }));
    }
    await writeHead(log, SCOPE, last?.at === 0 ? 1 : 0, { position, reachedMs: position * 1000, families });
  }

  test('that has its rows is left alone', async () => {
    const log = await emptyLog();
    await many(log, 40);
    const store = new MemoryStore();
    const owner = await store.acquire(SCOPE);
    await owner.commit(3, { drops: [], puts: [], deletes: [] });
    expect([await restoreIfLost(log, owner), owner.position]).toEqual([null, 3]);
  });

  test('that is empty gets them back, and goes on where the checkpoint was made', async () => {
    const log = await emptyLog();
    await many(log, 40);
    const store = new MemoryStore({ commits: 'by-id' });
    expect(await restoreIfLost(log, await store.acquire(SCOPE))).toEqual({
      position: 40,
      reachedMs: 40_000,
      rows: 1200,
    });
    expect(await contents(store)).toEqual(WHOLE);
  });

  test('that is half restored is restored anew, from a newer checkpoint too, with nothing left of the older', async () => {
    for (let step = 2; ; step++) {
      const log = await emptyLog();
      const store = new MemoryStore();
      await many(log, 30);
      const faulty = withFaults(log, store, { kind: 'crash', step, when: 'before' });
      await restoreIfLost(faulty.log, await faulty.store.acquire(SCOPE)).catch(() => undefined);
      if (!faulty.hasCrashed()) {
        expect(step).toBe(8);
        return;
      }
      await many(log, 40);
      await restoreIfLost(log, await store.acquire(SCOPE));
      expect(await contents(store)).toEqual(WHOLE);
    }
  });

  test('that is half restored from what is nowhere any more is not used', async () => {
    const log = await emptyLog();
    const store = new MemoryStore();
    await many(log, 30);
    const faulty = withFaults(log, store, { kind: 'crash', step: 4, when: 'before' });
    await restoreIfLost(faulty.log, await faulty.store.acquire(SCOPE)).catch(() => undefined);
    const again = restoreIfLost(await emptyLog(), await store.acquire(SCOPE));
    await expect(again).rejects.toMatchObject({ code: 'GV_STORE_UNUSABLE' });
  });
});

describe('a stage that is asked to stop while it writes a checkpoint', () => {
  const NAMES = ['one', 'two', 'three'];
  const NOTHING = { drops: [], puts: [], deletes: [] };

  test('writes no more of it, and the one before is what stands', async () => {
    class WatchedLog extends MemoryLog {
      override async append(parts: Parameters<MemoryLog['append']>[0]) {
        const placed = await super.append(parts);
        appends += 1;
        onAppend();
        return placed;
      }
    }
    const log = new WatchedLog({ nowMs: () => 0, atomicAppends: false });
    await ensureTopics(log);
    const store = new MemoryStore();
    const state = await store.acquire(SCOPE);
    let hour = 0;
    const source = () => ({ reachedMs: hour * 3_600_000, families: () => NAMES });
    let appends = 0;
    let onAppend: () => void = () => undefined;
    const keeper = new CheckpointKeeper(state, source, { log, store, nowMs: () => 0 });
    const stop = new AbortController();
    const commit = async (position: number, content: number) => {
      hour = position;
      const puts = NAMES.flatMap((family) => rowsOf([content]).map((row) => ({ family, ...row })));
      await state.commit(position, { ...NOTHING, puts });
      appends = 0;
      await keeper.keepUp({ ...NOTHING, puts }, stop.signal);
    };
    await commit(1, 1);
    expect(appends).toBe(NAMES.length + 1);
    onAppend = () => stop.abort();
    await commit(2, 2);
    expect(appends).toBe(1);
    expect(contentsOf(await newestCheckpoint(log, SCOPE))).toEqual({ position: 1, one: [1], two: [1], three: [1] });
  });
});

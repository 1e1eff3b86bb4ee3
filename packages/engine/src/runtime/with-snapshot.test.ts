import { expect, test } from 'vitest';
import { EngineError } from '../ports/errors.ts';
import type { StateSnapshot } from '../ports/state-store.ts';
import { withSnapshot } from './with-snapshot.ts';

function snapshots() {
  let taken = 0;
  let open = 0;
  const take = async (): Promise<StateSnapshot> => {
    taken += 1;
    open += 1;
    const close = () => {
      open -= 1;
    };
    return { position: taken, read: async () => [], scan: async () => [], close };
  };
  return { take, counts: () => ({ taken, open }) };
}

const moved = () => new EngineError('GV_STORE_MOVED', 'another commit came', { retriable: true });

test('what a commit came in between is read again, from one later snapshot, and every snapshot is closed', async () => {
  const { take, counts } = snapshots();
  const read = await withSnapshot(take, async ({ position }) => {
    if (position !== 3) throw moved();
    return `as of ${position}`;
  });
  expect([read, counts()]).toEqual(['as of 3', { taken: 3, open: 0 }]);
});

test('anything else is told at once, and so is a store that never stands still', async () => {
  const { take, counts } = snapshots();
  await expect(withSnapshot(take, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(counts()).toEqual({ taken: 1, open: 0 });
  await expect(withSnapshot(take, () => Promise.reject(moved()))).rejects.toMatchObject({ code: 'GV_STORE_MOVED' });
  expect(counts()).toEqual({ taken: 31, open: 0 });
});

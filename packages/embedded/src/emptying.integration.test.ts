/** The process dies while it empties a scope: nobody reads what is left, and the next owner finishes it. */
import { expect, test } from 'vitest';
import { openTemporarily } from './temporary-embedded.ts';

const ROWS = 30_000;
const SCOPE = 'tally/3';

test('a scope that was being emptied when the process ended is empty to everybody, and the next owner goes on in it', async () => {
  const { current, reopen, close } = await openTemporarily(() => 0);
  const { store } = current();
  const owner = await store.acquire(SCOPE);
  const puts = Array.from({ length: ROWS }, (_, nth) => ({ family: 'f', key: `${nth}`, bytes: Buffer.from('old') }));
  await owner.commit(7, { drops: [], puts, deletes: [] });
  const emptying = owner.empty().catch((cause: unknown) => cause);
  // Its first write has marked the scope when a snapshot sees no position any more.
  for (let position: number | null = 7; position !== null; ) {
    await new Promise(setImmediate);
    const snapshot = await store.snapshot(SCOPE);
    position = snapshot.position;
    if (position === null) expect(await snapshot.scan('f')).toEqual([]);
    snapshot.close();
  }
  const { store: after } = await reopen();
  expect(await emptying).toMatchObject({ code: 'GV_STORE_WRITE_FAILED' });
  const next = await after.acquire(SCOPE);
  expect([next.epoch, next.position, await next.scan('f')]).toEqual([2, null, []]);
  await next.commit(3, { drops: [], puts: [{ family: 'f', key: 'a', bytes: Buffer.from('new') }], deletes: [] });
  expect(await next.scan('f')).toHaveLength(1);
  await close();
});

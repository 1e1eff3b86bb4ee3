/** The laws of emptying a scope: a part of the suite of the port StateStore (state-store-contract.ts). */
import type { StateStore } from '@grapevine/engine/ports/state-store.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { nothing, put, puts, textRows, textsOf } from './rows-of-text.ts';
import type { OpenedStore } from './state-store-contract.ts';

const SCOPE = 'tally/3';
const FENCED = { code: 'GV_STORE_FENCED' };
/** More than any store removes in one step. */
const MANY = Object.fromEntries(Array.from({ length: 12_000 }, (_, nth) => [`key-${nth}`, '1']));

export function describeEmptying(opened: () => OpenedStore): void {
  describe('emptying', () => {
    let store: StateStore;
    beforeEach(() => {
      store = opened().store;
    });

    test('takes away every row, the position and the views of a scope, and nothing of another', async () => {
      const [owner, other] = [await store.acquire(SCOPE), await store.acquire('tally/30')];
      await owner.commit(7, puts(MANY));
      await owner.show?.([{ name: 'live:united:1h', fields: ['likes', '1'] }]);
      await owner.commit(8, { ...nothing(), puts: [put('', 'a', '1'), put('g*', 'a', '1')] });
      await other.commit(9, puts({ a: 'other' }));
      await owner.empty();
      expect([owner.position, owner.epoch]).toEqual([null, 1]);
      const found = await Promise.all(['f', '', 'g*'].map((family) => owner.scan(family)));
      expect(found).toEqual([[], [], []]);
      expect(await store.scopes()).toEqual(['tally/30']);
      expect(await textsOf(other.read('f', ['a']))).toEqual(['other']);
      if (owner.show !== undefined) expect(await opened().view!(SCOPE, 'live:united:1h')).toBeNull();
    });

    test('leaves a scope in which its owner, and the next one, go on', async () => {
      const owner = await store.acquire(SCOPE);
      await owner.commit(7, puts({ a: '1', b: '1' }));
      await owner.empty();
      await owner.empty();
      await owner.commit(3, puts({ a: '2' }));
      const next = await store.acquire(SCOPE);
      expect([next.epoch, next.position]).toEqual([2, 3]);
      expect(textRows(await next.scan('f'))).toEqual([['a', '2']]);
    });

    test('is another commit to readers', async () => {
      const owner = await store.acquire(SCOPE);
      await owner.commit(1, puts({ a: '1' }));
      const snapshot = await store.snapshot(SCOPE);
      await owner.empty();
      const old = snapshot.scan('f');
      if (opened().snapshots === 'move')
        await expect(old).rejects.toMatchObject({ code: 'GV_STORE_MOVED', retriable: true });
      else expect(textRows(await old)).toEqual([['a', '1']]);
      snapshot.close();
      const later = await store.snapshot(SCOPE);
      expect([later.position, await later.scan('f')]).toEqual([null, []]);
      later.close();
    });

    test('is refused to who was taken over from, and changes nothing then', async () => {
      const zombie = await store.acquire(SCOPE);
      await zombie.commit(1, puts({ a: 'kept' }));
      const owner = await store.acquire(SCOPE);
      await expect(zombie.empty()).rejects.toMatchObject(FENCED);
      expect(await textsOf(owner.read('f', ['a']))).toEqual(['kept']);
    });

    test('fences those who have read before it', async () => {
      const zombie = await store.acquire(SCOPE);
      await zombie.commit(1, puts({ a: '1' }));
      const owner = await store.acquire(SCOPE);
      await owner.empty();
      await expect(zombie.commit(2, puts({ a: '2' }))).rejects.toMatchObject(FENCED);
      expect(await owner.scan('f')).toEqual([]);
    });
  });
}

/**
 * The laws of the port StateStore, as tests that every adapter passes unchanged. An adapter supplies a factory; one that
 * cannot be restarted leaves `reopen` out, and that law is then not tested for it. Where the port leaves a choice (views,
 * old commits), the factory says what was chosen, and either choice has its law.
 */
import type { StateChanges, StateSnapshot, StateStore, View } from '@grapevine/engine/ports/state-store.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeEmptying } from './emptying-laws.ts';
import { nothing, put, puts, textRows, textsOf } from './rows-of-text.ts';

export interface OpenedStore {
  readonly store: StateStore;
  /** A restart: the same data, another instance. The one before is not used any more. */
  readonly reopen?: () => Promise<StateStore>;
  /** What becomes of a snapshot when the next commit comes: it stands (default), or refuses from then on. */
  readonly snapshots?: 'stand' | 'move';
  /** A view as anybody outside would read it; for stores that keep views. `null`: there is none. */
  readonly view?: (scope: string, name: string) => Promise<Readonly<Record<string, string>> | null>;
  close(): Promise<void>;
}

/** Gives an empty store. */
export type OpenStore = () => Promise<OpenedStore>;

const SCOPE = 'tally/3';
const FENCED = { code: 'GV_STORE_FENCED' };
const MOVED = { code: 'GV_STORE_MOVED', retriable: true };

export function describeStateStore(name: string, open: OpenStore): void {
  describe(`StateStore: ${name}`, () => {
    let opened: OpenedStore;
    let store: StateStore;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    describe('ownership', () => {
      test('the first owner has epoch 1 and no position; each that follows has one more and what was committed', async () => {
        const first = await store.acquire(SCOPE);
        expect([first.scope, first.epoch, first.position]).toEqual([SCOPE, 1, null]);
        await first.commit(10, puts({ a: '1' }));
        expect(first.position).toBe(10);
        const second = await store.acquire(SCOPE);
        expect([second.epoch, second.position]).toEqual([2, 10]);
        expect(await textsOf(second.read('f', ['a']))).toEqual(['1']);
      });

      test('who was taken over from is refused, and changes nothing', async () => {
        const zombie = await store.acquire(SCOPE);
        await zombie.commit(1, puts({ a: 'kept' }));
        const owner = await store.acquire(SCOPE);
        await expect(zombie.commit(2, puts({ a: 'lost', b: 'lost' }))).rejects.toMatchObject(FENCED);
        expect(await textsOf(owner.read('f', ['a', 'b']))).toEqual(['kept', undefined]);
        await owner.commit(2, puts({ b: 'owned' }));
        await expect(zombie.commit(2, puts({ b: 'lost' }))).rejects.toMatchObject(FENCED);
        expect(await textsOf(owner.read('f', ['a', 'b']))).toEqual(['kept', 'owned']);
      });

      test('an owner that says that its reads are fenced is refused rows from the moment that it is taken over from', async () => {
        const zombie = await store.acquire(SCOPE);
        await zombie.commit(1, puts({ a: '1' }));
        expect(await textsOf(zombie.read('f', ['a']))).toEqual(['1']);
        await store.acquire(SCOPE);
        const read = zombie.read('f', ['a']);
        if (zombie.fencesReads === true) await expect(read).rejects.toMatchObject(FENCED);
        else expect(await textsOf(read)).toEqual(['1']);
      });

      test('the epoch decides even before anything is committed', async () => {
        const zombie = await store.acquire(SCOPE);
        await store.acquire(SCOPE);
        await expect(zombie.commit(1, puts({ a: '1' }))).rejects.toMatchObject(FENCED);
        expect(await store.scopes()).toEqual([]);
      });

      test('a refused owner stays refused', async () => {
        const zombie = await store.acquire(SCOPE);
        await store.acquire(SCOPE);
        await expect(zombie.commit(1, nothing())).rejects.toMatchObject(FENCED);
        await expect(zombie.commit(1, nothing())).rejects.toMatchObject(FENCED);
        expect(zombie.position).toBeNull();
      });

      test('scopes do not touch each other', async () => {
        const [three, four] = [await store.acquire('tally/3'), await store.acquire('tally/4')];
        await three.commit(5, puts({ a: 'three' }));
        await four.commit(9, puts({ a: 'four' }));
        expect(await textsOf(three.read('f', ['a']))).toEqual(['three']);
        expect([three.position, four.position, four.epoch]).toEqual([5, 9, 1]);
      });

      test('the scopes that hold anything are listed in order', async () => {
        for (const scope of ['tally/1', 'radar/main', 'tally/0', 'radar/Ünited']) {
          await (await store.acquire(scope)).commit(1, nothing());
        }
        await store.acquire('idle');
        expect(await store.scopes()).toEqual(['radar/main', 'radar/Ünited', 'tally/0', 'tally/1']);
      });
    });

    describe('commits', () => {
      test('the rows and the position move together', async () => {
        const owner = await store.acquire(SCOPE);
        await owner.commit(7, puts({ a: '1', b: '2' }));
        const snapshot = await store.snapshot(SCOPE);
        expect(snapshot.position).toBe(7);
        expect(await textsOf(snapshot.read('f', ['b', 'missing', 'a']))).toEqual(['2', undefined, '1']);
        snapshot.close();
      });

      test('an owner reads at once what it committed', async () => {
        const owner = await store.acquire(SCOPE);
        for (let next = 1; next <= 50; next++) {
          await owner.commit(next, puts({ a: `${next}` }));
          expect(await textsOf(owner.read('f', ['a']))).toEqual([`${next}`]);
        }
      });

      test('the same commit sent again by its owner is done once', async () => {
        const owner = await store.acquire(SCOPE);
        await owner.commit(1, puts({ a: 'old', b: 'old' }));
        const again: StateChanges = {
          drops: ['f'],
          puts: [put('f', 'a', 'new')],
          deletes: [{ family: 'f', key: 'b' }],
        };
        await owner.commit(2, again);
        await owner.commit(2, again);
        expect(owner.position).toBe(2);
        expect(textRows(await owner.scan('f'))).toEqual([['a', 'new']]);
      });

      test('positions may leave gaps, and a commit may change rows alone or the position alone', async () => {
        const owner = await store.acquire(SCOPE);
        await owner.commit(1_000_000_000_007, nothing());
        await owner.commit(1_000_000_000_007, puts({ a: '1' }));
        await owner.commit(9_007_199_254_740_990, nothing());
        expect(owner.position).toBe(9_007_199_254_740_990);
        expect(await textsOf(owner.read('f', ['a']))).toEqual(['1']);
      });

      test('drops come before puts, and deletes after them', async () => {
        const owner = await store.acquire(SCOPE);
        await owner.commit(1, {
          ...nothing(),
          puts: [put('old', 'a', '1'), put('old', 'b', '1'), put('kept', 'a', '1')],
        });
        await owner.commit(2, {
          drops: ['old', 'never there'],
          puts: [put('old', 'b', '2'), put('old', 'c', '2')],
          deletes: [
            { family: 'old', key: 'c' },
            { family: 'kept', key: 'never there' },
          ],
        });
        expect(textRows(await owner.scan('old'))).toEqual([['b', '2']]);
        expect(textRows(await owner.scan('kept'))).toEqual([['a', '1']]);
      });

      test('the last of several puts of one row stands', async () => {
        const owner = await store.acquire(SCOPE);
        await owner.commit(1, { ...nothing(), puts: [put('f', 'a', 'first'), put('f', 'a', 'last')] });
        expect(await textsOf(owner.read('f', ['a']))).toEqual(['last']);
      });

      test('a family goes as a whole, its namesakes by prefix stay', async () => {
        const owner = await store.acquire(SCOPE);
        const families = ['waiting:1', 'waiting:10', 'waiting:', 'waiting:2', 'wait'];
        await owner.commit(1, { ...nothing(), puts: families.map((family) => put(family, '0', family)) });
        await owner.commit(2, { ...nothing(), drops: ['waiting:1'] });
        const left = await Promise.all(families.map(async (family) => (await owner.scan(family)).length));
        expect(left).toEqual([0, 1, 1, 1, 1]);
      });

      test('ten thousand rows in one commit are all there, and a drop takes them all', async () => {
        const owner = await store.acquire(SCOPE);
        const rows = Array.from({ length: 10_000 }, (_, index) => put('many', `key-${index}`, `value-${index}`));
        await owner.commit(1, { ...nothing(), puts: rows });
        expect(await owner.scan('many')).toHaveLength(10_000);
        expect(await textsOf(owner.read('many', ['key-0', 'key-9999']))).toEqual(['value-0', 'value-9999']);
        await owner.commit(2, { ...nothing(), drops: ['many'] });
        expect(await owner.scan('many')).toEqual([]);
      });

      test('commits of several scopes that are under way together do not disturb each other', async () => {
        const owners = await Promise.all(Array.from({ length: 8 }, (_, index) => store.acquire(`tally/${index}`)));
        for (let next = 1; next <= 10; next++) {
          await Promise.all(owners.map((owner) => owner.commit(next, puts({ a: `${owner.scope}@${next}` }))));
        }
        for (const owner of owners) expect(await textsOf(owner.read('f', ['a']))).toEqual([`${owner.scope}@10`]);
      });
    });

    describe('rows', () => {
      test('any bytes come back as they were, none too', async () => {
        const owner = await store.acquire(SCOPE);
        const rows = [
          new Uint8Array(0),
          Uint8Array.of(0),
          Uint8Array.from({ length: 256 }, (_, byte) => byte),
          new Uint8Array(300_000).fill(255),
        ];
        await owner.commit(1, {
          ...nothing(),
          puts: rows.map((bytes, index) => ({ family: 'f', key: `${index}`, bytes })),
        });
        const found = await owner.read('f', ['0', '1', '2', '3']);
        expect(found.map((bytes, index) => Buffer.compare(bytes!, rows[index]!))).toEqual([0, 0, 0, 0]);
      });

      test('the store keeps copies: neither side can change a row behind its back', async () => {
        const owner = await store.acquire(SCOPE);
        const bytes = Uint8Array.of(1, 2, 3);
        await owner.commit(1, { ...nothing(), puts: [{ family: 'f', key: 'a', bytes }] });
        bytes.fill(9);
        const [found] = await owner.read('f', ['a']);
        found!.fill(8);
        expect([...(await owner.read('f', ['a']))[0]!]).toEqual([1, 2, 3]);
      });

      test('keys may be empty, hold any character, and have 1,500 bytes', async () => {
        const owner = await store.acquire(SCOPE);
        const keys = ['', '\u0000', 'a\u0000b', 'a/b:c{d}*', '漢字', '🍇', 'x'.repeat(1_500), '漢'.repeat(500)];
        await owner.commit(1, { ...nothing(), puts: keys.map((key) => put('f', key, key)) });
        expect(await textsOf(owner.read('f', keys))).toEqual(keys);
        expect(new Set((await owner.scan('f')).map((row) => row.key))).toEqual(new Set(keys));
      });

      test('a scan goes by the UTF-8 bytes of the keys', async () => {
        const owner = await store.acquire(SCOPE);
        // In UTF-16, as JavaScript compares, the grape (D83C ...) would come before the full-width letter (FF21).
        const ascending = ['', '10', '9', 'A', 'a', 'a\u0000', 'aa', 'é', '漢', '\uff21', '🍇'];
        await owner.commit(1, { ...nothing(), puts: ascending.toReversed().map((key) => put('f', key, '')) });
        expect((await owner.scan('f')).map((row) => row.key)).toEqual(ascending);
      });

      test('what was never put is not there', async () => {
        const owner = await store.acquire(SCOPE);
        expect(await owner.read('f', ['a'])).toEqual([undefined]);
        expect(await owner.read('f', [])).toEqual([]);
        expect(await owner.scan('f')).toEqual([]);
      });
    });

    describe('snapshots', () => {
      test('a reader sees one commit, whatever is committed meanwhile', async () => {
        const owner = await store.acquire(SCOPE);
        await owner.commit(1, puts({ a: '1', b: '1' }));
        const snapshot = await store.snapshot(SCOPE);
        await owner.commit(2, { ...puts({ a: '2', c: '2' }), drops: ['f'] });
        expect(snapshot.position).toBe(1);
        await expectOld(snapshot, { a: '1', b: '1' });
        snapshot.close();
        const later = await store.snapshot(SCOPE);
        expect(textRows(await later.scan('f'))).toEqual([
          ['a', '2'],
          ['c', '2'],
        ]);
        later.close();
      });

      test('a commit that leaves the position where it was is another commit to readers too', async () => {
        const owner = await store.acquire(SCOPE);
        await owner.commit(1, puts({ a: '1' }));
        const snapshot = await store.snapshot(SCOPE);
        await owner.commit(1, puts({ a: '2' }));
        await expectOld(snapshot, { a: '1' });
        snapshot.close();
      });

      test('several snapshots stand side by side, each with its own commit', async () => {
        const owner = await store.acquire(SCOPE);
        const snapshots = [];
        for (let next = 1; next <= 5; next++) {
          await owner.commit(next, puts({ a: `${next}` }));
          snapshots.push(await store.snapshot(SCOPE));
        }
        const last = snapshots.pop()!;
        for (const snapshot of snapshots) {
          await expectOld(snapshot, { a: `${snapshot.position}` });
          snapshot.close();
          snapshot.close();
        }
        expect(await textsOf(last.read('f', ['a']))).toEqual(['5']);
        last.close();
      });

      test('readers never see a part of a commit, while commits go on', async () => {
        const owner = await store.acquire(SCOPE);
        // More rows than any store reads in one step, so that a commit can come between two steps.
        const keys = Array.from({ length: 700 }, (_, index) => `key-${index}`);
        const all = (next: number): StateChanges => puts(Object.fromEntries(keys.map((key) => [key, `${next}`])));
        await owner.commit(1, all(1));
        let isDone = false;
        const committing = (async () => {
          try {
            for (let next = 2; next <= 40; next++)
              await owner.commit(next, next % 2 === 0 ? all(next) : dropped(all(next)));
          } finally {
            isDone = true;
          }
        })();
        while (!isDone) {
          await readWhole(store, keys);
          // A store in this process may read without a turn of the event loop, which its commits need.
          await new Promise(setImmediate);
        }
        await committing;
        expect(await readWhole(store, keys)).toBe(true);
      });

      test('a scope that nobody ever committed has no position and no rows', async () => {
        const snapshot = await store.snapshot('radar/none');
        expect(snapshot.position).toBeNull();
        expect(await snapshot.read('f', ['a'])).toEqual([undefined]);
        expect(await snapshot.scan('f')).toEqual([]);
        snapshot.close();
        expect(await store.scopes()).toEqual([]);
      });

      test('taking a snapshot takes nothing over', async () => {
        const owner = await store.acquire(SCOPE);
        (await store.snapshot(SCOPE)).close();
        await owner.commit(1, nothing());
        expect(owner.position).toBe(1);
      });
    });

    describe('views', () => {
      const view = (name: string, fields: Readonly<Record<string, string>> | null): View => {
        return { name, fields: fields === null ? null : Object.entries(fields).flat() };
      };

      test('a view stands as it was last shown, whole, or goes', async () => {
        const owner = await store.acquire('radar/main');
        const hour = 'live:united:1h';
        if (owner.show === undefined) return;
        const read = opened.view!;
        await owner.show([
          view(hour, { likes: '12', asOf: '2027-01-01T00:00:00Z', 'rate %{x}': '🍇' }),
          view('live:delta:1h', { likes: '1' }),
        ]);
        expect(await read('radar/main', hour)).toEqual({
          likes: '12',
          asOf: '2027-01-01T00:00:00Z',
          'rate %{x}': '🍇',
        });
        expect(await read('radar/other', hour)).toBeNull();
        await owner.show([view(hour, { shares: '3' })]);
        expect(await read('radar/main', hour)).toEqual({ shares: '3' });
        expect(await read('radar/main', 'live:delta:1h')).toEqual({ likes: '1' });
        await owner.show([view(hour, null), view('live:delta:1h', {}), view('live:never:1h', null)]);
        expect(await read('radar/main', hour)).toBeNull();
        expect(await read('radar/main', 'live:delta:1h')).toBeNull();
      });

      test('of a view some fields may change while the others stay', async () => {
        const owner = await store.acquire('radar/main');
        const hour = 'live:united:1h';
        if (owner.show === undefined) return;
        const read = opened.view!;
        await owner.show([view(hour, { likes: '12', shares: '3', clicks: '1' })]);
        await owner.show([
          { ...view(hour, { likes: '13', views: '40' }), without: ['clicks', 'never'] },
          { ...view('live:delta:1h', { likes: '1' }), without: [] },
        ]);
        expect(await read('radar/main', hour)).toEqual({ likes: '13', shares: '3', views: '40' });
        expect(await read('radar/main', 'live:delta:1h')).toEqual({ likes: '1' });
        await owner.show([{ ...view(hour, {}), without: ['likes', 'shares', 'views'] }]);
        expect(await read('radar/main', hour)).toBeNull();
      });

      test('who was replaced shows nothing any more', async () => {
        const zombie = await store.acquire('radar/main');
        if (zombie.show === undefined) return;
        await zombie.show([view('live:united:1h', { likes: '1' })]);
        await store.acquire('radar/main');
        await expect(zombie.show([view('live:united:1h', { likes: '2' })])).rejects.toMatchObject(FENCED);
        expect(await opened.view!('radar/main', 'live:united:1h')).toEqual({ likes: '1' });
      });

      test('showing moves neither the position nor who reads rows, and waits for no commit', async () => {
        const owner = await store.acquire('radar/main');
        if (owner.show === undefined) return;
        await owner.commit(1, puts({ a: '1' }));
        const snapshot = await store.snapshot('radar/main');
        await owner.show([view('live:united:1h', { likes: '1' })]);
        expect(await textsOf(snapshot.read('f', ['a']))).toEqual(['1']);
        snapshot.close();
        const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, nth) => [`key-${nth}`, '1']));
        const committing = owner.commit(2, puts(many));
        await owner.show([view('live:united:1h', { likes: '2' })]);
        await committing;
        await owner.commit(3, puts({ a: '3' }));
        expect([owner.position, await textsOf(owner.read('f', ['a']))]).toEqual([3, ['3']]);
        expect(await opened.view!('radar/main', 'live:united:1h')).toEqual({ likes: '2' });
      });

      test('views are no rows', async () => {
        const owner = await store.acquire('radar/main');
        if (owner.show === undefined) return;
        await owner.commit(1, puts({ a: '1' }));
        await owner.show([view('f', { a: 'of the view' })]);
        expect(await textsOf(owner.read('f', ['a']))).toEqual(['1']);
        await owner.commit(2, { ...nothing(), drops: ['f'] });
        expect(await opened.view!('radar/main', 'f')).toEqual({ a: 'of the view' });
      });
    });

    describeEmptying(() => opened);

    test('after a restart rows, position and epoch are as they were committed, and the old owner stays out', async () => {
      if (opened.reopen === undefined) return;
      const owner = await store.acquire(SCOPE);
      await owner.commit(3, puts({ a: '1', b: '2' }));
      store = await opened.reopen();
      const next = await store.acquire(SCOPE);
      expect([next.epoch, next.position]).toEqual([2, 3]);
      expect(textRows(await next.scan('f'))).toEqual([
        ['a', '1'],
        ['b', '2'],
      ]);
      await next.commit(4, puts({ b: '3' }));
      expect(await store.scopes()).toEqual([SCOPE]);
    });

    /** A snapshot that another commit has followed: it gives these rows of `f` still, or none at all. */
    async function expectOld(snapshot: StateSnapshot, rows: Readonly<Record<string, string>>): Promise<void> {
      const keys = [...Object.keys(rows), 'c'];
      if (opened.snapshots === 'move') {
        await expect(snapshot.read('f', keys)).rejects.toMatchObject(MOVED);
        await expect(snapshot.scan('f')).rejects.toMatchObject(MOVED);
        return;
      }
      expect(await textsOf(snapshot.read('f', keys))).toEqual([...Object.values(rows), undefined]);
      expect(textRows(await snapshot.scan('f'))).toEqual(Object.entries(rows));
    }

    /** Reads all the rows, one way and the other: each has the position as its value. `false`: the store moved on. */
    async function readWhole(store: StateStore, keys: readonly string[]): Promise<boolean> {
      const snapshot = await store.snapshot(SCOPE);
      try {
        const expected = keys.map(() => `${snapshot.position}`);
        expect(await textsOf(snapshot.read('f', keys))).toEqual(expected);
        expect(textRows(await snapshot.scan('f')).map(([, value]) => value)).toEqual(expected);
        return true;
      } catch (error) {
        if (opened.snapshots !== 'move') throw error;
        expect(error).toMatchObject(MOVED);
        return false;
      } finally {
        snapshot.close();
      }
    }
  });
}

/** The same, by other means. */
function dropped(changes: StateChanges): StateChanges {
  return { ...changes, drops: ['f'] };
}

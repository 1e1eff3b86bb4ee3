import { expect, test } from 'vitest';
import { MemoryStore } from './memory-store.ts';

const put = (family: string, key: string, value: number) => ({ family, key, bytes: Uint8Array.of(value) });
const nothing = { drops: [], puts: [], deletes: [] };

async function contentOf(store: MemoryStore) {
  const scopes = await store.scopes();
  return Promise.all(
    scopes.map(async (scope) => {
      const snapshot = await store.snapshot(scope);
      return { scope, position: snapshot.position, f: await snapshot.scan('f'), g: await snapshot.scan('g') };
    }),
  );
}

async function storeWithHistory() {
  const store = new MemoryStore();
  const contents = [await contentOf(store)];
  const step = async (change: () => Promise<unknown>) => {
    await change();
    contents.push(await contentOf(store));
  };
  const three = await store.acquire('tally/3');
  contents.push(await contentOf(store));
  await step(() => three.commit(1, { ...nothing, puts: [put('f', 'a', 1), put('f', 'b', 1), put('g', 'a', 1)] }));
  await step(() =>
    three.commit(2, { drops: ['f'], puts: [put('f', 'a', 2), put('f', 'a', 3)], deletes: [{ family: 'g', key: 'a' }] }),
  );
  await step(() => store.acquire('tally/3'));
  const four = await store.acquire('tally/4');
  contents.push(await contentOf(store));
  await step(() => four.commit(7, { ...nothing, puts: [put('f', 'z', 9)] }));
  return { store, contents, three };
}

test('the store can be rewound to each of its versions, rows and positions together', async () => {
  const { contents } = await storeWithHistory();
  for (let version = 0; version < contents.length; version++) {
    const { store } = await storeWithHistory();
    store.rewind(version);
    expect(await contentOf(store)).toEqual(contents[version]);
    expect(store.history().map((entry) => entry.version)).toEqual(
      Array.from({ length: version }, (_, index) => index + 1),
    );
  }
});

test('the history says who did what', async () => {
  const { store } = await storeWithHistory();
  expect(store.history().map(({ kind, scope, epoch, position }) => `${kind} ${scope} ${epoch} ${position}`)).toEqual([
    'acquired tally/3 1 null',
    'committed tally/3 1 1',
    'committed tally/3 1 2',
    'acquired tally/3 2 2',
    'acquired tally/4 1 null',
    'committed tally/4 1 7',
  ]);
});

test('an owner whose last commit was rewound is refused: it knows more than the store', async () => {
  const store = new MemoryStore();
  const owner = await store.acquire('tally/3');
  await owner.commit(1, nothing);
  await owner.commit(2, nothing);
  store.rewind(2);
  await expect(owner.commit(3, nothing)).rejects.toMatchObject({ code: 'GV_STORE_FENCED' });
  const next = await store.acquire('tally/3');
  expect([next.epoch, next.position]).toEqual([2, 1]);
});

test('a version that never was is refused', () => {
  expect(() => new MemoryStore().rewind(1)).toThrow(RangeError);
});

test('what was put aside can be put back, whatever came since', async () => {
  const { store, contents } = await storeWithHistory();
  const copy = store.copy();
  store.rewind(1);
  const owner = await store.acquire('tally/3');
  await owner.commit(9, { ...nothing, puts: [put('f', 'a', 9)] });
  store.restore(copy);
  expect([await contentOf(store), store.history().length]).toEqual([contents.at(-1), contents.length - 1]);
  await expect(owner.commit(10, nothing)).rejects.toMatchObject({ code: 'GV_STORE_FENCED' });
});

test('where commits have ids, who comes back to a store with the same epoch and position is refused all the same', async () => {
  const store = new MemoryStore({ commits: 'by-id' });
  const first = await store.acquire('tally/3');
  await first.commit(1, { ...nothing, puts: [put('f', 'a', 1)] });
  store.rewind(0);
  const second = await store.acquire('tally/3');
  await second.commit(1, { ...nothing, puts: [put('f', 'a', 2)] });
  expect([first.epoch, first.position]).toEqual([second.epoch, second.position]);
  await expect(first.commit(2, nothing)).rejects.toMatchObject({ code: 'GV_STORE_FENCED' });
  await expect(first.read('f', ['a'])).rejects.toMatchObject({ code: 'GV_STORE_FENCED' });
});

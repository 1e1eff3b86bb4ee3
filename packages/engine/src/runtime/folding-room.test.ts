import { expect, test } from 'vitest';
import { FoldingRoom } from './folding-room.ts';

/** Work that ends when it is told to. */
function heldWork(room: FoldingRoom) {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const begin = (name: string, records: number): Promise<string> =>
    room.during(records, async () => {
      begun.push(name);
      const end = Promise.withResolvers<void>();
      ends.set(name, end);
      await end.promise;
      return name;
    });
  return {
    begun,
    begin,
    end: (name: string) => ends.get(name)?.resolve(),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

test('as many records as there is room for are folded at a time, in the order in which they came', async () => {
  const { begun, begin, end } = heldWork(new FoldingRoom(10));
  const work = [begin('a', 6), begin('b', 4), begin('c', 5), begin('d', 1)];
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await work[1];
  // There is room for d, but c was there first.
  expect(begun).toEqual(['a', 'b']);
  end('a');
  await work[0];
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  for (const name of ['c', 'd']) end(name);
  expect(await Promise.all(work)).toEqual(['a', 'b', 'c', 'd']);
});

test('a batch that is larger than the room has it for itself', async () => {
  const { begun, begin, end } = heldWork(new FoldingRoom(10));
  const work = [begin('small', 1), begin('huge', 50), begin('next', 1)];
  expect(begun).toEqual(['small']);
  end('small');
  await work[0];
  expect(begun).toEqual(['small', 'huge']);
  end('huge');
  await work[1];
  expect(begun).toEqual(['small', 'huge', 'next']);
  end('next');
  await work[2];
});

test('work that fails leaves its room to others', async () => {
  const { begun, begin, end, fail } = heldWork(new FoldingRoom(10));
  const [failing, next] = [begin('failing', 10), begin('next', 10)];
  fail('failing');
  await expect(failing).rejects.toThrow('failing');
  expect(begun).toEqual(['failing', 'next']);
  end('next');
  expect(await next).toBe('next');
});

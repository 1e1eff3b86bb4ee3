import { expect, test } from 'vitest';
import { eachPart } from './staged-parts.ts';

/** Parts whose work ends when it is told to. */
function parts(count: number) {
  const under: { readonly number: number; readonly end: () => void; readonly fail: (why: Error) => void }[] = [];
  const done = eachPart(
    Array.from({ length: count }, (_, nth) => `part ${nth + 1}`),
    (_part, number) => new Promise((end, fail) => under.push({ number, end, fail })),
  );
  const take = async () => {
    await new Promise(setImmediate);
    return under.splice(0);
  };
  return { done, take };
}

test('the first part is done before the others begin, and these eight at a time', async () => {
  const { done, take } = parts(12);
  const begun: number[][] = [];
  for (let round = await take(); round.length > 0; round = await take()) {
    begun.push(round.map(({ number }) => number));
    for (const { end } of round) end();
  }
  await done;
  expect(begun).toEqual([[1], [2, 3, 4, 5, 6, 7, 8, 9], [10, 11, 12]]);
});

test('where a part fails no more are begun, and nothing is under way when that is said', async () => {
  const { done, take } = parts(12);
  let isSaid = false;
  const said = done.catch((why: Error) => {
    isSaid = true;
    return why.message;
  });
  (await take())[0]?.end();
  const [failing, ...others] = await take();
  failing?.fail(new Error('gone'));
  await new Promise(setImmediate);
  expect(isSaid).toBe(false);
  for (const { end } of others) end();
  expect(await said).toBe('gone');
  expect(await take()).toEqual([]);
});

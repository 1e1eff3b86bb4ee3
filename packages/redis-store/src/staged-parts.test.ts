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

test('the first part is done before the others begin, and these 64 at a time', async () => {
  const { done, take } = parts(70);
  /** The first and the last of each round. */
  const begun: (readonly [number, number])[] = [];
  for (let round = await take(); round.length > 0; round = await take()) {
    begun.push([round[0]?.number ?? 0, round.at(-1)?.number ?? 0]);
    for (const { end } of round) end();
  }
  await done;
  expect(begun).toEqual([
    [1, 1],
    [2, 65],
    [66, 70],
  ]);
});

test('where a part fails no more are begun, and nothing is under way when that is said', async () => {
  const { done, take } = parts(70);
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

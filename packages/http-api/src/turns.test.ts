import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('of many questions at once each is begun in a turn of its own, in order, and other work comes in between', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const questions = [1, 2, 3].map(async (nth) => {
    await turns.next();
    order.push(`question ${nth}`);
  });
  const work = (left: number): void => {
    order.push('work');
    if (left > 0) setImmediate(() => work(left - 1));
  };
  setImmediate(() => work(2));
  await Promise.all(questions);
  expect(order).toEqual(['question 1', 'work', 'question 2', 'work', 'question 3']);
});

test('whoever comes later is begun too', async () => {
  const turns = new Turns();
  await turns.next();
  await Promise.all([turns.next(), turns.next()]);
  await turns.next();
});

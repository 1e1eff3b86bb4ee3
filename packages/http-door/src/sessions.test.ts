import { expect, test } from 'vitest';
import { SESSION_MS, Sessions } from './sessions.ts';

test('a session stands for its key until it is ended, or twelve hours have passed', () => {
  let nowMs = 0;
  const sessions = new Sessions(() => nowMs);
  const [one, other] = [sessions.begin('a'), sessions.begin('a')];
  expect([sessions.keyIdOf(one), sessions.keyIdOf(other), sessions.keyIdOf('x')]).toEqual(['a', 'a', null]);
  sessions.end(one);
  expect([sessions.keyIdOf(one), sessions.keyIdOf(other)]).toEqual([null, 'a']);
  nowMs = SESSION_MS;
  expect(sessions.keyIdOf(other)).toBeNull();
});

test('there are no more than a bound of them, and one key cannot take the place of all others', () => {
  const sessions = new Sessions(() => 0);
  const quiet = sessions.begin('quiet');
  const busy = Array.from({ length: 5000 }, () => sessions.begin('busy'));
  expect(sessions.size).toBe(17);
  expect([sessions.keyIdOf(quiet), sessions.keyIdOf(busy.at(-1) ?? ''), sessions.keyIdOf(busy[0] ?? '')]).toEqual([
    'quiet',
    'busy',
    null,
  ]);
  for (let nth = 0; nth < 5000; nth++) sessions.begin(`key ${nth}`);
  expect(sessions.size).toBe(1024);
});

test('those that have ended make room first', () => {
  let nowMs = 0;
  const sessions = new Sessions(() => nowMs);
  for (let nth = 0; nth < 16; nth++) sessions.begin('a');
  nowMs = SESSION_MS;
  sessions.begin('a');
  expect(sessions.size).toBe(1);
});

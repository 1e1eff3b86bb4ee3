import { expect, test } from 'vitest';
import { errorOf, faultOf } from './redis-faults.ts';

function reply(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError', command: { name: 'auth', args: ['secret'] } });
}

test('states of a server or cluster that pass are outages: the call is sent again', () => {
  for (const word of [
    'LOADING',
    'BUSY',
    'MASTERDOWN',
    'CLUSTERDOWN',
    'TRYAGAIN',
    'READONLY',
    'NOREPLICAS',
    'MOVED',
    'ASK',
  ]) {
    expect(faultOf(reply(`${word} and so on`))).toEqual({ kind: 'outage', text: `${word} and so on` });
  }
  expect(faultOf(reply('ERR max number of clients reached')).kind).toBe('outage');
  expect(faultOf(new Error('Connection is closed.')).kind).toBe('outage');
  expect(faultOf(Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }))).toEqual({
    kind: 'outage',
    text: 'ECONNREFUSED',
  });
});

test('no room, no rights and other refusals are told apart', () => {
  expect(
    ['OOM x', 'MISCONF x', 'WRONGTYPE x', 'NOPERM x', 'NOAUTH x', 'WRONGPASS x', 'ERR x'].map(
      (text) => faultOf(reply(text)).kind,
    ),
  ).toEqual(['full', 'full', 'unusable', 'unusable', 'unusable', 'unusable', 'refused']);
});

test('a fault of this program is no outage', () => {
  expect(() => faultOf(new TypeError('x is undefined'))).toThrow(TypeError);
});

test('an error says what, where and what to do, and carries nothing of the command', () => {
  const error = errorOf(
    faultOf(reply('WRONGPASS invalid username-password pair')),
    'Taking over tally/3',
    'redis://h:1',
  );
  expect(error).toMatchObject({ code: 'GV_STORE_UNUSABLE', retriable: false });
  expect(error.message).toBe(
    'Taking over tally/3: Redis at redis://h:1 refuses: WRONGPASS invalid username-password pair. To go on, mend the user or the password.',
  );
  expect(error.cause).not.toHaveProperty('command');
});

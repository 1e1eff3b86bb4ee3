import { FIRST_GENERATION } from '@grapevine/engine/runtime/generation-log.ts';
import type { Begin } from '@grapevine/engine/runtime/partition-runner.ts';
import { expect, test } from 'vitest';
import type { Observed } from './observer.ts';
import { tellBegin } from './stage-begins.ts';

const BEGIN: Begin = {
  scope: 'tally/3',
  topic: 'interactions',
  partition: 3,
  position: 70,
  generation: FIRST_GENERATION,
  isAnew: false,
  restored: null,
  passed: 0,
};

function toldOf(begin: Partial<Begin>): Observed[] {
  const told: Observed[] = [];
  tellBegin((each) => told.push(each))({ ...BEGIN, ...begin });
  return told;
}

test('a stage that goes on where it stood, or begins at the beginning, is nothing to tell', () => {
  expect(toldOf({})).toEqual([]);
});

test('what a log does not reach back to is an error, with the place', () => {
  const [error, ...others] = toldOf({ passed: 70 });
  expect([error?.level, error?.event, error?.fields?.['passed'], others]).toEqual(['error', 'records-passed', 70, []]);
  expect(error?.text).toContain('interactions/3 begins at 70');
});

test('rows that came back from a checkpoint are told of, with its time', () => {
  const restored = { position: 70, reachedMs: Date.UTC(2026, 10, 24, 12), rows: 900 };
  const [warning] = toldOf({ scope: 'radar/main', restored });
  expect(warning).toMatchObject({ level: 'warn', event: 'stage-restored' });
  expect(warning?.text).toContain('900 are back as of the checkpoint of 2026-11-24T12:00:00.000Z');
});

test('a stage that begins anew says why it does, and in which generation', () => {
  const [warning] = toldOf({ isAnew: true, generation: { ...FIRST_GENERATION, number: 2, why: 'a fold has changed' } });
  expect(warning).toMatchObject({ level: 'warn', event: 'stage-rebuilding', fields: { generation: 2 } });
  expect(warning?.text).toContain('generation 2 was begun (a fold has changed)');
});

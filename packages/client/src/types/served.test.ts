import { publicJson } from '@grapevine/core/reading/public-json.ts';
import { expect, test } from 'vitest';
import { nthAlert } from '../kafka/alerts-for-tests.ts';
import { INSTANT_FIELDS, servedAlert } from './served.ts';

test('the fields that the types take for instants are those that are served as such, and no others', () => {
  const names = [...INSTANT_FIELDS, 'keptMs', 'stepsMs', 'durationMs'];
  const served = publicJson(Object.fromEntries(names.map((name) => [name, 0])), 'main') as Record<string, unknown>;
  const epoch = '1970-01-01T00:00:00.000Z';
  for (const name of INSTANT_FIELDS) expect(served[name.slice(0, -2)]).toBe(epoch);
  expect([served['keptMs'], served['stepsMs'], served['durationMs']]).toEqual([0, 0, 0]);
});

test('an alert from the log becomes the one that HTTP and SSE give', () => {
  const { at, brand, resolvedAt, window } = servedAlert(nthAlert(0));
  expect({ at, brand, resolvedAt, window }).toEqual({
    at: '2026-11-23T12:00:00.000Z',
    brand: 'united',
    resolvedAt: null,
    window: { from: '2026-11-23T11:50:00.000Z', to: '2026-11-23T12:00:00.000Z' },
  });
});

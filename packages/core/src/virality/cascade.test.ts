import { expect, test } from 'vitest';
import { addShare, fadedShares, newCascade } from './cascade.ts';
import { paceAt } from './reproduction.ts';

test('a fading count halves in its half-life', () => {
  const cascade = newCascade(null);
  addShare(cascade, 60, null);
  expect(fadedShares(cascade, 0, 60)).toBe(1);
  expect(fadedShares(cascade, 0, 180)).toBe(0.5);
  expect(fadedShares(cascade, 1, 660)).toBe(0.5);
});

test('a share that comes late counts as if it came with the last one, so nothing earlier changes', () => {
  const inOrder = newCascade(10);
  addShare(inOrder, 100, 5);
  addShare(inOrder, 100, 7);
  const late = newCascade(10);
  addShare(late, 100, 5);
  addShare(late, 20, 7);
  expect(late).toEqual(inOrder);
});

test('a steady stream of two shares a minute has that velocity, and no acceleration', () => {
  const cascade = newCascade(null);
  for (let at = 30; at <= 7_200; at += 30) addShare(cascade, at, null);
  const { acceleration, velocity } = paceAt(cascade, 7_200);
  expect(velocity).toBeCloseTo(2, 0);
  expect(Math.abs(acceleration)).toBeLessThan(0.03);
});

test('a stream that grows has a positive acceleration, one that dies down a negative one', () => {
  const growing = newCascade(null);
  for (let index = 1; index <= 200; index++) addShare(growing, 3_600 * Math.sqrt(index / 200), null);
  expect(paceAt(growing, 3_600).acceleration).toBeGreaterThan(0);
  const dying = newCascade(null);
  for (let index = 1; index <= 200; index++) addShare(dying, 3_600 * (index / 200) * (index / 200), null);
  expect(paceAt(dying, 3_600).acceleration).toBeLessThan(0);
});

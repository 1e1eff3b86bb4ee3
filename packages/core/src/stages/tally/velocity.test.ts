import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../windows/pane.ts';
import { addMass, fadedVelocity, VELOCITY_HALF_LIFE_MS, velocityAt, velocityRank } from './velocity.ts';

const T0 = Date.UTC(2026, 10, 23);
const still = () => ({ mass: 0, massAtMs: T0 });

test('a steady rate of r a minute gives r', () => {
  const post = still();
  for (let second = 0; second < 4 * 3_600; second++) addMass(post, 0.5, T0 + second * 1_000);
  expect(velocityAt(post, post.massAtMs)).toBeCloseTo(30, 0);
});

test('it halves every ten minutes without an act', () => {
  const post = still();
  addMass(post, 100, T0);
  const first = velocityAt(post, T0);
  expect(velocityAt(post, T0 + VELOCITY_HALF_LIFE_MS)).toBeCloseTo(first / 2, 12);
  expect(fadedVelocity(first, 3 * VELOCITY_HALF_LIFE_MS)).toBeCloseTo(first / 8, 12);
  expect(VELOCITY_HALF_LIFE_MS).toBe(10 * MINUTE_MS);
});

test('an act that comes late weighs what it would weigh by now', () => {
  const [inOrder, late] = [still(), still()];
  addMass(inOrder, 7, T0);
  addMass(inOrder, 5, T0 + 5 * MINUTE_MS);
  addMass(late, 5, T0 + 5 * MINUTE_MS);
  addMass(late, 7, T0);
  expect(late.massAtMs).toBe(inOrder.massAtMs);
  expect(late.mass).toBeCloseTo(inOrder.mass, 9);
});

test('the order of two posts does not change without a new act', () => {
  const [slow, fast] = [still(), still()];
  addMass(slow, 50, T0);
  addMass(fast, 30, T0 + 9 * MINUTE_MS);
  for (const laterMs of [9, 20, 300].map((minutes) => T0 + minutes * MINUTE_MS)) {
    expect(velocityAt(fast, laterMs) > velocityAt(slow, laterMs)).toBe(velocityRank(fast) > velocityRank(slow));
  }
  expect(velocityRank(still())).toBe(Number.NEGATIVE_INFINITY);
});

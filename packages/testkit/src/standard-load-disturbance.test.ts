import { expect, test } from 'vitest';
import type { SimulatedInteraction } from './market-interaction.ts';
import { standardLoad } from './standard-load.ts';

const EVENTS = 20_000;
const ORDERLY = { seed: 3, events: EVENTS, startMs: Date.UTC(2026, 0, 5, 8) };

test('without disturbance nothing comes twice, late, or is taken back', () => {
  const interactions = [...standardLoad(ORDERLY)];
  expect(new Set(interactions.map((one) => one.id)).size).toBe(EVENTS);
  expect(lateOnes(interactions)).toHaveLength(0);
});

test('of 100 interactions the given number repeats an earlier one, exactly as it was', () => {
  const seen = new Map<string, SimulatedInteraction>();
  let repeated = 0;
  for (const one of standardLoad({ ...ORDERLY, redeliveredShare: 0.1 })) {
    const earlier = seen.get(one.id);
    if (earlier !== undefined) repeated++;
    if (earlier !== undefined) expect(one).toEqual(earlier);
    seen.set(one.id, one);
  }
  expect(repeated / EVENTS).toBeCloseTo(0.1, 2);
});

test('what is taken back was there before, by the same person, and is taken back once', () => {
  const seen = new Map<string, SimulatedInteraction>();
  const undone = { unlike: 'like', unshare: 'share', delete: 'comment' } as const;
  let retractions = 0;
  for (const one of standardLoad({ ...ORDERLY, retractionShare: 0.1 })) {
    expect(seen.has(one.id)).toBe(false);
    seen.set(one.id, one);
    if (one.kind !== 'unlike' && one.kind !== 'unshare' && one.kind !== 'delete') continue;
    retractions++;
    const { platform, post, author } = one;
    expect(seen.get(one.id.replace(/-off$/, ''))).toMatchObject({ kind: undone[one.kind], platform, post, author });
  }
  expect(retractions / EVENTS).toBeCloseTo(0.1, 2);
});

test('late ones are 1 to 30 minutes behind what came before them', () => {
  const late = lateOnes([...standardLoad({ ...ORDERLY, lateShare: 0.1 })]);
  expect(late.length / EVENTS).toBeCloseTo(0.095, 2);
  for (const latenessMs of late) expect(latenessMs >= 59_000 && latenessMs <= 30 * 60_000).toBe(true);
});

/** How far behind the newest time each of the late ones is. */
function lateOnes(interactions: readonly SimulatedInteraction[]): number[] {
  const lateness: number[] = [];
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const one of interactions) {
    const atMs = Date.parse(one.at);
    if (atMs < newestMs) lateness.push(newestMs - atMs);
    newestMs = Math.max(newestMs, atMs);
  }
  return lateness;
}

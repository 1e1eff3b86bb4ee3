import { expect, test } from 'vitest';
import { activityAt } from '../market-people.ts';
import type { LaidSpread } from './long-market-plan.ts';
import type { AttentionLog } from './negative-attention.ts';
import { severeCrises } from './severe-crises.ts';

const START_MS = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const END_MS = START_MS + 7 * DAY_MS;
/** Noon of the Wednesday. */
const NOON_MS = START_MS + 2.5 * DAY_MS;

interface Laid {
  readonly fromMs: number;
  readonly minutes: number;
  readonly acts: number;
  readonly people: number;
}

/** Two ordinary acts an hour by two hundred people, and what is laid over them, evenly. */
function attentionWith(...laid: readonly Laid[]): AttentionLog {
  const acts: { atMs: number; author: string; isLaid: boolean }[] = [];
  for (let atMs = START_MS, nth = 0; atMs < END_MS; atMs += 30 * MINUTE_MS, nth++) {
    acts.push({ atMs, author: `ordinary-${nth % 200}`, isLaid: false });
  }
  for (const { fromMs, minutes, acts: count, people } of laid) {
    for (let nth = 0; nth < count; nth++) {
      const atMs = fromMs + Math.floor((nth * minutes * MINUTE_MS) / count);
      acts.push({ atMs, author: `laid-${nth % people}`, isLaid: true });
    }
  }
  acts.sort((a, b) => a.atMs - b.atMs);
  return {
    atMs: acts.map(({ atMs }) => atMs),
    authors: acts.map(({ author }) => author),
    isLaid: acts.map(({ isLaid }) => isLaid),
  };
}

const severe = (attention: AttentionLog, laid: readonly LaidSpread[] = []) =>
  severeCrises({ brand: 'united', attention, laid, startMs: START_MS, endMs: END_MS });
const LARGE: Laid = { fromMs: NOON_MS + 1, minutes: 40, acts: 400, people: 120 };

test('a week as usual has no severe crisis', () => {
  expect(severe(attentionWith())).toEqual([]);
});

test('its onset is the first act from which on half an hour is severe, and it has faded half an hour after its last', () => {
  const [crisis, ...others] = severe(attentionWith(LARGE));
  expect(others).toEqual([]);
  expect(crisis).toMatchObject({ onsetMs: NOON_MS, laid: null });
  const lastsMinutes = (crisis!.fadedMs - NOON_MS) / MINUTE_MS;
  expect(lastsMinutes).toBeGreaterThan(60);
  expect(lastsMinutes).toBeLessThanOrEqual(70);
});

test('a laid crisis does not begin before its own post, also where an ordinary act lies just before it', () => {
  const spread: LaidSpread = {
    kind: 'severe-crisis',
    brand: 'united',
    shape: 'steady',
    isHarmClaim: false,
    acts: 400,
    authors: 120,
    startMs: LARGE.fromMs,
    durationMs: 40 * MINUTE_MS,
  };
  expect(severe(attentionWith(LARGE), [spread])).toMatchObject([{ onsetMs: LARGE.fromMs, laid: spread }]);
});

test.each([
  ['fewer than 200 acts', { ...LARGE, minutes: 30, acts: 190 }],
  ['fewer than 50 people', { ...LARGE, people: 45 }],
  ['no half an hour without a break', { ...LARGE, minutes: 20 }],
])('not severe: %s', (_, laid) => {
  expect(severe(attentionWith(laid))).toEqual([]);
});

test('not severe: below eight times the expected, however many acts that are', () => {
  const busy = attentionWith();
  for (let atMs = START_MS; atMs < END_MS; atMs += 5_000) {
    // Six a minute at mean activity and as the hour has it.
    if ((atMs / 5_000) % 12 < 6 * activityAt(atMs)) busy.atMs.push(atMs);
  }
  busy.atMs.sort((a, b) => a - b);
  const rest = Array.from({ length: busy.atMs.length - busy.authors.length });
  busy.authors.push(...rest.map((_, nth) => `busy-${nth % 500}`));
  busy.isLaid.push(...rest.map(() => false));
  expect(severe(busy)).toEqual([]);
});

test('what follows before it has faded is the same crisis, what follows after it is another', () => {
  const soon = { ...LARGE, fromMs: NOON_MS + 60 * MINUTE_MS };
  const later = { ...LARGE, fromMs: NOON_MS + 180 * MINUTE_MS };
  expect(severe(attentionWith(LARGE, soon))).toHaveLength(1);
  expect(severe(attentionWith(LARGE, later))).toHaveLength(2);
});

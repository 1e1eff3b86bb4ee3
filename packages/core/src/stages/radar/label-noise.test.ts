/**
 * Labels err. A fortnight of ordinary talk about a brand, with posts that are passed on now and then, and a crisis in it:
 * decided upon with the true labels, and with a fifth of them exchanged for another class.
 */
import { describe, expect, test } from 'vitest';
import { SHIPPED_RULES } from '../../detection/rule-set.ts';
import type { Alert } from '../../model/alert.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, PANE_MS } from '../../windows/pane.ts';
import { Detector } from './detector.ts';
import { OpenPanes } from './open-panes.ts';
import { Progress } from './progress.ts';
import { countersOfTest, T0 } from './pulse-of-test.ts';
import type { RadarConfiguration } from './radar-configuration.ts';

const BRAND = 'main/a';
const CONFIGURATION: RadarConfiguration = {
  group: 'main',
  brands: [{ id: BRAND, name: 'A', isOwn: true, market: 'm' }],
  markets: [{ id: 'm', own: [BRAND], brands: [BRAND] }],
  falseAlarmsPerWeek: 1,
  rules: SHIPPED_RULES,
  advice: {},
  digest: 'd',
  text: '',
};
/** After a week to learn the brand. */
const CALM_FROM_MS = T0 + 7 * DAY_MS;
const CALM_DAYS = 14;
const CRISIS_MS = CALM_FROM_MS + CALM_DAYS * DAY_MS + 3 * HOUR_MS;
const WRONG = 0.2;

/** A uniform number of [0, 1) at each call (Numerical Recipes' linear congruence). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Label = 'negative' | 'neutral' | 'positive';

/** An act in a pane: a mention with its label, or somebody's reaction to a post of that label. */
interface Act {
  readonly startMs: number;
  readonly label: Label;
  readonly isMention: boolean;
}

/** `wrong`: part of the labels that are another than the true one; a post's reactions go by its label. */
function talk(seed: number, wrong: number): ReadonlyMap<number, readonly Act[]> {
  const random = randomOf(seed);
  const labels = randomOf(seed + 1);
  const acts = new Map<number, Act[]>();
  const put = (atMs: number, label: Label, isMention: boolean) => {
    const startMs = Math.floor(atMs / PANE_MS) * PANE_MS;
    acts.set(startMs, [...(acts.get(startMs) ?? []), { startMs, label, isMention }]);
  };
  const seen = (truth: Label): Label => {
    const [chance, which] = [labels(), labels()];
    const others = (['negative', 'neutral', 'positive'] as const).filter((label) => label !== truth);
    return chance < wrong ? (others[which < 0.5 ? 0 : 1] as Label) : truth;
  };
  const post = (atMs: number, truth: Label, reactions: number, overMs: number) => {
    const label = seen(truth);
    put(atMs, label, true);
    for (let nth = 0; nth < reactions; nth++) put(atMs + random() * random() * overMs, label, false);
  };
  for (let atMs = T0; atMs < CRISIS_MS + HOUR_MS; atMs += MINUTE_MS) {
    const perMinute = 0.7 * (1 + 0.7 * Math.sin((2 * Math.PI * (atMs % DAY_MS)) / DAY_MS));
    if (random() >= perMinute) continue;
    const which = random();
    const truth = which < 0.25 ? 'negative' : which < 0.7 ? 'neutral' : 'positive';
    // Heavy tail: most posts get nothing, a few dozens of reactions over two hours.
    const reactions = Math.min(40, Math.floor(0.3 / (random() + 0.004)));
    post(atMs + random() * MINUTE_MS, truth, reactions, 2 * HOUR_MS);
  }
  for (let nth = 0; nth < 15; nth++) post(CRISIS_MS + nth * 2 * MINUTE_MS, 'negative', 20, 20 * MINUTE_MS);
  return acts;
}

function decided(seed: number, wrong: number): readonly Alert[] {
  const panes = OpenPanes.empty();
  const facts = { panes, progress: new Progress() };
  const detector = new Detector();
  const acts = talk(seed, wrong);
  let person = 1n;
  detector.watchAll(CONFIGURATION, T0);
  const alerts: Alert[] = [];
  for (let atMs = T0; atMs < CRISIS_MS + HOUR_MS; atMs += PANE_MS) {
    const now = acts.get(atMs);
    if (now !== undefined) {
      const count = (of: (act: Act) => boolean) => now.filter(of).length;
      const negative = count(({ label }) => label === 'negative');
      const members = Array.from({ length: negative }, () => person++);
      panes.addPeople({ brand: BRAND, level: 'pane', startMs: atMs, kind: 'negative', members });
      const counts = {
        negativeAttention: negative,
        mentions: count(({ isMention }) => isMention),
        mentionsNegative: count(({ isMention, label }) => isMention && label === 'negative'),
        mentionsPositive: count(({ isMention, label }) => isMention && label === 'positive'),
      };
      detector.addPane(BRAND, atMs, countersOfTest(counts), CONFIGURATION);
    }
    detector.decide(atMs + PANE_MS, CONFIGURATION, facts);
    panes.forgetPeople(atMs + PANE_MS - 15 * MINUTE_MS);
    alerts.push(...detector.takeAlerts());
  }
  return alerts.filter(({ state }) => state === 'opened' || state === 'reopened');
}

describe.each([
  ['with the true labels', 0],
  ['with a fifth of the labels wrong', WRONG],
])('%s', (_, wrong) => {
  test.each([1, 2])(
    'a fortnight keeps to the alarms that are put up with, and the crisis is found (seed %d)',
    (seed) => {
      const alerts = decided(seed, wrong);
      const calm = alerts.filter(({ atMs }) => atMs >= CALM_FROM_MS && atMs < CRISIS_MS);
      const [found] = alerts.filter(({ atMs }) => atMs >= CRISIS_MS);
      expect(calm.length).toBeLessThanOrEqual(CALM_DAYS / 7);
      expect(((found?.atMs ?? Number.POSITIVE_INFINITY) - CRISIS_MS) / MINUTE_MS).toBeLessThanOrEqual(8);
      expect(found?.class).toBe('negative-surge');
    },
    60_000,
  );
});

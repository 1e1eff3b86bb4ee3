import type { Alert, AlertClass, AlertState } from '@grapevine/core/model/alert.ts';
import type { LaidEvent, LaidSpread } from '@grapevine/testkit/long-market/long-market-plan.ts';
import type { SevereCrisis } from '@grapevine/testkit/long-market/severe-crises.ts';
import { expect, test } from 'vitest';
import { marketVerdict } from './market-verdict.ts';

const T0 = Date.UTC(2026, 1, 2);
const MINUTE_MS = 60_000;
const at = (minutes: number) => T0 + minutes * MINUTE_MS;

const POST: LaidSpread = {
  kind: 'severe-crisis',
  brand: 'united',
  shape: 'ramp',
  isHarmClaim: false,
  acts: 400,
  authors: 100,
  startMs: at(0),
  durationMs: 60 * MINUTE_MS,
};
const CRISIS: SevereCrisis = {
  brand: 'united',
  laid: POST,
  onsetMs: at(10),
  fadedMs: at(90),
  acts: 220,
  authors: 80,
  timesExpected: 40,
};

/** Notices of `main/united`, or of another brand, so many minutes after the crisis's post. */
function notice(minutes: number, state: AlertState = 'opened', of: AlertClass = 'negative-surge', brand = 'united') {
  return { atMs: at(minutes), state, class: of, brand: `main/${brand}` } as Alert;
}

const judged = (alerts: readonly Alert[], plan: readonly LaidEvent[] = [POST], severe = [CRISIS]) =>
  marketVerdict({ plan, severe, alerts, measuredFromMs: T0 - MINUTE_MS });

test.each([
  ['between its post and its onset, with a delay below 0', 4, -6],
  ['after its onset', 13, 3],
  ['at the end of half an hour', 40, 30],
])('a crisis is found by a notice %s', (_, minutes, delay) => {
  const { crises, falseAlarms } = judged([notice(minutes)]);
  expect(crises).toMatchObject([{ kind: 'ramp', delayMs: delay * MINUTE_MS }]);
  expect(falseAlarms).toEqual([]);
});

test('half an hour after its onset it is missed, and an alarm then is not false', () => {
  const { crises, falseAlarms } = judged([notice(41)]);
  expect(crises).toMatchObject([{ notice: null, delayMs: null }]);
  expect(falseAlarms).toEqual([]);
});

test('an incident that was open before has to say something new, and to say that it is over is not that', () => {
  const before = notice(-20);
  expect(judged([before, notice(12, 'resolved')]).crises).toMatchObject([{ notice: null, wasOpen: true }]);
  expect(judged([before, notice(12, 'escalated')]).crises).toMatchObject([{ delayMs: 2 * MINUTE_MS }]);
});

test('an alarm of another brand, before the post, or after the crisis has faded is false', () => {
  const alerts = [notice(12, 'opened', 'negative-surge', 'delta'), notice(-1), notice(95), notice(2000)];
  expect(judged(alerts).falseAlarms.map(({ cause }) => cause)).toEqual(['talk', 'talk', 'aftermath', 'talk']);
});

test('an ordinary burst and a bot storm are no crises; the storm shows what was said of it', () => {
  const span = { brand: 'delta', startMs: at(0), durationMs: 30 * MINUTE_MS };
  const burst: LaidEvent = { ...POST, ...span, kind: 'burst' };
  const storm: LaidEvent = { ...span, kind: 'bot-storm', brand: 'ryan', bots: 9, posts: 200 };
  const alerts = [
    notice(5, 'opened', 'negative-surge', 'delta'),
    notice(6, 'reopened', 'negative-surge', 'ryan'),
    notice(7, 'escalated', 'negative-surge', 'ryan'),
  ];
  const { falseAlarms, storms } = judged(alerts, [burst, storm], []);
  expect(falseAlarms.map(({ cause }) => cause)).toEqual(['burst', 'bot-storm']);
  expect(storms).toMatchObject([{ alarms: [alerts[1]] }]);
});

test('of a source that says nothing, no-data may speak, and nothing else', () => {
  const outage: LaidEvent = { kind: 'outage', platform: 'x', startMs: at(0), durationMs: 60 * MINUTE_MS };
  const alerts = [notice(1, 'opened', 'no-data', 'delta'), notice(2, 'opened', 'voice-shock', 'delta')];
  const { falseAlarms, outageNotices } = judged(alerts, [outage], []);
  expect(outageNotices).toEqual([alerts[0]]);
  expect(falseAlarms).toEqual([{ alert: alerts[1], cause: 'outage' }]);
});

test('what happens while it still learns is not judged', () => {
  const { crises, falseAlarms } = marketVerdict({
    plan: [POST],
    severe: [CRISIS],
    alerts: [notice(200)],
    measuredFromMs: at(500),
  });
  expect([crises, falseAlarms]).toEqual([[], []]);
});

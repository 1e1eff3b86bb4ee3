import type { CrisisLabel } from '@grapevine/connectors/files/crisis-labels.ts';
import { expect, test } from 'vitest';
import { incidentOfTest, MINUTE_MS, T0 } from './incident-of-test.ts';
import { type Judgement, judge } from './judgement.ts';
import type { RaisedIncident } from './raised-incident.ts';

const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

function label(kind: CrisisLabel['kind'], fromMinute: number, toMinute: number, knownMinute?: number): CrisisLabel {
  const at = (minute: number) => T0 + minute * MINUTE_MS;
  const knownAtMs = knownMinute === undefined ? null : at(knownMinute);
  return { line: 2, brand: 'united', kind, class: null, fromMs: at(fromMinute), toMs: at(toMinute), knownAtMs };
}

function judged(incidents: readonly RaisedIncident[], labels: readonly CrisisLabel[]): Judgement {
  const period = { fromMs: T0, toMs: T0 + 2 * WEEK_MS };
  return judge({ incidents, labels, group: 'main', ownBrands: 2, period });
}

test('a crisis is found by what was open while it was, however that began', () => {
  // label      60 [------------) 120
  // late          .   [----)             found after 20 minutes, 30 before it was known
  // before   [----.-)                    found: it was open already
  // touching [----)                      resolved at the very begin: missed
  // after         .            [---      opened at the very end: missed
  const crisis = label('crisis', 60, 120, 110);
  const of = (from: number, to: number | null) => judged([incidentOfTest(from, to)], [crisis]).crises[0];
  expect(of(80, 95)).toMatchObject({ delayMs: 20 * MINUTE_MS, leadMs: 30 * MINUTE_MS });
  expect(of(30, 61)).toMatchObject({ delayMs: -30 * MINUTE_MS, leadMs: 80 * MINUTE_MS });
  expect(of(30, 60)).toMatchObject({ found: null, delayMs: null, leadMs: null });
  expect(of(120, null)).toMatchObject({ found: null });
});

test('what belongs to no crisis is a false alarm, for each own brand and week', () => {
  const incidents = [
    incidentOfTest(70, 80),
    incidentOfTest(200, 220),
    incidentOfTest(300, 310),
    incidentOfTest(400, null),
  ];
  const { falseAlarms, calledFalse, falseAlarmsPerWeek, missed } = judged(incidents, [
    label('crisis', 60, 120),
    label('crisis', 350, 390),
    label('calm', 190, 210),
  ]);
  expect(falseAlarms).toEqual(incidents.slice(1));
  expect({ calledFalse, falseAlarmsPerWeek, missed }).toEqual({ calledFalse: 1, falseAlarmsPerWeek: 3 / 4, missed: 1 });
});

test('another brand finds nothing; a watched competitor and a silent source are no false alarms', () => {
  const { crises, falseAlarms } = judged(
    [
      incidentOfTest(60, 90, { brand: 'main/delta', own: false }),
      incidentOfTest(61, 90, { class: 'no-data' }),
      incidentOfTest(62, 90, { brand: 'main/virgin' }),
    ],
    [label('crisis', 60, 120)],
  );
  expect(crises[0]?.found).toBeNull();
  expect(falseAlarms.map(({ brand }) => brand)).toEqual(['main/virgin']);
});

test('a verdict is about what was raised, not about all that was raised at the time', () => {
  // right, harm-claim       60 [------------) 120 found by it, though the surge was there first
  // wrong, negative-surge   59 [-----------)      false: somebody says so, though there was a crisis
  // viral-negative          62    [--------)      of the crisis: nobody says anything else
  const labels = [
    { ...label('crisis', 60, 120), class: 'harm-claim' } as const,
    { ...label('calm', 59, 110), class: 'negative-surge' } as const,
  ];
  const { crises, missed, falseAlarms, calledFalse } = judged(
    [
      incidentOfTest(59, 110, { class: 'negative-surge' }),
      incidentOfTest(60, 120, { class: 'harm-claim' }),
      incidentOfTest(62, 110, { class: 'viral-negative' }),
      incidentOfTest(200, 210, { class: 'negative-surge' }),
    ],
    labels,
  );
  expect([crises[0]?.found?.class, missed, calledFalse]).toEqual(['harm-claim', 0, 1]);
  expect(falseAlarms.map(({ class: name, openedAtMs }) => [name, openedAtMs])).toEqual([
    ['negative-surge', T0 + 59 * MINUTE_MS],
    ['negative-surge', T0 + 200 * MINUTE_MS],
  ]);
});

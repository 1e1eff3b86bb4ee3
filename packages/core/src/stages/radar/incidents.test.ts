import { expect, test } from 'vitest';
import type { Alert, AlertState } from '../../model/alert.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { Incidents, MAX_INCIDENTS, unpackIncident } from './incidents.ts';
import { T0 } from './pulse-of-test.ts';

function notice(nth: number, state: AlertState, sequence = 0): Alert {
  return { incident: `i${nth}`, openedAtMs: T0 + nth * 10_000, state, sequence } as Alert;
}

function commit(incidents: Incidents, rows: RowsOfTest): void {
  const changes = noChanges();
  incidents.collect(changes);
  rows.commit(changes);
}

test('an incident is its notices in their order, also over a restart', async () => {
  const rows = new RowsOfTest();
  const incidents = new Incidents();
  incidents.add(notice(1, 'opened'));
  commit(incidents, rows);
  const restarted = await Incidents.load(rows);
  restarted.add(notice(1, 'resolved', 1));
  commit(restarted, rows);
  const [row, ...others] = await rows.scan('incidents');
  expect(others).toEqual([]);
  expect(unpackIncident(row?.bytes as Uint8Array).map(({ state }) => state)).toEqual(['opened', 'resolved']);
});

test('a thousand are kept: the oldest resolved one makes room, one that is open never does', async () => {
  const rows = new RowsOfTest();
  const incidents = new Incidents();
  incidents.add(notice(0, 'opened'));
  for (let nth = 1; nth < MAX_INCIDENTS; nth++) incidents.add(notice(nth, 'resolved'));
  commit(incidents, rows);
  incidents.add(notice(MAX_INCIDENTS, 'opened'));
  commit(incidents, rows);
  const kept = (await rows.scan('incidents')).map(({ bytes }) => unpackIncident(bytes)[0]?.incident);
  expect([MAX_INCIDENTS, kept.length]).toEqual([1000, 1000]);
  expect([kept[0], kept[1], kept.at(-1)]).toEqual(['i0', 'i2', 'i1000']);
});

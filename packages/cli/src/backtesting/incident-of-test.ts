/** Incidents for unit tests: only what is looked at, in minutes after an instant. */
import type { RaisedIncident } from './raised-incident.ts';

export const T0: number = Date.UTC(2026, 10, 20);
export const MINUTE_MS = 60_000;

export function incidentOfTest(
  openedMinute: number,
  resolvedMinute: number | null,
  fields: Partial<RaisedIncident> = {},
): RaisedIncident {
  return {
    incident: `${fields.brand ?? 'main/united'}@${openedMinute}`,
    brand: 'main/united',
    own: true,
    class: 'negative-surge',
    openedAtMs: T0 + openedMinute * MINUTE_MS,
    resolvedAtMs: resolvedMinute === null ? null : T0 + resolvedMinute * MINUTE_MS,
    severity: 'warning',
    notices: [] as unknown as RaisedIncident['notices'],
    ...fields,
  };
}

/**
 * Incidents and their notices, from radar's rows: what was decided, in the order in which it was. Keys sort by time,
 * so a page goes on exactly where the one before ended, whatever was added meanwhile.
 */
import type { Alert, AlertClass, AlertState, Localised, Severity } from '../model/alert.ts';
import { unpackIncident } from '../stages/radar/incidents.ts';
import type { RowReader } from '../stages/state-changes.ts';

export interface Incident {
  readonly incident: string;
  readonly brand: string;
  readonly class: AlertClass;
  readonly rule: Alert['rule'];
  /** As the last notice has it. */
  readonly severity: Severity;
  /** Of the last notice. */
  readonly state: AlertState;
  readonly openedAtMs: number;
  readonly updatedAtMs: number;
  readonly resolvedAtMs: number | null;
  readonly title: Localised;
  readonly summary: Localised;
  /** The opening one first. */
  readonly notices: readonly Alert[];
}

export interface IncidentOptions {
  readonly state: 'open' | 'all';
  /** Of these brands only, as on the log. */
  readonly brands?: ReadonlySet<string> | undefined;
  readonly severity?: Severity | undefined;
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

export interface IncidentsAnswer {
  /** The newest first. */
  readonly incidents: readonly Incident[];
  readonly nextCursor: string | null;
}

export async function readIncidents(rows: RowReader, options: IncidentOptions): Promise<IncidentsAnswer> {
  return pageOfIncidents(await listedIncidents(rows), options);
}

export function pageOfIncidents(listed: readonly ListedIncident[], options: IncidentOptions): IncidentsAnswer {
  const { state, brands, severity, limit, cursor } = options;
  const found = listed
    .filter(({ key }) => cursor === undefined || key < cursor)
    .filter(({ incident }) => state === 'all' || incident.state !== 'resolved')
    .filter(({ incident }) => brands === undefined || brands.has(incident.brand))
    .filter(({ incident }) => severity === undefined || incident.severity === severity)
    .reverse();
  const page = found.slice(0, limit);
  return {
    incidents: page.map(({ incident }) => incident),
    nextCursor: found.length > limit ? (page.at(-1)?.key ?? null) : null,
  };
}

/** `null`: there is none, or it made room for newer ones. */
export async function readIncident(rows: RowReader, id: string): Promise<Incident | null> {
  return (await listedIncidents(rows)).find(({ incident }) => incident.incident === id)?.incident ?? null;
}

export interface AlertOptions {
  /** Of these brands only, as on the log. */
  readonly brands?: ReadonlySet<string> | undefined;
  readonly severity?: Severity | undefined;
  readonly limit: number;
  /** What comes after the alert of this key. Without it: the newest `limit` alerts. */
  readonly sinceKey?: string | undefined;
}

export interface AlertsAnswer {
  /** The oldest first. */
  readonly alerts: readonly Alert[];
  /** `sinceKey` of the next call; `null`: there is no alert yet. */
  readonly lastKey: string | null;
  /** Whether more can be read right now. */
  readonly more: boolean;
}

/** Like the end of a file that grows: the newest ones, then what came after. */
export async function readAlerts(rows: RowReader, options: AlertOptions): Promise<AlertsAnswer> {
  return pageOfAlerts(await listedIncidents(rows), options);
}

export function pageOfAlerts(listed: readonly ListedIncident[], options: AlertOptions): AlertsAnswer {
  const { brands, severity, limit, sinceKey } = options;
  const found = listed
    .flatMap(({ incident }) => incident.notices)
    .filter((alert) => brands === undefined || brands.has(alert.brand))
    .filter((alert) => severity === undefined || alert.severity === severity)
    .map((alert) => ({ key: alertKey(alert), alert }))
    .filter(({ key }) => sinceKey === undefined || key > sinceKey)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = sinceKey === undefined ? found.slice(-limit) : found.slice(0, limit);
  return {
    alerts: page.map(({ alert }) => alert),
    lastKey: page.at(-1)?.key ?? sinceKey ?? null,
    more: sinceKey !== undefined && found.length > limit,
  };
}

/** Sorts by the instant of the decision. */
export function alertKey({ atMs, incident, sequence }: Alert): string {
  return `${String(atMs).padStart(16, '0')} ${incident} ${String(sequence).padStart(8, '0')}`;
}

export interface ListedIncident {
  readonly key: string;
  readonly incident: Incident;
}

/** Ascending by key: by opening instant. */
export async function listedIncidents(rows: RowReader): Promise<readonly ListedIncident[]> {
  const found = await rows.scan('incidents');
  return found.map(({ key, bytes }) => ({ key, incident: toIncident(unpackIncident(bytes)) }));
}

function toIncident(notices: readonly Alert[]): Incident {
  const last = notices.at(-1) as Alert;
  const { incident, brand, severity, state, openedAtMs, atMs, resolvedAtMs, title, summary } = last;
  return {
    incident,
    brand,
    class: last.class,
    rule: last.rule,
    severity,
    state,
    openedAtMs,
    updatedAtMs: atMs,
    resolvedAtMs,
    title,
    summary,
    notices,
  };
}

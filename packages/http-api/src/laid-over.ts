/** Incidents as they are listed, and what people have done to lay over them. */
import { Overlays } from '@grapevine/core/actions/overlay.ts';
import { type Incident, type ListedIncident, listedIncidents } from '@grapevine/core/reading/read-incidents.ts';
import type { RowReader } from '@grapevine/core/stages/state-changes.ts';
import type { EndpointContext } from './endpoint.ts';
import type { Problem } from './problem.ts';
import { notFound } from './window-outcome.ts';

export interface Listing {
  readonly listed: readonly ListedIncident[];
  readonly overlays: Overlays;
}

export async function listingOf(
  rows: RowReader,
  { standing, nowMs }: Pick<EndpointContext, 'standing' | 'nowMs'>,
): Promise<Listing> {
  const listed = await listedIncidents(rows);
  const incidents = listed.map(({ incident }) => incident);
  return { listed, overlays: new Overlays(incidents, await standing(), nowMs()) };
}

/** The incident, if it is one that may be seen. */
export function findIncident(
  listed: readonly ListedIncident[],
  id: string,
  { brandsSeen }: Pick<EndpointContext, 'brandsSeen'>,
): { readonly kind: 'found'; readonly incident: Incident } | Problem {
  const incident = listed.find((each) => each.incident.incident === id)?.incident;
  if (incident === undefined || brandsSeen?.has(incident.brand) === false) return notFound('incident', id, []);
  return { kind: 'found', incident };
}

/**
 * What people have said, as labels that rules are tried against (`backtest --labels`): CSV with a header.
 *
 *     brand,from,to,label
 *     united,2026-11-23T12:00:00.000Z,2026-11-23T13:10:00.000Z,right      an incident with its verdict
 *     united,2026-11-24T08:00:00.000Z,2026-11-24T09:00:00.000Z,missed     what should have been raised
 *
 * One that is still open reaches to the end of the step of its last notice.
 */

import { PANE_MS } from '@grapevine/core/windows/pane.ts';
import { bareBrand } from './answer-lines.ts';
import type { AnswerSource } from './answer-source.ts';
import { allIncidents } from './find-incident.ts';
import type { PublicMissed } from './public-answers.ts';

interface Label {
  readonly brand: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** In the order of their beginning. */
export async function labelLines(source: AnswerSource, brand: string | undefined): Promise<readonly string[]> {
  const incidents = await allIncidents(source, { state: 'all', brand });
  const query = { brand: brand === undefined ? undefined : bareBrand(brand) };
  const { missed } = await source.get<{ readonly missed: readonly PublicMissed[] }>('/v1/missed', query);
  const judged = incidents.flatMap((incident): readonly Label[] => {
    const { verdict, brand: of, openedAt: from, updatedAt, resolvedAt } = incident;
    const to = resolvedAt ?? new Date(Date.parse(updatedAt) + PANE_MS).toISOString();
    return verdict === null ? [] : [{ brand: of, from, to, label: verdict.is }];
  });
  const labels = [...judged, ...missed.map((one): Label => ({ ...one, label: 'missed' }))];
  const lines = labels
    .toSorted((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)))
    .map((one) => [one.brand, one.from, one.to, one.label].join(','));
  return ['brand,from,to,label', ...lines];
}

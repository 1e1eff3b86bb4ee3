/**
 * What people have said, as labels that rules are tried against (`backtest --labels`): CSV with a header.
 *
 *     brand,from,to,label,class
 *     united,2026-11-23T12:00:00.000Z,2026-11-23T13:10:00.000Z,right,harm-claim    an incident with its verdict
 *     united,2026-11-24T08:00:00.000Z,2026-11-24T09:00:00.000Z,missed,             what should have been raised
 *
 * One that is still open reaches to the end of the step of its last notice. A source that fell silent is no matter of a
 * brand, and no rules are tried against it: its verdict is no label.
 */

import { PANE_MS } from '@grapevine/core/windows/pane.ts';
import { bareBrand } from './answer-lines.ts';
import type { AnswerSource } from './answer-source.ts';
import { allIncidents } from './find-incident.ts';
import type { PublicMissed } from './public-answers.ts';

export interface VerdictLabel {
  readonly brand: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Of the incident; empty where none was raised. */
  readonly class: string;
}

/** In the order of their beginning. */
export async function verdictLabels(source: AnswerSource, brand: string | undefined): Promise<readonly VerdictLabel[]> {
  const incidents = await allIncidents(source, { state: 'all', brand });
  const query = { brand: brand === undefined ? undefined : bareBrand(brand) };
  const { missed } = await source.get<{ readonly missed: readonly PublicMissed[] }>('/v1/missed', query);
  const judged = incidents.flatMap((incident): readonly VerdictLabel[] => {
    const { verdict, brand: of, class: name, openedAt: from, updatedAt, resolvedAt } = incident;
    const to = resolvedAt ?? new Date(Date.parse(updatedAt) + PANE_MS).toISOString();
    return verdict === null || name === 'no-data' ? [] : [{ brand: of, from, to, label: verdict.is, class: name }];
  });
  const unseen = missed.map(({ brand: of, from, to }): VerdictLabel => {
    return { brand: of, from, to, label: 'missed', class: '' };
  });
  return [...judged, ...unseen].toSorted((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)));
}

/** As CSV, with a header. */
export function labelLines(labels: readonly VerdictLabel[]): readonly string[] {
  return [
    'brand,from,to,label,class',
    ...labels.map((one) => [one.brand, one.from, one.to, one.label, one.class].join(',')),
  ];
}

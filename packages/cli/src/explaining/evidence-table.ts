/** The posts that an alert shows, each with its shares and those that are expected. */
import { expectedCell, reproductionCell } from '../reading/expected-cell.ts';
import type { PublicEvidence } from '../reading/public-answers.ts';
import { harmless } from '../terminal/foreign-text.ts';
import type { Paint } from '../terminal/paint.ts';
import { table } from '../terminal/table.ts';
import { grouped } from '../terminal/wording.ts';
import type { ExplainWords } from './explain-words.ts';

export function evidenceTable(
  posts: readonly PublicEvidence[],
  { words, paint, width }: { readonly words: ExplainWords; readonly paint: Paint; readonly width: number },
): readonly string[] {
  const last = words.postColumns.length - 1;
  const columns = words.postColumns.map((head, index) => ({
    head,
    align: index === last ? ('left' as const) : ('right' as const),
  }));
  const rows = posts.map(({ shares, forecast, reproduction, text, post }) => [
    grouped(shares),
    forecast === null ? '-' : expectedCell(forecast, words.to),
    reproductionCell(reproduction),
    harmless(text === '' ? post : text),
  ]);
  return table(columns, rows, { paint, indent: 2, width });
}

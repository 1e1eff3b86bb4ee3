/** Tables whose columns stand under each other; the last column takes what width is left. */
import { cellsOf, cutTo, padEnd, padStart } from './foreign-text.ts';
import { type Paint, plain } from './paint.ts';

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
}

export interface TableOptions {
  /** Cells of the terminal; default without bound. Only the last column is cut. */
  readonly width?: number | undefined;
  readonly paint?: Paint;
  readonly indent?: number;
}

const GAP = 2;
const LEAST_LAST_COLUMN = 12;

/** Cells must be harmless already. Empty heads throughout: no head line. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width = Number.POSITIVE_INFINITY, paint = plain, indent = 0 }: TableOptions = {},
): readonly string[] {
  const widths = columns.map(({ head }, index) =>
    Math.max(cellsOf(head), ...rows.map((row) => cellsOf(row[index] ?? ''))),
  );
  const last = columns.length - 1;
  const before = widths.slice(0, last).reduce((sum, one) => sum + one + GAP, indent);
  widths[last] = Math.min(widths[last] ?? 0, Math.max(LEAST_LAST_COLUMN, width - before));
  const lineOf = (cells: readonly string[]) => {
    const padded = columns.map(({ align }, index) => {
      const cell = cutTo(cells[index] ?? '', widths[index] ?? 0);
      return (align === 'right' ? padStart : padEnd)(cell, widths[index] ?? 0);
    });
    return `${' '.repeat(indent)}${padded.join(' '.repeat(GAP))}`.trimEnd();
  };
  const head = columns.map((column) => column.head);
  const lines = rows.map(lineOf);
  return head.every((one) => one === '') ? lines : [paint('dim', lineOf(head)), ...lines];
}

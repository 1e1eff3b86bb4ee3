/**
 * What people say of the past, as CSV: when there was a crisis that should have been found, and when there was none.
 *
 *     brand,from,to,label,at
 *     united,2026-03-02T14:00:00Z,2026-03-02T18:00:00Z,crisis,2026-03-02T16:30:00Z
 *     united,2026-03-04T05:00:00Z,2026-03-04T06:00:00Z,calm,
 *
 * `label` is `crisis` or `calm`; the verdicts of users are these by other names. `at`, which may be left out, is when it
 * was known by other means (a newspaper wrote), so that it can be said how much sooner it was raised. `class`, which may be
 * left out too, is what was raised then: a verdict is about that, not about all that was raised at the time. An empty `to`
 * is the end of the data. Other columns are not looked at. The file may be packed (`.gz`, `.zst`).
 */
import { RULE_CLASSES, type RuleClass } from '@grapevine/core/detection/rule-set.ts';
import { ConnectorError } from '../errors.ts';
import { cellsOf, instantOf, shown } from './csv-cells.ts';
import { unpackedChunks } from './unpacked-chunks.ts';

export interface CrisisLabel {
  /** In the file, from 1. */
  readonly line: number;
  /** As configured: `united`. */
  readonly brand: string;
  readonly kind: 'crisis' | 'calm';
  /** Of the incident that it is said of; `null`: it is said of the time. */
  readonly class: RuleClass | null;
  /** `[fromMs, toMs)`; `toMs` may be infinite. */
  readonly fromMs: number;
  readonly toMs: number;
  /** When it was known by other means; `null`: nobody says. */
  readonly knownAtMs: number | null;
}

const KINDS: Readonly<Record<string, CrisisLabel['kind']>> = {
  crisis: 'crisis',
  right: 'crisis',
  missed: 'crisis',
  calm: 'calm',
  wrong: 'calm',
};
const NEEDED = ['brand', 'from', 'to', 'label'] as const;

/** As `parseCrisisLabels`; throws `ConnectorError` (`GV_FILE_...`) too for a file that cannot be read. */
export async function readCrisisLabels(file: string, brands: readonly string[]): Promise<readonly CrisisLabel[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of unpackedChunks(file, 0)) chunks.push(chunk);
  return parseCrisisLabels(Buffer.concat(chunks).toString('utf8'), file, brands);
}

/** In the order of the file. Throws `ConnectorError` (`GV_CSV_...`) with file and line of the first fault. */
export function parseCrisisLabels(text: string, file: string, brands: readonly string[]): readonly CrisisLabel[] {
  const [header = '', ...lines] = text.replace(/^\uFEFF/u, '').split(/\r?\n/u);
  const names = cellsOf(header)?.map((cell) => cell.toLowerCase()) ?? [];
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new ConnectorError(
      'GV_CSV_HEADER',
      `${file}: the first line must name the columns ${NEEDED.join()} (and at, if it is known); ${missing.join()} is missing.`,
    );
  }
  return lines.flatMap((row, index) => {
    if (row.trim() === '') return [];
    const line = index + 2;
    const cells = cellsOf(row);
    if (cells === undefined) throw broken(file, line, 'a quote opens or closes in the wrong place');
    const cell = (name: string) => cells[names.indexOf(name)] ?? '';
    return [labelOf(cell, { file, line, brands })];
  });
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly brands: readonly string[];
}

function labelOf(cell: (name: string) => string, { file, line, brands }: Place): CrisisLabel {
  const brand = cell('brand');
  if (!brands.includes(brand)) {
    throw broken(file, line, `${shown(brand)} is not a brand of the configuration; they are ${brands.join(', ')}`);
  }
  const word = cell('label').toLowerCase();
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
  if (kind === undefined) {
    throw broken(file, line, `${shown(word)} is no label; write ${Object.keys(KINDS).join(', ')}`);
  }
  const written = cell('class');
  const name = RULE_CLASSES.find((one) => one === written);
  if (name === undefined && written !== '') {
    throw broken(file, line, `${shown(written)} is no class of rules; they are ${RULE_CLASSES.join(', ')}`);
  }
  const instant = (name: string): number => {
    const atMs = instantOf(cell(name));
    if (atMs !== undefined) return atMs;
    throw broken(file, line, `${name} is ${shown(cell(name))}, not an instant such as 2026-03-02T14:00:00Z`);
  };
  const fromMs = instant('from');
  const toMs = cell('to') === '' ? Number.POSITIVE_INFINITY : instant('to');
  if (toMs <= fromMs) throw broken(file, line, 'to is not later than from');
  return { line, brand, kind, class: name ?? null, fromMs, toMs, knownAtMs: cell('at') === '' ? null : instant('at') };
}

function broken(file: string, line: number, what: string): ConnectorError {
  return new ConnectorError('GV_CSV_BROKEN', `${file}:${line}: ${what}.`);
}

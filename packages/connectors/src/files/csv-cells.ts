/** Cells of small CSV files whose rows are lines: what stands in them, and instants as people write them there. */
import { parseInstant } from '@grapevine/core/edge/instant.ts';
import { quoted } from '@grapevine/core/edge/nearest-name.ts';
import { parse } from 'csv-parse/sync';

const TIMESTAMP = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/i;
/** What of a cell is shown in an error. */
const SHOWN_CHARACTERS = 60;

/** `undefined`: a quote opens or closes in the wrong place. */
export function cellsOf(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  try {
    return (parse(line, { relax_column_count: true, trim: true }) as string[][])[0];
  } catch {
    return undefined;
  }
}

/** RFC 3339, or with a space; without a zone it is UTC, without a time midnight. `undefined`: it is no instant. */
export function instantOf(cell: string): number | undefined {
  const [, day, minute = '00:00', second = ':00', zone = 'Z'] = TIMESTAMP.exec(cell) ?? [];
  if (day === undefined) return undefined;
  const reading = parseInstant(`${day}T${minute}${second}${zone}`);
  return reading.kind === 'instant' ? reading.atMs : undefined;
}

/** Quoted and cut, for a message. */
export function shown(cell: string): string {
  return quoted(cell.slice(0, SHOWN_CHARACTERS));
}

/**
 * How the columns of a CSV file become interactions, as a small YAML file:
 *
 *     columns:   { id: tweet_id, at: created, text: text, sentiment: airline_sentiment, segment.country: land }
 *     constants: { platform: x, kind: post }
 *     values:    { sentiment: { negative: -1, neutral: 0, positive: 1 } }
 *     delimiter: ","
 *
 * Names on the left are the interaction's own. An empty cell is a field left out. Where `values` lists a field, only the
 * cells that it lists are taken. Several brands in a cell are parted by semicolons.
 */

import type { SourceFault } from '@grapevine/core/configuration/yaml-source.ts';
import { placedFaults, readYaml } from '@grapevine/core/configuration/yaml-source.ts';
import { FIELD_NAMES } from '@grapevine/core/edge/field-rules.ts';
import { complaintsOf } from '@grapevine/core/edge/issue-text.ts';
import { nearestName, quoted } from '@grapevine/core/edge/nearest-name.ts';
import { z } from 'zod';

const NESTED = [
  'segment.country',
  'segment.region',
  'segment.ageBand',
  'segment.gender',
  'segment.interest',
  'value.amountMinor',
  'value.currency',
];
const TARGETS = [...FIELD_NAMES.filter((name) => name !== 'segment' && name !== 'value'), ...NESTED];
const NUMERIC: ReadonlySet<string> = new Set([
  'followers',
  'sentiment',
  'rating',
  'count',
  'total',
  'value.amountMinor',
]);
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const scalar = z.union([z.string(), z.number()], { error: 'is not a string or a number' });

const mappingSchema = z.strictObject({
  columns: z.record(z.string(), z.string().min(1)),
  constants: z.record(z.string(), scalar).default({}),
  values: z.record(z.string(), z.record(z.string(), scalar)).default({}),
  delimiter: z.string().length(1).default(','),
});

export interface CsvMapping {
  /** Field -> name of the column. */
  readonly columns: ReadonlyMap<string, string>;
  readonly constants: ReadonlyMap<string, string | number>;
  /** Field -> cell -> value. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, string | number>>;
  readonly delimiter: string;
}

export type CsvMappingReading =
  | { readonly kind: 'ok'; readonly mapping: CsvMapping }
  | { readonly kind: 'faults'; readonly file: string; readonly faults: readonly SourceFault[] };

interface PathFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function fieldFaults(section: 'columns' | 'constants' | 'values', fields: readonly string[]): PathFault[] {
  return fields
    .filter((field) => !TARGETS.includes(field))
    .map((field) => {
      const nearest = nearestName(field, TARGETS);
      const advice = nearest === undefined ? '; remove it' : ` (did you mean "${nearest}"?)`;
      return { path: [section, field], message: `is not a field of an interaction${advice}` };
    });
}

function contentFaults(file: z.infer<typeof mappingSchema>): PathFault[] {
  const columns = Object.keys(file.columns);
  const twice = Object.keys(file.constants).filter((field) => columns.includes(field));
  const without = Object.keys(file.values).filter((field) => TARGETS.includes(field) && !columns.includes(field));
  return [
    ...fieldFaults('columns', columns),
    ...fieldFaults('constants', Object.keys(file.constants)),
    ...fieldFaults('values', Object.keys(file.values)),
    ...twice.map((field) => ({ path: ['constants', field], message: 'has a column too; remove one of them' })),
    ...without.map((field) => ({ path: ['values', field], message: 'has no column; add it to "columns"' })),
  ];
}

/** Reads the text of a mapping (`file` is for messages); every fault at once, with its place. Never throws. */
export function parseCsvMapping(text: string, file: string): CsvMappingReading {
  const source = readYaml(text);
  if (source.kind === 'unreadable') return { kind: 'faults', file, faults: source.faults };
  const checked = mappingSchema.safeParse(source.value);
  if (!checked.success) {
    const complaints = checked.error.issues.flatMap((issue) =>
      complaintsOf(issue, source.value, () => Object.keys(mappingSchema.shape)),
    );
    return { kind: 'faults', file, faults: [...source.faults, ...placedFaults(source, complaints)] };
  }
  const faults = [...source.faults, ...placedFaults(source, contentFaults(checked.data))];
  if (faults.length > 0) return { kind: 'faults', file, faults };
  const { columns, constants, delimiter, values } = checked.data;
  const tables = Object.entries(values).map(([field, table]) => [field, new Map(Object.entries(table))] as const);
  const mapping = {
    columns: new Map(Object.entries(columns)),
    constants: new Map(Object.entries(constants)),
    values: new Map(tables),
    delimiter,
  };
  return { kind: 'ok', mapping };
}

export type CsvValue =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly message: string };

function cellValue(field: string, cell: string): unknown {
  if (field === 'brands')
    return cell
      .split(';')
      .map((brand) => brand.trim())
      .filter((brand) => brand !== '');
  return NUMERIC.has(field) && NUMBER.test(cell.trim()) ? Number(cell) : cell;
}

function put(target: Record<string, unknown>, field: string, value: unknown): void {
  const [outer = field, inner] = field.split('.');
  if (inner === undefined) {
    target[field] = value;
    return;
  }
  const nested = (target[outer] ?? {}) as Record<string, unknown>;
  nested[inner] = value;
  target[outer] = nested;
}

function fieldValue(field: string, written: string | number): unknown {
  return typeof written === 'string' ? cellValue(field, written) : written;
}

/** The interaction, unchecked, of a row; `idOfRow` stands in where the mapping has no id. */
export function interactionOfRow(
  mapping: CsvMapping,
  cellOf: (column: string) => string,
  idOfRow: () => string,
): CsvValue {
  const value: Record<string, unknown> = {};
  for (const [field, constant] of mapping.constants) put(value, field, fieldValue(field, constant));
  for (const [field, column] of mapping.columns) {
    const cell = cellOf(column);
    if (cell === '') continue;
    const table = mapping.values.get(field);
    const written = table === undefined ? cell : table.get(cell);
    if (written === undefined) {
      const message = `Column "${column}" holds ${quoted(cell)}, which "values" of "${field}" does not list; add it.`;
      return { kind: 'refused', message };
    }
    put(value, field, fieldValue(field, written));
  }
  if (!mapping.columns.has('id') && !mapping.constants.has('id')) value['id'] = idOfRow();
  return { kind: 'value', value };
}

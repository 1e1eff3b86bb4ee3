/**
 * Avro schemas as plain data, and the rules that all of ours keep, so that readers and writers of different versions
 * understand each other (Avro 1.12, "Schema Resolution"):
 *
 *  - every field has a default, so a field may be added or left out later;
 *  - every enum begins with `unknown`, its default: an old reader sees it for a symbol that it does not know. The codecs
 *    refuse it, because a record read as something else than it is would be counted wrongly;
 *  - an enum symbol cannot hold a hyphen: `harm-claim` stands as `harm_claim`.
 */
export type AvroType = string | AvroEnum | AvroArray | AvroFixed | AvroRecord | readonly AvroType[];

interface AvroEnum {
  readonly type: 'enum';
  readonly name: string;
  readonly symbols: readonly string[];
  readonly default: string;
}

interface AvroArray {
  readonly type: 'array';
  readonly items: AvroType;
}

interface AvroFixed {
  readonly type: 'fixed';
  readonly name: string;
  readonly size: number;
}

export interface AvroField {
  readonly type: AvroType;
  readonly default: unknown;
}

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly namespace: string;
  readonly fields: readonly (AvroField & { readonly name: string })[];
}

export const TEXT: AvroField = { type: 'string', default: '' };
export const INT: AvroField = { type: 'int', default: 0 };
/** In the model a number: an integer, -2^52 <= n <= 2^53 - 2 (where avsc is exact). */
export const LONG: AvroField = { type: 'long', default: 0 };
export const DOUBLE: AvroField = { type: 'double', default: 0 };
export const FLAG: AvroField = { type: 'boolean', default: false };

/** A 64-bit hash that stands for a person, big-endian; in the model a bigint. */
export const PERSON_HASH: AvroType = { type: 'fixed', name: 'PersonHash', size: 8 };

export function recordOf(name: string, fields: Readonly<Record<string, AvroField>>): AvroRecord {
  const list = Object.entries(fields).map(([field, type]) => ({ name: field, ...type }));
  return { type: 'record', name, namespace: 'grapevine', fields: list };
}

/** An enum; its values as they stand in the model. */
export function oneOf(name: string, values: readonly string[]): AvroField {
  const symbols = ['unknown', ...values.map((value) => value.replaceAll('-', '_'))];
  return { type: { type: 'enum', name, symbols, default: 'unknown' }, default: 'unknown' };
}

export function optional(type: AvroType): AvroField {
  return { type: ['null', type], default: null };
}

export function listOf(items: AvroType): AvroField {
  return { type: { type: 'array', items }, default: [] };
}

/** A record within a record; each of its fields has a default, so an empty one is a default for it. */
export function within(record: AvroRecord): AvroField {
  return { type: record, default: {} };
}

/** A named type again, after its first use in a schema. */
export function again(name: string, defaultValue: unknown): AvroField {
  return { type: `grapevine.${name}`, default: defaultValue };
}

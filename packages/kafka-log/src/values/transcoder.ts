/**
 * Values that were written by another version of a schema, as bytes of ours: read by a resolver that is made once for
 * each pair (avsc's own option `readerSchema` parses anew for every message: 65 times the cost), written again.
 *
 * A foreign schema is not trusted: items of zero bytes (a null, a record without fields) let five bytes stand for
 * millions of items, and a map is read beyond the end of its bytes. Neither occurs in a schema of ours.
 */
import type { AvroRecord } from '@grapevine/engine/records/avro-schema.ts';
import { typeOf } from '@grapevine/engine/records/avro-types.ts';

export type Transcoder = (bytes: Buffer) => { readonly value: Buffer } | { readonly fault: string };

const MAX_DEPTH = 16;

/** `fault`: the writer's schema is hostile, or ours cannot read what it writes. */
export function transcoderOf(ours: AvroRecord, writerText: string): Transcoder | { readonly fault: string } {
  try {
    const writer: unknown = JSON.parse(writerText);
    const hostile = hostilePart(writer, new Map(), 0);
    if (hostile !== null) return { fault: `the writer's schema has ${hostile}` };
    const type = typeOf(ours);
    const resolver = type.createResolver(typeOf(writer as AvroRecord));
    return (bytes) => {
      try {
        return { value: type.toBuffer(type.fromBuffer(bytes, resolver)) };
      } catch (error) {
        return { fault: `not what the writer's schema says: ${messageOf(error)}` };
      }
    };
  } catch (error) {
    return { fault: `the writer's schema cannot be read as ours: ${messageOf(error)}` };
  }
}

type Named = Map<string, Readonly<Record<string, unknown>>>;

/** What in the schema must not be read; `null`: nothing. */
function hostilePart(schema: unknown, named: Named, depth: number): string | null {
  if (depth > MAX_DEPTH) return `more than ${MAX_DEPTH} levels`;
  if (Array.isArray(schema)) return firstOf(schema, (branch) => hostilePart(branch, named, depth + 1));
  if (typeof schema !== 'object' || schema === null) return null;
  const { type, items, fields, name } = schema as Readonly<Record<string, unknown>>;
  if (type === 'map') return 'a map';
  if (type === 'array') {
    if (isOfZeroBytes(items, named)) return 'an array whose items take no bytes';
    return hostilePart(items, named, depth + 1);
  }
  if (typeof name === 'string') named.set(name, schema as Readonly<Record<string, unknown>>);
  if (type !== 'record') return typeof type === 'object' ? hostilePart(type, named, depth + 1) : null;
  if (!Array.isArray(fields)) return 'a record without fields';
  return firstOf(fields, (field: { readonly type?: unknown }) => hostilePart(field.type, named, depth + 1));
}

function isOfZeroBytes(schema: unknown, named: Named): boolean {
  if (schema === 'null') return true;
  if (typeof schema === 'string') {
    const known = named.get(schema) ?? named.get(schema.slice(schema.lastIndexOf('.') + 1));
    return known !== undefined && isOfZeroBytes(known, new Map());
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return false;
  const { type, size, fields } = schema as Readonly<Record<string, unknown>>;
  if (type === 'null' || (type === 'fixed' && size === 0)) return true;
  if (typeof type === 'object') return isOfZeroBytes(type, named);
  if (type !== 'record' || !Array.isArray(fields)) return false;
  return fields.every((field: { readonly type?: unknown }) => isOfZeroBytes(field.type, named));
}

function firstOf<Item>(items: readonly Item[], look: (item: Item) => string | null): string | null {
  for (const item of items) {
    const found = look(item);
    if (found !== null) return found;
  }
  return null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

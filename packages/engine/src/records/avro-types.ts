/**
 * avsc's types, with six replaced, so that what is read *is* the model and hostile bytes cost no more than they weigh.
 *
 *  - array: avsc believes the announced length and reads on beyond the end of the buffer, 2^50 times if told so;
 *  - enum: symbols as the model writes them, `unknown` refused;
 *  - fixed(8): a bigint;
 *  - long: avsc writes what is below -2^52 as its neighbour, since it doubles in floating point; here that is refused;
 *  - counters: a vector, not fields (`counters-type.ts`);
 *  - null or something: the branch is picked by a comparison with null (avsc inspects the value, and knows no bigint).
 *
 * They override methods that avsc calls between its types; its version is pinned, and the round-trip tests would show
 * a change. Schema resolution keeps working: avsc's resolvers borrow these same methods.
 */
import avsc from 'avsc';
import type { AvroRecord } from './avro-schema.ts';
import {
  ArrayType,
  EnumType,
  FixedType,
  type InnerType,
  LongType,
  RecordType,
  type Tap,
  UnwrappedUnionType,
} from './avsc-inner.ts';
import { CountersType, isOfCounters } from './counters-type.ts';
import { HASH_BYTES, readHash, writeHash } from './person-hash.ts';

class BoundedArrayType extends ArrayType {
  override _read(tap: Tap): unknown[] {
    const items: unknown[] = [];
    for (let count = tap.readLong(); count !== 0; count = tap.readLong()) {
      if (count < 0) {
        count = -count;
        tap.skipLong();
      }
      // No item of ours takes less than a byte.
      if (count > tap.buf.length - tap.pos) throw new RangeError(`${count} items in ${tap.buf.length - tap.pos} bytes`);
      for (; count > 0; count--) {
        items.push(this.itemsType._read(tap));
        if (tap.pos > tap.buf.length) return items;
      }
    }
    return items;
  }

  /** For a field that only the writer knows: as many items as announced, if the bytes are there. */
  override _skip(tap: Tap): void {
    for (let count = tap.readLong(); count !== 0; count = tap.readLong()) {
      if (count < 0) {
        const sizeBytes = bounded(tap.readLong(), tap);
        tap.pos += sizeBytes;
        continue;
      }
      for (let left = bounded(count, tap); left > 0 && tap.pos <= tap.buf.length; left--) this.itemsType._skip(tap);
    }
  }
}

/** A negative number of bytes would go back, and round for ever. */
function bounded(announced: number, tap: Tap): number {
  const left = tap.buf.length - tap.pos;
  if (announced < 0 || announced > left) throw new RangeError(`${announced} items or bytes in ${left} bytes`);
  return announced;
}

class ModelEnumType extends EnumType {
  override _read(tap: Tap): string {
    const symbol = super._read(tap) as string;
    // Beyond the end every byte reads as 0, which is `unknown`: let that be found out as an end that is missing.
    if (tap.pos > tap.buf.length) return '';
    if (symbol === 'unknown') throw new RangeError('a symbol that this version does not know');
    return symbol.includes('_') ? symbol.replaceAll('_', '-') : symbol;
  }

  override _write(tap: Tap, value: unknown): void {
    super._write(tap, symbolOf(value));
  }

  override _check(value: unknown, flags: unknown, hook: unknown, path: unknown): boolean {
    return super._check(symbolOf(value), flags, hook, path);
  }
}

function symbolOf(value: unknown): unknown {
  return typeof value === 'string' && value.includes('-') ? value.replaceAll('-', '_') : value;
}

/** Tells avsc's hook, if it gave one, and so whoever asked why. */
function refused(type: InnerType, value: unknown, hook: unknown): false {
  if (typeof hook === 'function') hook(value, type);
  return false;
}

const LEAST_LONG = -(2 ** 52);

class ExactLongType extends LongType {
  override _write(tap: Tap, value: unknown): void {
    if ((value as number) < LEAST_LONG) throw new RangeError(`beyond the least integer, -2^52: ${String(value)}`);
    super._write(tap, value);
  }

  override _check(value: unknown, flags: unknown, hook: unknown, path: unknown): boolean {
    if (!((value as number) < LEAST_LONG)) return super._check(value, flags, hook, path);
    return refused(this, value, hook);
  }
}

const exactLong = new ExactLongType(undefined, undefined);

const MAX_HASH = 2n ** 64n - 1n;

class PersonHashType extends FixedType {
  override _read(tap: Tap): bigint {
    const at = tap.pos;
    tap.pos += HASH_BYTES;
    return tap.pos > tap.buf.length ? 0n : readHash(tap.buf, at);
  }

  override _write(tap: Tap, value: unknown): void {
    if (!isHash(value)) throw new RangeError(`not a hash of 64 bits: ${String(value)}`);
    const at = tap.pos;
    tap.pos += HASH_BYTES;
    if (tap.pos <= tap.buf.length) writeHash(tap.buf, at, value);
  }

  override _check(value: unknown, _flags: unknown, hook: unknown): boolean {
    return isHash(value) || refused(this, value, hook);
  }
}

function isHash(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= 0n && value <= MAX_HASH;
}

class OptionalType extends UnwrappedUnionType {
  /** avsc asks this for writing and for checking. */
  _getIndex(value: unknown): number {
    return value === null ? 0 : 1;
  }

  override _read(tap: Tap): unknown {
    const branch = tap.readLong();
    if (branch === 0) return null;
    if (branch !== 1) throw new RangeError(`branch ${branch} of a union of two`);
    return (this.types[1] as InnerType)._read(tap);
  }
}

/** Objects as written by hand: avsc would give each record type a prototype of its own. */
function plainRecordType(schema: unknown, options: unknown): InnerType {
  const type = new RecordType(schema, options);
  type.recordConstructor.prototype = Object.prototype;
  return type;
}

function replacementOf(schema: unknown, options: unknown): InnerType | undefined {
  if (schema === 'long') return exactLong;
  if (Array.isArray(schema)) {
    return schema.length === 2 && schema[0] === 'null' ? new OptionalType(schema, options) : undefined;
  }
  if (typeof schema !== 'object' || schema === null || !('type' in schema)) return undefined;
  if (schema.type === 'array') return new BoundedArrayType(schema, options);
  if (schema.type === 'enum') return new ModelEnumType(schema, options);
  if (schema.type === 'record') {
    return isOfCounters(schema) ? new CountersType(schema, options) : plainRecordType(schema, options);
  }
  if (schema.type === 'fixed' && 'size' in schema && schema.size === HASH_BYTES)
    return new PersonHashType(schema, options);
  return undefined;
}

/** The type that reads and writes records of this schema. */
export function typeOf(schema: AvroRecord): avsc.Type {
  return avsc.Type.forSchema(schema as unknown as Parameters<typeof avsc.Type.forSchema>[0], {
    omitRecordMethods: true,
    typeHook: replacementOf as unknown as (schema: unknown) => avsc.Type | undefined,
  });
}

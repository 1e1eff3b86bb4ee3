/**
 * What avsc's types are to each other, beside what they say to the outside: the classes that ours extend. Its version is
 * pinned.
 */
import avsc from 'avsc';

/** A cursor over a buffer; a read beyond the end moves it there, and is found out at the end. */
export interface Tap {
  readonly buf: Buffer;
  pos: number;
  readLong(): number;
  skipLong(): void;
  writeLong(value: number): void;
}

/** A type as its neighbours see it. */
export interface InnerType {
  _read(tap: Tap): unknown;
  _skip(tap: Tap): void;
  _write(tap: Tap, value: unknown): void;
  _check(value: unknown, flags: unknown, hook: unknown, path: unknown): boolean;
}

/** avsc makes each of these functions once for a type, and calls them from then on. */
export interface InnerRecord {
  readonly fields: readonly { readonly name: string; readonly type: InnerType }[];
  readonly recordConstructor: { prototype: object };
  /** Of a default, which every field has. */
  _copy(value: object, options: unknown): unknown;
  _createConstructor(): unknown;
  _createReader(): InnerType['_read'];
  _createWriter(): InnerType['_write'];
  _createChecker(): InnerType['_check'];
}

type InnerTypeClass<Extra> = new (schema: unknown, options: unknown) => InnerType & Extra;

interface Inner {
  readonly ArrayType: InnerTypeClass<{ readonly itemsType: InnerType }>;
  readonly EnumType: InnerTypeClass<{ readonly symbols: readonly string[] }>;
  readonly LongType: InnerTypeClass<unknown>;
  readonly FixedType: InnerTypeClass<{ readonly size: number }>;
  readonly RecordType: InnerTypeClass<InnerRecord>;
  readonly UnwrappedUnionType: InnerTypeClass<{ readonly types: readonly InnerType[] }>;
}

export const { ArrayType, EnumType, FixedType, LongType, RecordType, UnwrappedUnionType } =
  avsc.types as unknown as Inner;

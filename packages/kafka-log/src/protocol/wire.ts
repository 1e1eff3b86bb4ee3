/**
 * The primitives of Kafka's protocol: big-endian integers, strings and arrays with their lengths before them, and the
 * "compact" forms of the flexible versions (KIP-482), whose lengths are unsigned varints of the length plus one.
 *
 * 64-bit integers are read as numbers: an offset beyond 2^53 is none that a log will reach. A read beyond the end
 * throws a RangeError.
 */
const TWO_32 = 2 ** 32;

export class WireReader {
  readonly buffer: Buffer;
  position = 0;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  int8(): number {
    return this.buffer.readInt8(this.#take(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.#take(4));
  }

  int64(): number {
    return int64At(this.buffer, this.#take(8));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  string(): string {
    return this.nullableString() ?? '';
  }

  nullableString(): string | null {
    return this.#utf8(this.int16());
  }

  /** A part of the buffer, not a copy. */
  bytes(): Buffer {
    const length = Math.max(0, this.int32());
    const at = this.#take(length);
    return this.buffer.subarray(at, at + length);
  }

  array<Item>(readItem: () => Item): Item[] {
    return this.#items(this.int32(), readItem);
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.buffer.readUInt8(this.#take(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a varint of more than five bytes');
  }

  compactString(): string | null {
    return this.#utf8(this.unsignedVarint() - 1);
  }

  compactArray<Item>(readItem: () => Item): Item[] {
    return this.#items(this.unsignedVarint() - 1, readItem);
  }

  uuid(): string {
    const at = this.#take(16);
    return this.buffer.toString('hex', at, at + 16);
  }

  skipTags(): void {
    for (let count = this.unsignedVarint(); count > 0; count--) {
      this.unsignedVarint();
      this.#take(this.unsignedVarint());
    }
  }

  #items<Item>(count: number, readItem: () => Item): Item[] {
    const items: Item[] = [];
    for (let index = 0; index < count; index++) items.push(readItem());
    return items;
  }

  #utf8(length: number): string | null {
    if (length < 0) return null;
    const at = this.#take(length);
    return this.buffer.toString('utf8', at, at + length);
  }

  #take(length: number): number {
    const at = this.position;
    if (at + length > this.buffer.length) throw new RangeError(`an answer of ${this.buffer.length} bytes is cut off`);
    this.position = at + length;
    return at;
  }
}

export class WireWriter {
  #buffer: Buffer;
  #position = 0;

  constructor(expectedBytes = 512) {
    this.#buffer = Buffer.allocUnsafe(expectedBytes);
  }

  get written(): Buffer {
    return this.#buffer.subarray(0, this.#position);
  }

  int8(value: number): this {
    const at = this.#grow(1);
    this.#buffer.writeInt8(value, at);
    return this;
  }

  int16(value: number): this {
    const at = this.#grow(2);
    this.#buffer.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.#grow(4);
    this.#buffer.writeInt32BE(value, at);
    return this;
  }

  int64(value: number): this {
    const at = this.#grow(8);
    writeInt64(this.#buffer, value, at);
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const length = Buffer.byteLength(value);
    this.int16(length);
    const at = this.#grow(length);
    this.#buffer.write(value, at, 'utf8');
    return this;
  }

  bytes(value: Buffer): this {
    this.int32(value.length);
    const at = this.#grow(value.length);
    value.copy(this.#buffer, at);
    return this;
  }

  array<Item>(items: readonly Item[], writeItem: (item: Item) => void): this {
    this.int32(items.length);
    items.forEach(writeItem);
    return this;
  }

  unsignedVarint(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) {
      const at = this.#grow(1);
      this.#buffer[at] = (rest & 0x7f) | 0x80;
    }
    const at = this.#grow(1);
    this.#buffer[at] = rest;
    return this;
  }

  compactString(value: string): this {
    const length = Buffer.byteLength(value);
    this.unsignedVarint(length + 1);
    const at = this.#grow(length);
    this.#buffer.write(value, at, 'utf8');
    return this;
  }

  compactArray<Item>(items: readonly Item[], writeItem: (item: Item) => void): this {
    this.unsignedVarint(items.length + 1);
    items.forEach(writeItem);
    return this;
  }

  zeros(count: number): this {
    const at = this.#grow(count);
    this.#buffer.fill(0, at, at + count);
    return this;
  }

  noTags(): this {
    return this.int8(0);
  }

  #grow(length: number): number {
    const at = this.#position;
    this.#position = at + length;
    if (this.#position > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#position));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    return at;
  }
}

export function int64At(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * TWO_32 + buffer.readUInt32BE(at + 4);
}

export function writeInt64(buffer: Buffer, value: number, at: number): void {
  const high = Math.floor(value / TWO_32);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE(value - high * TWO_32, at + 4);
}

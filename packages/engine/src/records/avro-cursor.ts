/**
 * Avro's primitives read by hand, one after the other, from the bytes of a record; each as avsc reads it. Faults that only
 * a whole record shows (its end is missing) are left to who asks for all of it.
 */
import { RememberedNames } from './remembered-names.ts';

const MOST = Number.MAX_SAFE_INTEGER - 1;
const NOBODY: readonly string[] = [];
const NO_BYTES = Buffer.alloc(0);

const names = new RememberedNames();

/** Throws a RangeError for what no record holds. */
export class AvroCursor {
  protected bytes: Buffer = NO_BYTES;
  /** Beyond the end of `bytes` where something is missing. */
  protected at = 0;

  /** Variable length, seven bits a byte, zigzag; exact up to 2^53 - 2, beyond that refused. */
  protected readLong(): number {
    const { bytes } = this;
    const first = bytes[this.at++] as number;
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    let value = first & 0x7f;
    let byte: number;
    let scale = 0x80;
    do {
      byte = bytes[this.at++] as number;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80);
    const long = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    if (long >= -MOST && long <= MOST) return long;
    throw new RangeError(`an integer beyond 2^53: ${long}`);
  }

  /** Of a union with null. */
  protected isThere(): boolean {
    const branch = this.readLong();
    if (branch === 1) return true;
    if (branch === 0) return false;
    throw new RangeError(`branch ${branch} of a union of two`);
  }

  protected readSymbol<Symbol>(symbols: readonly (Symbol | null)[]): Symbol {
    const symbol = symbols[this.readLong()];
    if (symbol !== undefined && symbol !== null) return symbol;
    // Where the end is missing, that is what is wrong.
    if (this.at > this.bytes.length) return symbols[1] as Symbol;
    throw new RangeError('a symbol that this version does not know');
  }

  protected readFlag(): boolean {
    return this.bytes[this.at++] !== 0;
  }

  protected readDouble(): number {
    const at = this.take(8);
    return this.at > this.bytes.length ? 0 : this.bytes.readDoubleLE(at);
  }

  protected readText(): string {
    const at = this.take(this.readLength());
    return this.bytes.toString('utf8', at, this.at);
  }

  /** Goes on behind a text; where its length stands. */
  protected passText(): number {
    const { at } = this;
    this.take(this.readLength());
    return at;
  }

  /** A text that was passed. */
  protected readTextAt(at: number): string {
    this.at = at;
    return this.readText();
  }

  /** A text of which there are few. */
  protected readName(): string {
    const at = this.take(this.readLength());
    return this.at > this.bytes.length ? '' : names.at(this.bytes, at, this.at);
  }

  protected readNameAt(at: number): string {
    this.at = at;
    return this.readName();
  }

  protected readNames(): readonly string[] {
    let count = this.readLong();
    if (count === 0) return NOBODY;
    const list: string[] = [];
    for (; count !== 0; count = this.readLong()) {
      if (count < 0) {
        count = -count;
        this.readLong();
      }
      // No item takes less than a byte.
      const left = this.bytes.length - this.at;
      if (count > left) throw new RangeError(`${count} items in ${left} bytes`);
      for (; count > 0 && this.at <= this.bytes.length; count--) list.push(this.readName());
    }
    return list;
  }

  protected readLength(): number {
    const length = this.readLong();
    if (length < 0) throw new RangeError(`a text of ${length} bytes`);
    return length;
  }

  /** Goes on behind so many bytes; where they begin. */
  protected take(bytes: number): number {
    const begin = this.at;
    this.at += bytes;
    return begin;
  }
}

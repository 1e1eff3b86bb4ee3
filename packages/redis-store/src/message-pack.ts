/**
 * As much of MessagePack as our scripts unpack: arrays, byte strings and whole numbers, each with its longest header
 * (5 bytes), so that none must be known before what it stands for is written. What is written is thereby one argument: for the
 * client, an argument of a command costs more than a row.
 */
const ARRAY_32 = 0xdd;
const STRING_32 = 0xdb;
const UNSIGNED_32 = 0xce;
const HEADER_BYTES = 5;
/** Of UTF-8, for a UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;
/** Names of fields and numbers, nearly all of ASCII: a call of the platform takes longer than a look at each character. */
const SHORT_CHARACTERS = 32;
const FIRST_BYTES = 64 * 1024;
/** A larger one is not kept for the next commit. */
const KEPT_BYTES = 1024 * 1024;

export type Packable = string | Uint8Array | number | readonly Packable[];

let kept = Buffer.allocUnsafe(FIRST_BYTES);

export function packed(value: Packable): Buffer {
  const packer = new Packer(kept);
  packer.write(value);
  if (packer.target.length <= KEPT_BYTES) kept = packer.target;
  return Buffer.from(packer.target.subarray(0, packer.at));
}

class Packer {
  target: Buffer<ArrayBuffer>;
  /** Where the next byte goes. */
  at = 0;

  constructor(target: Buffer<ArrayBuffer>) {
    this.target = target;
  }

  write(value: Packable): void {
    if (typeof value === 'string') this.#writeText(value);
    else if (typeof value === 'number') this.#writeHeader(UNSIGNED_32, value);
    else if (value instanceof Uint8Array) this.#writeBytes(value);
    else {
      this.#writeHeader(ARRAY_32, value.length);
      for (let index = 0; index < value.length; index++) this.write(value[index] as Packable);
    }
  }

  #writeText(text: string): void {
    this.#makeRoom(HEADER_BYTES + MOST_BYTES_A_UNIT * text.length);
    const begin = this.at + HEADER_BYTES;
    const written = text.length <= SHORT_CHARACTERS ? this.#ascii(text, begin) : -1;
    const length = written < 0 ? this.target.write(text, begin) : written;
    this.#writeHeader(STRING_32, length);
    this.at = begin + length;
  }

  /** Bytes written; -1 where there is more than ASCII in it. */
  #ascii(text: string, begin: number): number {
    const { target } = this;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return -1;
      target[begin + index] = unit;
    }
    return text.length;
  }

  #writeBytes(bytes: Uint8Array): void {
    this.#makeRoom(HEADER_BYTES + bytes.length);
    this.#writeHeader(STRING_32, bytes.length);
    this.target.set(bytes, this.at);
    this.at += bytes.length;
  }

  #writeHeader(kind: number, value: number): void {
    this.#makeRoom(HEADER_BYTES);
    const { target, at } = this;
    target[at] = kind;
    target[at + 1] = value >>> 24;
    target[at + 2] = value >>> 16;
    target[at + 3] = value >>> 8;
    target[at + 4] = value;
    this.at = at + HEADER_BYTES;
  }

  #makeRoom(bytes: number): void {
    const needed = this.at + bytes;
    if (needed <= this.target.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.target.length, needed));
    larger.set(this.target.subarray(0, this.at));
    this.target = larger;
  }
}

/**
 * As much of MessagePack as our scripts unpack: arrays, byte strings and whole numbers, with the shortest header where the
 * length is known before. What is written is thereby one argument: for the client, an argument of a command costs more than a row.
 */

/** How what follows is announced. */
interface Form {
  /** Up to so many, the header is one byte: `short` with the number in it. */
  readonly most: number;
  readonly short: number;
  /** First byte of the headers with a number of 8 (0: there is none), 16 and 32 bits behind it. */
  readonly of8: number;
  readonly of16: number;
  readonly of32: number;
}

const ARRAY: Form = { most: 0x0f, short: 0x90, of8: 0, of16: 0xdc, of32: 0xdd };
const STRING: Form = { most: 0x1f, short: 0xa0, of8: 0xd9, of16: 0xda, of32: 0xdb };
const UNSIGNED: Form = { most: 0x7f, short: 0x00, of8: 0xcc, of16: 0xcd, of32: 0xce };
const LONGEST_HEADER = 5;
/** Of UTF-8, for a UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;
/** Keys and numbers, nearly all of ASCII: a call of the platform takes longer than a look at each character. */
const SHORT_CHARACTERS = STRING.most;
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
    else if (typeof value === 'number') this.#writeHeader(UNSIGNED, value);
    else if (value instanceof Uint8Array) this.#writeBytes(value);
    else {
      this.#writeHeader(ARRAY, value.length);
      for (let index = 0; index < value.length; index++) this.write(value[index] as Packable);
    }
  }

  #writeText(text: string): void {
    this.#makeRoom(LONGEST_HEADER + MOST_BYTES_A_UNIT * text.length);
    if (text.length <= SHORT_CHARACTERS && this.#writeAscii(text, this.at + 1)) {
      this.target[this.at] = STRING.short | text.length;
      this.at += 1 + text.length;
      return;
    }
    const length = this.target.write(text, this.at + LONGEST_HEADER);
    this.#writeLongHeader(STRING.of32, length);
    this.at += length;
  }

  /** Whether it is of ASCII: then it is written at `begin`. */
  #writeAscii(text: string, begin: number): boolean {
    const { target } = this;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return false;
      target[begin + index] = unit;
    }
    return true;
  }

  #writeBytes(bytes: Uint8Array): void {
    this.#makeRoom(LONGEST_HEADER + bytes.length);
    this.#writeHeader(STRING, bytes.length);
    this.target.set(bytes, this.at);
    this.at += bytes.length;
  }

  #writeHeader({ most, short, of8, of16, of32 }: Form, value: number): void {
    this.#makeRoom(LONGEST_HEADER);
    const { target, at } = this;
    if (value <= most) {
      target[at] = short | value;
      this.at = at + 1;
    } else if (value <= 0xff && of8 !== 0) {
      target[at] = of8;
      target[at + 1] = value;
      this.at = at + 2;
    } else if (value <= 0xffff) {
      target[at] = of16;
      target[at + 1] = value >>> 8;
      target[at + 2] = value;
      this.at = at + 3;
    } else this.#writeLongHeader(of32, value);
  }

  #writeLongHeader(of32: number, value: number): void {
    const { target, at } = this;
    target[at] = of32;
    target[at + 1] = value >>> 24;
    target[at + 2] = value >>> 16;
    target[at + 3] = value >>> 8;
    target[at + 4] = value;
    this.at = at + LONGEST_HEADER;
  }

  #makeRoom(bytes: number): void {
    const needed = this.at + bytes;
    if (needed <= this.target.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.target.length, needed));
    larger.set(this.target.subarray(0, this.at));
    this.target = larger;
  }
}

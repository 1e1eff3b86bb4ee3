/**
 * Reads an interaction from its Avro by hand, field after field in the order of the schema. Each tally reads every record of
 * the log: the objects and strings that avsc makes on the way were a quarter of all that a tally allocated
 * (docs/decisions/0048). It reads what avsc reads of the same bytes; interaction-reader.property.test.ts holds them against each other.
 */
import {
  type AuthorHash,
  INTERACTION_KINDS,
  type InteractionKind,
  type LoggedInteraction,
  type Money,
  RECORD_ROLES,
  type RecordRole,
  type Segment,
  type Subject,
} from '@grapevine/core/model/interaction.ts';
import { HASH_BYTES, readHash } from './person-hash.ts';
import { RememberedNames } from './remembered-names.ts';

/** By their numbers in the schema; the first, `unknown`, is what a later version writes. */
const KINDS: readonly (InteractionKind | null)[] = [null, ...INTERACTION_KINDS];
const ROLES: readonly (RecordRole | null)[] = [null, ...RECORD_ROLES];
const MOST = Number.MAX_SAFE_INTEGER - 1;
const NOBODY: readonly string[] = [];

const names = new RememberedNames();

/** Given where an interaction begins in `bytes`; throws a RangeError for what no interaction of this schema holds. */
export class InteractionReader {
  private readonly bytes: Buffer;
  /** Beyond the end of `bytes` where something is missing: to be asked when all is read. */
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Properties are read in the order in which they stand here, which is that of the schema. */
  interaction(): LoggedInteraction {
    return {
      type: 'interaction',
      id: this.text(),
      kind: this.symbol(KINDS),
      role: this.symbol(ROLES),
      atMs: this.long(),
      platform: this.name(),
      post: this.text(),
      parent: this.isThere() ? this.text() : null,
      thread: this.isThere() ? this.text() : null,
      author: this.isThere() ? this.person() : null,
      followers: this.isThere() ? this.long() : null,
      text: this.isThere() ? this.text() : null,
      lang: this.isThere() ? this.name() : null,
      url: this.isThere() ? this.text() : null,
      brands: this.isThere() ? this.names() : null,
      itemBrands: this.names(),
      ownOf: this.names(),
      sentimentMilli: this.isThere() ? this.long() : null,
      sentimentBy: this.name(),
      harmClaim: this.flag(),
      reaction: this.isThere() ? this.name() : null,
      segment: this.isThere() ? this.segment() : null,
      campaign: this.isThere() ? this.name() : null,
      value: this.isThere() ? this.money() : null,
      referrer: this.isThere() ? this.text() : null,
      rating: this.isThere() ? this.double() : null,
      count: this.long(),
      total: this.isThere() ? this.long() : null,
    };
  }

  /** The first fields alone. */
  subject(): Subject {
    this.take(this.length());
    const kind = this.symbol(KINDS);
    this.symbol(ROLES);
    this.long();
    return { kind, platform: this.name(), post: this.text() };
  }

  private segment(): Segment {
    return {
      country: this.isThere() ? this.name() : null,
      region: this.isThere() ? this.name() : null,
      ageBand: this.isThere() ? this.name() : null,
      gender: this.isThere() ? this.name() : null,
      interest: this.isThere() ? this.name() : null,
    };
  }

  private money(): Money {
    return { amountMinor: this.long(), currency: this.name() };
  }

  /** Variable length, seven bits a byte, zigzag; exact up to 2^53 - 2, beyond that refused. */
  private long(): number {
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
  private isThere(): boolean {
    const branch = this.long();
    if (branch === 1) return true;
    if (branch === 0) return false;
    throw new RangeError(`branch ${branch} of a union of two`);
  }

  private symbol<Symbol>(symbols: readonly (Symbol | null)[]): Symbol {
    const symbol = symbols[this.long()];
    if (symbol !== undefined && symbol !== null) return symbol;
    // Where the end is missing, that is what is wrong.
    if (this.at > this.bytes.length) return symbols[1] as Symbol;
    throw new RangeError('a symbol that this version does not know');
  }

  private flag(): boolean {
    return this.bytes[this.at++] !== 0;
  }

  private double(): number {
    const at = this.take(8);
    return this.at > this.bytes.length ? 0 : this.bytes.readDoubleLE(at);
  }

  private person(): AuthorHash {
    const at = this.take(HASH_BYTES);
    return this.at > this.bytes.length ? 0n : readHash(this.bytes, at);
  }

  private text(): string {
    const at = this.take(this.length());
    return this.bytes.toString('utf8', at, this.at);
  }

  /** A text of which there are few. */
  private name(): string {
    const at = this.take(this.length());
    return this.at > this.bytes.length ? '' : names.at(this.bytes, at, this.at);
  }

  private names(): readonly string[] {
    let count = this.long();
    if (count === 0) return NOBODY;
    const list: string[] = [];
    for (; count !== 0; count = this.long()) {
      if (count < 0) {
        count = -count;
        this.long();
      }
      // No item takes less than a byte.
      const left = this.bytes.length - this.at;
      if (count > left) throw new RangeError(`${count} items in ${left} bytes`);
      for (; count > 0 && this.at <= this.bytes.length; count--) list.push(this.name());
    }
    return list;
  }

  private length(): number {
    const length = this.long();
    if (length < 0) throw new RangeError(`a text of ${length} bytes`);
    return length;
  }

  /** Goes on behind so many bytes; where they begin. */
  private take(bytes: number): number {
    const begin = this.at;
    this.at += bytes;
    return begin;
  }
}

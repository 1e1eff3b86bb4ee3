/**
 * The few fields of an interaction that the race's job needs, read from its Avro by hand, as Interaction.java does: in
 * the order of the schema up to `brands`, and no further. One object is filled again for each record.
 */
import { INTERACTION_KINDS } from '@grapevine/core/model/interaction.ts';
import { RACE_KINDS } from './counts.ts';

const INTERACTION = 0;
const ITEM = 1;
const MENTIONS = 0;
const NOTHING = -1;
const KIND_OF: Readonly<Record<string, (typeof RACE_KINDS)[number]>> = {
  like: 'likes',
  share: 'shares',
  comment: 'comments',
  view: 'views',
};
/** By the number of the kind in the schema, which begins with `unknown`. */
const KIND_OF_ACT = ['unknown', ...INTERACTION_KINDS].map((kind) => {
  const counted = KIND_OF[kind];
  return counted === undefined ? NOTHING : RACE_KINDS.indexOf(counted);
});

export class ProjectedInteraction {
  isItem = false;
  /** Index in RACE_KINDS; -1: nothing that this job counts. */
  kind = NOTHING;
  atMs = 0;
  brands: string[] = [];
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;

  /** False: a mark. */
  read(bytes: Buffer): boolean {
    this.bytes = bytes;
    this.at = 0;
    if (this.readLong() !== INTERACTION) return false;
    this.skipBytes(); // id
    const symbol = this.readLong();
    this.isItem = this.readLong() === ITEM;
    this.kind = this.isItem ? MENTIONS : (KIND_OF_ACT[symbol] ?? NOTHING);
    this.atMs = this.readLong();
    this.skipBytes(); // platform
    this.skipBytes(); // post
    if (this.readLong() === 1) this.skipBytes(); // parent
    if (this.readLong() === 1) this.skipBytes(); // thread
    if (this.readLong() === 1) this.at += 8; // author
    if (this.readLong() === 1) this.readLong(); // followers
    if (this.readLong() === 1) this.skipBytes(); // text
    if (this.readLong() === 1) this.skipBytes(); // lang
    if (this.readLong() === 1) this.skipBytes(); // url
    this.brands = this.readLong() === 1 ? this.readStrings() : [];
    return true;
  }

  private readStrings(): string[] {
    const strings: string[] = [];
    for (let items = this.readLong(); items !== 0; items = this.readLong()) {
      if (items < 0) {
        items = -items;
        this.readLong(); // the block's length in bytes
      }
      for (; items > 0; items--) {
        const length = this.readLong();
        strings.push(this.bytes.toString('utf8', this.at, this.at + length));
        this.at += length;
      }
    }
    return strings;
  }

  private skipBytes(): void {
    const length = this.readLong();
    this.at += length;
  }

  /** Avro's long: variable length, zigzag. In numbers, since it may be beyond 32 bits. */
  private readLong(): number {
    let byte = this.bytes[this.at++] as number;
    let n = byte & 0x7f;
    for (let scale = 128; byte >= 128; scale *= 128) {
      byte = this.bytes[this.at++] as number;
      n += (byte & 0x7f) * scale;
    }
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  }
}

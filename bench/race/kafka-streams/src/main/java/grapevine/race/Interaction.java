package grapevine.race;

import java.util.Arrays;

/**
 * The few fields of a record of grapevine.interactions.v1 that the job needs, read from its Avro by hand: in the order of
 * the schema (packages/engine/src/records/interaction-schema.ts) up to `brands`, and no further. A generic reader with a
 * projected schema would skip the same fields, and cost more.
 *
 * One instance is used again for each record.
 */
final class Interaction {
  static final int MENTIONS = 0;
  static final int LIKES = 1;
  static final int SHARES = 2;
  static final int COMMENTS = 3;
  static final int VIEWS = 4;
  static final int KINDS = 5;

  /** 0x00 and the schema's id, four bytes. */
  private static final int FRAME_BYTES = 5;
  private static final int INTERACTION = 0;
  private static final int ITEM = 1;
  /** By the number of the kind in the schema: unknown, post, review, comment, quote, like, unlike, share, ... view. */
  private static final int[] KIND_OF_ACT = {-1, -1, -1, COMMENTS, -1, LIKES, -1, SHARES, -1, -1, -1, VIEWS};

  private final int schemaId;
  private byte[] bytes;
  private int at;

  boolean isItem;
  /** One of the above; -1: nothing that this job counts. */
  int kind;
  long atMs;
  /** Ids on the log. */
  byte[][] brands = new byte[4][];
  int brandCount;

  Interaction(int schemaId) {
    this.schemaId = schemaId;
  }

  /** False: a mark. */
  boolean read(byte[] value) {
    bytes = value;
    at = FRAME_BYTES;
    int id = (value[1] & 0xff) << 24 | (value[2] & 0xff) << 16 | (value[3] & 0xff) << 8 | (value[4] & 0xff);
    if (value[0] != 0 || id != schemaId) throw new IllegalStateException("a record of schema " + id);
    if (readLong() != INTERACTION) return false;
    skipBytes(); // id
    int symbol = (int) readLong();
    isItem = readLong() == ITEM;
    kind = isItem ? MENTIONS : symbol < KIND_OF_ACT.length ? KIND_OF_ACT[symbol] : -1;
    atMs = readLong();
    skipBytes(); // platform
    skipBytes(); // post
    if (readLong() == 1) skipBytes(); // parent
    if (readLong() == 1) skipBytes(); // thread
    if (readLong() == 1) at += 8; // author
    if (readLong() == 1) readLong(); // followers
    if (readLong() == 1) skipBytes(); // text
    if (readLong() == 1) skipBytes(); // lang
    if (readLong() == 1) skipBytes(); // url
    brandCount = 0;
    if (readLong() == 1) readBrands();
    return true;
  }

  private void readBrands() {
    for (long items = readLong(); items != 0; items = readLong()) {
      if (items < 0) {
        items = -items;
        readLong(); // the block's length in bytes
      }
      for (; items > 0; items--) {
        int length = (int) readLong();
        if (brandCount == brands.length) brands = Arrays.copyOf(brands, 2 * brandCount);
        brands[brandCount++] = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
      }
    }
  }

  private void skipBytes() {
    int length = (int) readLong();
    at += length;
  }

  /** Avro's long: variable length, zigzag. */
  private long readLong() {
    int b = bytes[at++];
    long n = b & 0x7f;
    for (int shift = 7; b < 0; shift += 7) {
      b = bytes[at++];
      n |= (b & 0x7fL) << shift;
    }
    return (n >>> 1) ^ -(n & 1);
  }
}

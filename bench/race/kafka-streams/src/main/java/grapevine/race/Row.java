package grapevine.race;

import java.util.Arrays;

/**
 * What the stores hold: a long for each kind, behind them (for a post) the brands that its acts count for. As bytes, so
 * that the stores' serdes have nothing to do; changed in a copy, because a store keeps the array that it is given.
 *
 *     mentions | likes | ... | length | brand | length | brand | ...
 */
final class Row {
  private static final int COUNTS_BYTES = Interaction.KINDS * Long.BYTES;

  private Row() {}

  static byte[] empty() {
    return new byte[COUNTS_BYTES];
  }

  static byte[] withOneMore(byte[] row, int kind) {
    byte[] changed = Arrays.copyOf(row, row.length);
    write(changed, kind, count(row, kind) + 1);
    return changed;
  }

  static byte[] withBrands(byte[] row, byte[][] brands, int brandCount) {
    int length = COUNTS_BYTES;
    for (int i = 0; i < brandCount; i++) length += 1 + brands[i].length;
    byte[] changed = Arrays.copyOf(row, length);
    int at = COUNTS_BYTES;
    for (int i = 0; i < brandCount; i++) {
      changed[at++] = (byte) brands[i].length;
      System.arraycopy(brands[i], 0, changed, at, brands[i].length);
      at += brands[i].length;
    }
    return changed;
  }

  /** Where the first brand stands (its length), or the row's end. */
  static int firstBrand() {
    return COUNTS_BYTES;
  }

  static byte[] brandAt(byte[] row, int at) {
    return Arrays.copyOfRange(row, at + 1, at + 1 + (row[at] & 0xff));
  }

  static long count(byte[] row, int kind) {
    long n = 0;
    for (int at = kind * Long.BYTES, end = at + Long.BYTES; at < end; at++) n = n << 8 | (row[at] & 0xff);
    return n;
  }

  private static void write(byte[] row, int kind, long n) {
    int first = kind * Long.BYTES;
    for (int at = first + Long.BYTES - 1; at >= first; at--, n >>= 8) row[at] = (byte) n;
  }
}

package grapevine.race;

/** Says, a line each, when so many records have been counted and are in Redis; who measures reads CPU times then. */
final class Progress {
  private final long[] marks;
  private long records;
  private int next;

  /** Ascending. */
  Progress(long[] marks) {
    this.marks = marks;
  }

  synchronized void upserted(long more) {
    records += more;
    while (next < marks.length && records >= marks[next]) {
      next += 1;
      if (next == marks.length || records < marks[next]) System.out.println(records);
    }
  }
}

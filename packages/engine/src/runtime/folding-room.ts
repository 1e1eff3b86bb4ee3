/**
 * Room for the records that the partitions of one process fold at a time, in the order in which they ask for it.
 *
 * A batch that is folded waits for the posts that it needs. Partitions that do so all at once win nothing, since one thread
 * folds them, and what they hold meanwhile outlives the young generation: with 64 partitions that were behind, the posts of half
 * a million records, and those decoded, a quarter of all work (docs/decisions/0047). Small batches, of partitions
 * that are not behind, all find room.
 */
export class FoldingRoom {
  private readonly records: number;
  private free: number;
  private readonly waiting: { readonly records: number; readonly enter: () => void }[] = [];

  /** `records`: at most, > 0; a batch of more than these has it all for itself. */
  constructor(records: number) {
    this.records = records;
    this.free = records;
  }

  /** Does the work on so many records, when there is room for them. */
  async during<T>(records: number, work: () => Promise<T>): Promise<T> {
    const taken = Math.min(records, this.records);
    if (this.waiting.length > 0 || taken > this.free) {
      await new Promise<void>((enter) => this.waiting.push({ records: taken, enter }));
    } else this.free -= taken;
    try {
      return await work();
    } finally {
      this.free += taken;
      this.admit();
    }
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined && next.records <= this.free; next = this.waiting[0]) {
      this.waiting.shift();
      this.free -= next.records;
      next.enter();
    }
  }
}

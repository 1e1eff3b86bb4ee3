/**
 * What likes, reposts, replies and quotes were about, because Jetstream's deletes do not say: they name the record that
 * is gone, and nobody keeps it. Bounded: whoever takes a like back mostly does so within minutes. An entry is kept when
 * it has been asked for, so that frames that come again are read as the first time.
 */

export class SubjectMemory {
  private readonly generationSize: number;
  private young = new Map<string, string>();
  private old = new Map<string, string>();

  /** `limit`: entries kept at most, of which the newest half is certain. 0 keeps none. */
  constructor(limit: number) {
    this.generationSize = Math.ceil(limit / 2);
  }

  note(uri: string, subject: string): void {
    if (this.generationSize === 0) return;
    if (this.young.size >= this.generationSize && !this.young.has(uri)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(uri, subject);
  }

  subjectOf(uri: string): string | undefined {
    return this.young.get(uri) ?? this.old.get(uri);
  }

  get size(): number {
    return this.young.size + this.old.size;
  }
}

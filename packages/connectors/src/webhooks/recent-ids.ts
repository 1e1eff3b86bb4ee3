/**
 * Ids of deliveries that were taken lately, so that the same again is known. Bounded, and not kept over a restart:
 * whoever is forgotten too soon is only taken twice, and what is in it counts once all the same.
 */
const MAX_IDS = 100_000;

export class RecentIds {
  private readonly keptMs: number;
  /** Id -> until when; in the order of their coming, which is that of their going. */
  private readonly untilMs = new Map<string, number>();

  constructor(keptMs: number) {
    this.keptMs = keptMs;
  }

  has(id: string, nowMs: number): boolean {
    return (this.untilMs.get(id) ?? 0) > nowMs;
  }

  note(id: string, nowMs: number): void {
    this.untilMs.delete(id);
    this.untilMs.set(id, nowMs + this.keptMs);
    for (const [oldest, until] of this.untilMs) {
      if (until > nowMs && this.untilMs.size <= MAX_IDS) return;
      this.untilMs.delete(oldest);
    }
  }
}

/**
 * What a partition's marks say about event time, straight from the definition: the least over the live feeds that hold
 * the watermark of their newest mark; it never goes back; none live: it stands; all done: the largest `done`.
 * A feed that does not hold the watermark has no say in any of this.
 */
import type { EventTimeMs, Mark } from '@grapevine/core/model/interaction.ts';

export class WatermarkOracle {
  readonly #newest = new Map<string, Mark>();
  #watermarkMs: EventTimeMs | null = null;

  /** `null` until a feed that holds has spoken. */
  get watermarkMs(): EventTimeMs | null {
    return this.#watermarkMs;
  }

  read(mark: Mark): void {
    this.#newest.set(JSON.stringify([mark.source, mark.worker]), mark);
    const claimMs = this.#claimMs();
    if (claimMs !== null && (this.#watermarkMs === null || claimMs > this.#watermarkMs)) this.#watermarkMs = claimMs;
  }

  #claimMs(): EventTimeMs | null {
    const holding = [...this.#newest.values()].filter((mark) => mark.holds);
    const lowestFirst = (marks: readonly Mark[]) => marks.map((mark) => mark.lowWatermarkMs).sort((a, b) => a - b);
    const live = lowestFirst(holding.filter((mark) => mark.state === 'live'));
    if (live.length > 0) return live[0] as number;
    const done = lowestFirst(holding.filter((mark) => mark.state === 'done'));
    return done.length > 0 && done.length === holding.length ? (done.at(-1) as number) : null;
  }
}

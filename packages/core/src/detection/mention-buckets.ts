/** A brand's mentions of the last hours in buckets of ten minutes: how many, how many negative, how many positive. */
import { floorTo, HOUR_MS } from '../windows/pane.ts';
import { BUCKET_MS } from './baseline.ts';

/** As far back as any rule looks. */
export const MENTIONS_KEPT_MS = 6 * HOUR_MS;

export interface MentionSums {
  mentions: number;
  negative: number;
  positive: number;
}

type Bucket = [startMs: number, mentions: number, negative: number, positive: number];
export type PackedMentions = readonly Readonly<Bucket>[];

export class MentionBuckets {
  /** Ascending; buckets without mentions are not there. At most 36 and the one that is filling. */
  private buckets: Bucket[] = [];

  add(paneMs: number, { mentions, negative, positive }: Readonly<MentionSums>): void {
    const startMs = floorTo(paneMs, BUCKET_MS);
    let last = this.buckets.at(-1);
    if (last?.[0] !== startMs) {
      this.buckets = this.buckets.filter((bucket) => bucket[0] >= startMs - MENTIONS_KEPT_MS);
      last = [startMs, 0, 0, 0];
      this.buckets.push(last);
    }
    last[1] += mentions;
    last[2] += negative;
    last[3] += positive;
  }

  /** Sums of the buckets in `[fromMs, toMs)`, both on the grid of ten minutes. */
  sums(fromMs: number, toMs: number): Readonly<MentionSums> {
    const sums: MentionSums = { mentions: 0, negative: 0, positive: 0 };
    for (const [startMs, mentions, negative, positive] of this.buckets) {
      if (startMs < fromMs || startMs >= toMs) continue;
      sums.mentions += mentions;
      sums.negative += negative;
      sums.positive += positive;
    }
    return sums;
  }

  /** When the last mention still kept fell; `null`: none is kept. */
  get newestMs(): number | null {
    return this.buckets.at(-1)?.[0] ?? null;
  }

  pack(): PackedMentions {
    return this.buckets;
  }

  static unpack(packed: PackedMentions): MentionBuckets {
    const mentions = new MentionBuckets();
    mentions.buckets = packed.map((bucket) => [...bucket]);
    return mentions;
  }
}

/**
 * Spans of event time in which counts may be wrong, since records had passed their retention before they could be counted
 * (law 8): too low, and too high by what was delivered again when its first delivery had passed. A partition that is folded anew from a log that does not reach back knows nothing of the posts and the
 * late events before its first step T; radar had final panes up to F by then, from before or from a checkpoint:
 *
 *                  F - 7 d         T             F            T + 7 d
 *     T before F   |--late totals--|    whole    |--reactions to posts from before T--|
 *
 *                  F - 7 d         F             T            T + 7 d
 *     T after F    |--late totals--|---nothing---|--reactions to posts from before T--|
 *
 * Seven days (and the rest of an hour) are what a late event may be late by, and how long a post is remembered: where
 * T + 7 d is no later than F nothing is missing.
 */
import { LATE_HOURS_KEPT_MS } from '../../windows/lateness.ts';
import { HOUR_MS } from '../../windows/pane.ts';

/** `[fromMs, toMs)`; `null`: from the beginning. */
export interface Gap {
  readonly fromMs: number | null;
  readonly toMs: number;
}

/** What was asked for: `[fromMs, toMs)`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export type PackedGaps = readonly (readonly [number | null, number])[];

const REMEMBERED_MS = LATE_HOURS_KEPT_MS + HOUR_MS;
/** Beyond it the two oldest are joined, with what lies between them: more is said to be missing, never less. */
const MOST_GAPS = 16;

/** What is missing when a partition is complete from `completeFromMs` on, and panes were final up to `finalUntilMs`. */
export function gapsAfter(completeFromMs: number, finalUntilMs: number | null): readonly Gap[] {
  const toMs = completeFromMs + REMEMBERED_MS;
  if (finalUntilMs === null) return [{ fromMs: null, toMs }];
  if (toMs <= finalUntilMs) return [];
  const lateFromMs = finalUntilMs - REMEMBERED_MS;
  if (completeFromMs >= finalUntilMs) return [{ fromMs: lateFromMs, toMs }];
  const late = { fromMs: lateFromMs, toMs: completeFromMs };
  return [...(late.fromMs < late.toMs ? [late] : []), { fromMs: finalUntilMs, toMs }];
}

export class Gaps {
  private gaps: readonly Gap[];

  constructor(packed: PackedGaps) {
    this.gaps = packed.map(([fromMs, toMs]) => ({ fromMs, toMs }));
  }

  /** Ascending; no two of them touch. */
  get all(): readonly Gap[] {
    return this.gaps;
  }

  pack(): PackedGaps {
    return this.gaps.map(({ fromMs, toMs }) => [fromMs, toMs]);
  }

  add(some: readonly Gap[]): void {
    const joined: Gap[] = [];
    for (const gap of [...this.gaps, ...some].sort((a, b) => beginOf(a) - beginOf(b))) {
      const last = joined.at(-1);
      if (last === undefined || beginOf(gap) > last.toMs) joined.push(gap);
      else joined[joined.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, gap.toMs) };
    }
    while (joined.length > MOST_GAPS) {
      const [first, second] = joined.splice(0, 2) as [Gap, Gap];
      joined.unshift({ fromMs: first.fromMs, toMs: second.toMs });
    }
    this.gaps = joined;
  }
}

/** Those that have a part in `[fromMs, toMs)`. */
export function gapsWithin(gaps: readonly Gap[], range: Span): readonly Gap[] {
  return gaps.filter((gap) => beginOf(gap) < range.toMs && gap.toMs > range.fromMs);
}

function beginOf({ fromMs }: Gap): number {
  return fromMs ?? Number.NEGATIVE_INFINITY;
}

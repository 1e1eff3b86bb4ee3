/**
 * What a rule counts in the window that ends at an instant, whatever is usual: those conditions of a finding that need no
 * history, by their names. By these an alert can be checked when what was usual then is not known any more.
 */
import { FAST_WINDOW_MS, SLOW_WINDOW_MS } from '../../detection/count-series.ts';
import type { RuleClass } from '../../detection/rule-set.ts';
import type { Watch } from '../../detection/watch.ts';
import type { PeopleKind } from '../../model/pulse.ts';

export type WindowCounts = Readonly<Record<string, number>>;

/** `watch` has been advanced to `atMs`. */
export function windowCounts(
  name: RuleClass,
  { watch, atMs, windowMs }: { readonly watch: Watch; readonly atMs: number; readonly windowMs: number },
  peopleIn: (kind: PeopleKind, windowMs: number) => number,
): WindowCounts {
  switch (name) {
    case 'negative-surge': {
      const acts = windowMs === FAST_WINDOW_MS ? watch.negative.fastActs : watch.negative.slowActs;
      return { acts, people: peopleIn('negative', windowMs) };
    }
    case 'harm-claim':
      return { acts: watch.harm?.slowActs ?? 0, people: peopleIn('harm', SLOW_WINDOW_MS) };
    case 'viral-negative':
      return { people: peopleIn('negative', SLOW_WINDOW_MS) };
    case 'sentiment-fall':
      return { mentions: watch.mentions.sums(atMs - windowMs, atMs).mentions };
    case 'voice-shock':
    case 'no-data':
      return {};
  }
}

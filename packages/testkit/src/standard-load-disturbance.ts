/**
 * What a real feed does to an orderly one: interactions that come late, come twice, or are taken back. The disturbance
 * draws from a stream of chance of its own, so that the interactions underneath are those of the undisturbed load.
 */

import type { SimulatedInteraction } from './market-interaction.ts';
import { rfc3339 } from './market-interaction.ts';
import { Random } from './random.ts';

/** Shares of all interactions delivered, each 0..1, together at most 1. */
export interface Disturbance {
  readonly seed: number;
  /** How many interactions are delivered in all. */
  readonly events: number;
  readonly lateShare: number;
  readonly redeliveredShare: number;
  readonly retractionShare: number;
}

const STREAM = 1;
const REMEMBERED = 4096;
// A quarter of what is remembered cannot be taken back, so that this many draws find something, nearly always.
const RETRACTION_DRAWS = 8;
const LEAST_LATENESS_MS = 60_000;
const MOST_LATENESS_MS = 30 * 60_000;

/** Delivers `events` interactions; what is taken back was delivered before and is taken back once. */
export function* disturbed(
  orderly: Iterable<SimulatedInteraction>,
  disturbance: Disturbance,
): Generator<SimulatedInteraction, void, undefined> {
  const { seed, events, lateShare, redeliveredShare, retractionShare } = disturbance;
  const random = new Random(seed, STREAM);
  const remembered: SimulatedInteraction[] = [];
  const retracted = new Set<string>();
  const source = orderly[Symbol.iterator]();
  let orderlyOnes = 0;
  let lastAt = '';

  for (let delivered = 0; delivered < events; delivered++) {
    const draw = random.uniform();
    if (draw < redeliveredShare && remembered.length > 0) {
      yield random.pick(remembered);
      continue;
    }
    if (draw >= redeliveredShare && draw < redeliveredShare + retractionShare && remembered.length > 0) {
      const retraction = someRetraction();
      if (retraction !== null) {
        yield retraction;
        continue;
      }
    }
    const next = source.next();
    if (next.done === true) return;
    lastAt = next.value.at;
    // A late post would be preceded, in event time, by its own engagement: only acts come late.
    const late = next.value.kind !== 'post' && random.chance(lateShare);
    const interaction = late ? { ...next.value, at: earlier(next.value.at) } : next.value;
    remembered[orderlyOnes % REMEMBERED] = interaction;
    orderlyOnes++;
    yield interaction;
  }

  function someRetraction(): SimulatedInteraction | null {
    for (let draw = 0; draw < RETRACTION_DRAWS; draw++) {
      const retraction = retractionOf(random.pick(remembered), lastAt);
      if (retraction === null || retracted.has(retraction.id)) continue;
      retracted.add(retraction.id);
      return retraction;
    }
    return null;
  }

  function earlier(at: string): string {
    return rfc3339(Date.parse(at) - LEAST_LATENESS_MS - random.integer(MOST_LATENESS_MS - LEAST_LATENESS_MS));
  }
}

/** What takes the interaction back at the given time; null for posts and views, which stay. */
function retractionOf(interaction: SimulatedInteraction, at: string): SimulatedInteraction | null {
  const { id, kind, platform, post, parent, author } = interaction;
  if (post === undefined || author === undefined) return null;
  if (kind === 'like') return { id: `${id}-off`, kind: 'unlike', at, platform, post, author };
  if (kind === 'share') return { id: `${id}-off`, kind: 'unshare', at, platform, post, author };
  if (kind === 'comment' && parent !== undefined)
    return { id: `${id}-off`, kind: 'delete', at, platform, post, parent, author };
  return null;
}

/**
 * Recomputes an alert from the log, by the very code that runs live, as far as the log still reaches:
 *
 *     full         a checkpoint from before it, or the log's beginning, and all pulses since: the whole alert
 *     window       the pulses of its window only: the acts that it counted; what was usual then is not known any more
 *     arithmetic   nothing of that: what follows from the numbers in the alert itself
 *
 * Each includes what comes below it.
 */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import type { WindowCounts } from '@grapevine/core/stages/radar/window-counts.ts';
import { type Difference, differencesOf, ownDifferences } from '@grapevine/core/verification/alert-differences.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { OwnedState } from '../ports/state-store.ts';
import { newestCheckpoint, type StoredCheckpoint } from './checkpoint-log.ts';
import { type HeldConfiguration, heldConfigurations } from './configuration-log.ts';
import { decideAgain } from './decide-again.ts';
import { radarScope } from './radar-work.ts';
import { TOPICS } from './topics.ts';

export type Reach = 'full' | 'window' | 'arithmetic';

/** Why it went no further. */
export type Limit =
  /** There is no log to be read: the alert alone was given. */
  | 'no-log'
  /** The log keeps no configuration by which it was decided. */
  | 'configuration-unknown'
  /** The log does not have its beginning any more, and no checkpoint from before the alert. */
  | 'no-checkpoint'
  /** The pulses of its window have passed their retention. */
  | 'pulses-passed';

export interface Verification {
  readonly reach: Reach;
  /** `null`: it went all the way. */
  readonly limit: Limit | null;
  /** None: it is what it says, as far as it reached. */
  readonly differences: readonly Difference[];
}

export interface VerifyOptions {
  readonly log: EventLog;
  /** A scope in which there is nothing yet, for radar's rows. */
  readonly state: OwnedState;
  /** Of the interactions topic; default 8. */
  readonly partitions?: number;
  readonly signal: AbortSignal;
}

export async function verifyAlert(alert: Alert, options: VerifyOptions): Promise<Verification> {
  const { log } = options;
  const { group, atMs, brand, window } = alert;
  const own = ownDifferences(alert);
  const held = await heldConfigurations(log, group);
  if (!held.some(({ fromMs }) => fromMs <= atMs)) {
    return { reach: 'arithmetic', limit: 'configuration-unknown', differences: own };
  }
  const beginning = await beginningFor(log, group, atMs);
  const rule = holdingAt(held, atMs).rules.find(({ id }) => id === alert.rule.id);
  const seen: Seen = { sinceMs: null, counts: null };
  const { alerts } = await decideAgain({
    ...options,
    configuration: (decidedMs) => holdingAt(held, decidedMs),
    ...(beginning.kind === 'checkpoint' && { from: beginning.checkpoint }),
    untilMs: atMs,
    onDecided(decidedMs, _attentionOf, countsOf) {
      seen.sinceMs ??= decidedMs;
      if (decidedMs !== atMs || rule === undefined) return;
      seen.counts = countsOf(brand, rule.class, window.toMs - window.fromMs);
    },
  });
  if (beginning.kind === 'none') return inItsWindow(alert, seen, own);
  const again = alerts.find(({ id }) => id === alert.id);
  const differences = again === undefined ? [NOT_RAISED] : differencesOf(alert, again);
  return { reach: 'full', limit: null, differences: [...own, ...differences] };
}

const NOT_RAISED: Difference = { field: 'alert', stated: 'raised', computed: 'not raised' };

interface Seen {
  /** The first instant that was decided upon again. */
  sinceMs: number | null;
  /** In the alert's window, at its instant. */
  counts: WindowCounts | null;
}

/** What its rule counted, where all pulses of its window are there still. */
function inItsWindow(
  { window, conditions }: Alert,
  { sinceMs, counts }: Seen,
  own: readonly Difference[],
): Verification {
  const counted = conditions.filter(({ name }) => counts?.[name] !== undefined);
  if (counted.length === 0 || sinceMs === null || sinceMs > window.fromMs) {
    return { reach: 'arithmetic', limit: 'pulses-passed', differences: own };
  }
  const differences = counted
    .map(({ name, value }): Difference => ({ field: `${name} in the window`, stated: value, computed: counts?.[name] }))
    .filter(({ stated, computed }) => stated !== computed);
  return { reach: 'window', limit: 'no-checkpoint', differences: [...own, ...differences] };
}

type Beginning =
  | { readonly kind: 'checkpoint'; readonly checkpoint: StoredCheckpoint }
  | { readonly kind: 'start' }
  | { readonly kind: 'none' };

async function beginningFor(log: EventLog, group: string, atMs: number): Promise<Beginning> {
  const { topic, partitions } = TOPICS.pulses;
  const { startOffset } = await log.bounds(topic, partitionOf(group, partitions));
  const checkpoint = await newestCheckpoint(log, radarScope(group), atMs);
  if (checkpoint !== null && checkpoint.head.position >= startOffset) return { kind: 'checkpoint', checkpoint };
  return startOffset === 0 ? { kind: 'start' } : { kind: 'none' };
}

function holdingAt(held: readonly HeldConfiguration[], atMs: number): RadarConfiguration {
  const holding = held.findLast(({ fromMs }) => fromMs <= atMs) ?? held[0];
  return (holding as HeldConfiguration).configuration;
}

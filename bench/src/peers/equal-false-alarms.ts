/** The settings of a peer's rule, and which of them compares fairly with a given number of false alarms. */

export interface PeerSetting {
  readonly knob: number;
  readonly quietHours: number;
}

export interface Measured {
  readonly falseAlarms: number;
  readonly found: number;
  /** How soon, over everything that was to be found; what was missed is infinitely late. */
  readonly medianDelayMs: number;
}

const LEAST_KNOB = 1.05;
const STEPS = 240;
const STEP = 1.03;
const QUIET_HOURS = [1, 8, 24] as const;

/** Knobs from 1.05 to some 1,250, three per cent apart, each with three lengths of quiet after which an episode is over. */
export function everySetting(): readonly PeerSetting[] {
  return QUIET_HOURS.flatMap((quietHours) =>
    Array.from({ length: STEPS }, (_, step) => ({ knob: LEAST_KNOB * STEP ** step, quietHours })),
  );
}

/** Of all settings with no more false alarms than `most`, the one that finds most, and of those the soonest. */
export function bestWithin<T extends Measured>(all: readonly T[], most: number): T | null {
  const within = all.filter(({ falseAlarms }) => falseAlarms <= most);
  return within.reduce<T | null>((best, one) => {
    if (best === null || one.found > best.found) return one;
    return one.found === best.found && one.medianDelayMs < best.medianDelayMs ? one : best;
  }, null);
}

/** The upper one of two in the middle. */
export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.POSITIVE_INFINITY;
}

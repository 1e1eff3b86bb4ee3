/**
 * Velocity of a post: engagements a minute, each weighing half as much ten minutes of event time later
 * (exponential decay, Cormode et al., "Forward decay", ICDE 2009).
 *
 *     mass(t) = sum of count_i * 2^(-(t - t_i) / 10 min)        velocity(t) = mass(t) * ln 2 / 10 min
 *
 * so that a steady rate of r a minute gives r. Since all masses shrink alike, the order of two posts never changes
 * without a new act: `rank` compares them at any instant.
 */
import { exp2, log } from '../../arithmetic/exp.ts';
import { MINUTE_MS } from '../../windows/pane.ts';

export const VELOCITY_HALF_LIFE_MS = 10 * MINUTE_MS;
const PER_MINUTE = Math.LN2 / 10;

interface Mass {
  mass: number;
  massAtMs: number;
}

/** Adds acts at `atMs`; one that comes late weighs what it would weigh by now. */
export function addMass(target: Mass, count: number, atMs: number): void {
  const elapsedMs = atMs - target.massAtMs;
  if (elapsedMs > 0) {
    target.mass = target.mass * decay(elapsedMs) + count;
    target.massAtMs = atMs;
  } else {
    target.mass += count * decay(-elapsedMs);
  }
}

/** Engagements a minute at `atMs` (not before the last act). */
export function velocityAt(source: Readonly<Mass>, atMs: number): number {
  return source.mass * decay(Math.max(0, atMs - source.massAtMs)) * PER_MINUTE;
}

/** What is left of a velocity after some time without any act. */
export function fadedVelocity(velocity: number, elapsedMs: number): number {
  return velocity * decay(Math.max(0, elapsedMs));
}

/** Larger means faster, at every instant; -Infinity without any engagement. */
export function velocityRank(source: Readonly<Mass>): number {
  if (source.mass <= 0) return Number.NEGATIVE_INFINITY;
  return log(source.mass) / Math.LN2 + source.massAtMs / VELOCITY_HALF_LIFE_MS;
}

function decay(elapsedMs: number): number {
  if (elapsedMs === 0) return 1;
  return exp2(-elapsedMs / VELOCITY_HALF_LIFE_MS);
}

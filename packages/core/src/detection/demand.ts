/**
 * How much more than its floor a rule asks of a brand, by the brand's own alarms: each makes the next one harder, and
 * without alarms the demand comes down again.
 *
 *     factor = 2^level        an alarm: level + step, at most `most`        a week: level - alarms put up with x step
 *
 * So a brand whose ordinary talk comes in bursts teaches the rule what is ordinary there, and its alarms keep to what is
 * put up with in the long run (a stochastic approximation of a quantile: Robbins and Monro 1951), as far as `most` allows:
 * a severe crisis must still be found in the week after another.
 */
import { exp2 } from '../arithmetic/exp.ts';
import { DAY_MS } from '../windows/pane.ts';

export interface DemandSettings {
  readonly step: number;
  readonly most: number;
}

export class Demand {
  private readonly settings: DemandSettings;
  private level = 0;
  private atMs = 0;

  constructor(settings: DemandSettings) {
    this.settings = settings;
  }

  /** By how much the floor is multiplied now; 1 without alarms. `atMs` not before the last `raise`. */
  factorAt(atMs: number, alarmsPerWeek: number): number {
    return exp2(this.levelAt(atMs, alarmsPerWeek));
  }

  /** One alarm more. */
  raise(atMs: number, alarmsPerWeek: number): void {
    this.level = Math.min(this.settings.most, this.levelAt(atMs, alarmsPerWeek) + this.settings.step);
    this.atMs = atMs;
  }

  pack(): PackedDemand {
    return [this.level, this.atMs];
  }

  static unpack(settings: DemandSettings, [level, atMs]: PackedDemand): Demand {
    const demand = new Demand(settings);
    demand.level = level;
    demand.atMs = atMs;
    return demand;
  }

  private levelAt(atMs: number, alarmsPerWeek: number): number {
    const weeks = (atMs - this.atMs) / (7 * DAY_MS);
    return Math.max(0, this.level - this.settings.step * alarmsPerWeek * weeks);
  }
}

export type PackedDemand = readonly [level: number, atMs: number];

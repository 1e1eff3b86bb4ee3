/**
 * A threshold that keeps to a number of alarms, whatever the tail of what it watches looks like.
 *
 *     surprise                 x                 x   alarm: the threshold goes up by a step
 *     threshold   ----____      ______
 *                         ----_|      ----____ _|     without alarms it comes down: `falseAlarmsPerWeek` steps a week
 *                                             -
 *
 * So a stream of nothing but noise gives no more than `falseAlarmsPerWeek` in the long run, and one whose spikes are
 * usual teaches the threshold what is unusual there; theory only says where it begins. (A stochastic approximation of a
 * quantile: Robbins and Monro 1951; as a control of false alarms: Gibbs and Candes, "Adaptive conformal inference under
 * distribution shift", 2021.)
 *
 * One episode is one alarm: it lasts until the surprise has stayed small for some hours without a break.
 */
import { DAY_MS } from '../windows/pane.ts';

export interface AlarmThresholdSettings {
  /** What a surprise must reach at first. */
  readonly first: number;
  /** How much more after each alarm. */
  readonly step: number;
  readonly falseAlarmsPerWeek: number;
  /** A surprise below this is small; the threshold never falls below it. */
  readonly small: number;
  /** How long an episode must have been quiet to be over. */
  readonly quietMs: number;
}

export class AlarmThreshold {
  /** What a surprise must reach now. */
  level: number;
  private readonly settings: AlarmThresholdSettings;
  /** For how long the open episode has been quiet; `null` where none is open. */
  private quietForMs: number | null = null;

  constructor(settings: AlarmThresholdSettings) {
    this.settings = settings;
    this.level = settings.first;
  }

  /** Takes the surprise of the next `elapsedMs`; says whether an episode begins with it. */
  take(surprise: number, elapsedMs: number): boolean {
    const { step, falseAlarmsPerWeek, small, quietMs } = this.settings;
    this.level = Math.max(small, this.level - (step * falseAlarmsPerWeek * elapsedMs) / (7 * DAY_MS));
    if (this.quietForMs !== null) {
      this.quietForMs = surprise < small ? this.quietForMs + elapsedMs : 0;
      if (this.quietForMs >= quietMs) this.quietForMs = null;
    }
    if (this.quietForMs !== null || surprise < this.level) return false;
    this.quietForMs = 0;
    this.level += step;
    return true;
  }
}

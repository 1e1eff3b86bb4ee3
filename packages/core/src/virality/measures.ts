/** How good forecasts were, over cascades of which the end is known. Sums only, so that a file of any length can be measured. */
import { log } from '../arithmetic/exp.ts';
import type { AgeForecast, DoublingForecast } from './forecast-run.ts';
import type { Range, ShareForecast } from './growth-head.ts';
import { HORIZON_SECONDS } from './snapshot.ts';

/** Of one target, the end or a horizon; `null` without a cascade. */
export interface TargetMeasures {
  /** Mean of |log(acts forecast / acts that came)|. */
  readonly meanAbsoluteLogError: number | null;
  /** The same, had every cascade been expected to stop where it was. */
  readonly ifItStopsNow: number | null;
  /** Parts of the cascades whose count lay in the interval. */
  readonly coverage80: number | null;
  readonly coverage95: number | null;
  /** Mean of log(high / low) of the 80 % interval, in acts. */
  readonly meanWidth80: number | null;
}

export interface AgeMeasures extends TargetMeasures {
  readonly cascades: number;
  /** By seconds ahead. */
  readonly ahead: Readonly<Record<number, TargetMeasures>>;
}

export class AgeMeter {
  private cascades = 0;
  private readonly whole = new TargetMeter();
  private readonly ahead = HORIZON_SECONDS.map(() => new TargetMeter());

  add({ snapshot, forecast, ends }: AgeForecast): void {
    this.cascades++;
    this.whole.add(forecast.final, snapshot.shares, ends[0] as number);
    this.ahead.forEach((meter, index) => {
      meter.add(forecast.ahead[index] as ShareForecast, snapshot.shares, ends[index + 1] as number);
    });
  }

  measures(): AgeMeasures {
    const ahead = HORIZON_SECONDS.map((seconds, index) => [
      seconds,
      (this.ahead[index] as TargetMeter).measures(this.cascades),
    ]);
    return { cascades: this.cascades, ...this.whole.measures(this.cascades), ahead: Object.fromEntries(ahead) };
  }
}

class TargetMeter {
  private error = 0;
  private growth = 0;
  private in80 = 0;
  private in95 = 0;
  private width = 0;

  add({ shares, range80, range95 }: ShareForecast, seenShares: number, shareCount: number): void {
    this.error += Math.abs(log((shares + 1) / (shareCount + 1)));
    this.growth += log((shareCount + 1) / (seenShares + 1));
    if (holds(range80, shareCount)) this.in80++;
    if (holds(range95, shareCount)) this.in95++;
    this.width += log((range80.high + 1) / (range80.low + 1));
  }

  measures(cascades: number): TargetMeasures {
    const mean = (sum: number) => (cascades === 0 ? null : rounded(sum / cascades));
    return {
      meanAbsoluteLogError: mean(this.error),
      ifItStopsNow: mean(this.growth),
      coverage80: mean(this.in80),
      coverage95: mean(this.in95),
      meanWidth80: mean(this.width),
    };
  }
}

export interface DoublingMeasures {
  readonly cascades: number;
  readonly doubled: number;
  /** How often one that doubled was given more than one that did not (area under the ROC curve); `null` without both. */
  readonly areaUnderCurve: number | null;
  /** Mean squared error of the probability. */
  readonly meanSquaredError: number | null;
}

export class DoublingMeter {
  private readonly asked: DoublingForecast[] = [];

  add(forecast: DoublingForecast): void {
    this.asked.push(forecast);
  }

  measures(): DoublingMeasures {
    const doubled = this.asked.filter(({ hasDoubled }) => hasDoubled).length;
    const others = this.asked.length - doubled;
    const squares = this.asked.reduce((sum, { probability, hasDoubled }) => {
      const error = probability - (hasDoubled ? 1 : 0);
      return sum + error * error;
    }, 0);
    return {
      cascades: this.asked.length,
      doubled,
      areaUnderCurve: doubled * others === 0 ? null : rounded(pairsWon(this.asked) / (doubled * others)),
      meanSquaredError: this.asked.length === 0 ? null : rounded(squares / this.asked.length),
    };
  }
}

/** Pairs of one that doubled and one that did not, in which the former was given more; a tie is half a pair. */
function pairsWon(asked: readonly DoublingForecast[]): number {
  const ascending = [...asked].sort((a, b) => a.probability - b.probability);
  let won = 0;
  let below = 0;
  for (let start = 0; start < ascending.length; ) {
    const { probability } = ascending[start] as DoublingForecast;
    let end = start;
    let yes = 0;
    for (; end < ascending.length && ascending[end]?.probability === probability; end++) {
      if (ascending[end]?.hasDoubled === true) yes++;
    }
    const no = end - start - yes;
    won += yes * (below + no / 2);
    below += no;
    start = end;
  }
  return won;
}

/** Within the interval, with room for rounding. */
function holds({ low, high }: Range, shareCount: number): boolean {
  return shareCount >= low - 1e-9 && shareCount <= high + 1e-9;
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

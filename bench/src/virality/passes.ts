/** The two ways in which a forecaster is measured: in one pass over all, and on each fold after the four others. */
import { ForecastRun, type ForecastRunOptions } from '@grapevine/core/virality/forecast-run.ts';
import { type AgeMeasures, AgeMeter, type DoublingMeasures, DoublingMeter } from '@grapevine/core/virality/measures.ts';
import type { RecordedCascade } from '@grapevine/core/virality/recorded-cascade.ts';
import { Random } from '@grapevine/testkit/random.ts';

const FOLDS = 5;

export interface Measured {
  readonly byAgeSeconds: Readonly<Record<number, AgeMeasures>>;
  readonly doubling: DoublingMeasures;
}

class Meters {
  private readonly options: ForecastRunOptions;
  private readonly ages: readonly AgeMeter[];
  private readonly doubling = new DoublingMeter();

  constructor(options: ForecastRunOptions) {
    this.options = options;
    this.ages = options.agesSeconds.map(() => new AgeMeter());
  }

  take(run: ForecastRun, cascade: RecordedCascade): void {
    const { ages, doubling } = run.take(cascade);
    ages.forEach((age, index) => {
      this.ages[index]?.add(age);
    });
    if (doubling !== null) this.doubling.add(doubling);
  }

  measured(): Measured {
    const ages = this.options.agesSeconds.map(
      (age, index) => [age, (this.ages[index] as AgeMeter).measures()] as const,
    );
    return { byAgeSeconds: Object.fromEntries(ages), doubling: this.doubling.measures() };
  }
}

/** As the command does it: each cascade by what was learned from those before it. */
export function onePass(cascades: readonly RecordedCascade[], options: ForecastRunOptions): Measured {
  const meters = new Meters(options);
  const run = new ForecastRun(options);
  for (const cascade of cascades) meters.take(run, cascade);
  return meters.measured();
}

/** Each fifth after a pass over the four others, in an order of a fixed seed. */
export function crossValidated(cascades: readonly RecordedCascade[], options: ForecastRunOptions): Measured {
  const meters = new Meters(options);
  const shuffled = new Random(5).shuffle(cascades);
  for (let fold = 0; fold < FOLDS; fold++) {
    const run = new ForecastRun(options);
    for (const cascade of shuffled.filter((_, index) => index % FOLDS !== fold)) run.take(cascade);
    for (const cascade of shuffled.filter((_, index) => index % FOLDS === fold)) meters.take(run, cascade);
  }
  return meters.measured();
}

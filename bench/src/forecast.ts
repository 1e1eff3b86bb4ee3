/**
 * How good the virality forecasts are: `npm run bench -- forecast` on the cascades that lie beside the repository and on
 * simulated ones, `npm run bench -- forecast FILE.ndjson` on a file of `./grapevine forecast`. One JSON object.
 *
 * The Weibo sample went into what is shipped, so it is measured with what was learned from simulated cascades alone.
 */

import { readCascades } from '@grapevine/cli/forecasting/read-cascades.ts';
import { ForecastRun, type Shipped } from '@grapevine/core/virality/forecast-run.ts';
import type { RecordedCascade } from '@grapevine/core/virality/recorded-cascade.ts';
import { SHIPPED_PRIORS } from '@grapevine/core/virality/shipped-priors.ts';
import { simulatedCascades } from '@grapevine/testkit/simulated-cascades.ts';
import { fitPriors } from './virality/fit-priors.ts';
import { leastSquaresError } from './virality/least-squares.ts';
import { LESSON } from './virality/lesson.ts';
import { crossValidated, onePass } from './virality/passes.ts';
import { auspolCascades, newsCascades, seismicCascade, weiboCascades } from './virality/recorded-cascades.ts';

const AGES_SECONDS = [600, 3_600];
const ABSENT = 'the data is absent';

function measure(
  cascades: readonly RecordedCascade[] | null,
  { after = 100, shipped = SHIPPED_PRIORS }: { readonly after?: number; readonly shipped?: Shipped } = {},
): unknown {
  if (cascades === null) return { skipped: ABSENT };
  const options = { agesSeconds: AGES_SECONDS, after, shipped };
  return {
    cascades: cascades.length,
    doublingAfter: after,
    leastSquaresInFiveFolds: Object.fromEntries(AGES_SECONDS.map((age) => [age, leastSquaresError(cascades, age)])),
    crossValidated: crossValidated(cascades, options),
    onePass: onePass(cascades, options),
  };
}

/** One large cascade that grew late: a check that forecasts stay finite and follow it. */
function followSeismic(): unknown {
  const cascade = seismicCascade();
  if (cascade === null) return { skipped: ABSENT };
  const agesSeconds = [300, 600, 1_800, 3_600, 7_200, 21_600];
  const { ages } = new ForecastRun({ agesSeconds, after: null, shipped: SHIPPED_PRIORS }).take(cascade);
  return {
    finalShares: cascade.seconds.length - 1,
    byAgeSeconds: Object.fromEntries(
      ages.map(({ snapshot, forecast }) => [
        snapshot.ageSeconds,
        {
          shares: snapshot.shares,
          forecast: Math.round(forecast.final.shares),
          low95: Math.round(forecast.final.range95.low),
          high95: Math.round(forecast.final.range95.high),
          reproduction: Number(snapshot.reproduction.value.toFixed(2)),
        },
      ]),
    ),
  };
}

async function cascadesOf(file: string): Promise<RecordedCascade[]> {
  const cascades: RecordedCascade[] = [];
  for await (const line of readCascades(file)) {
    if (line.kind === 'refused') throw new Error(`${file}:${line.line}: ${line.message}`);
    cascades.push(line.cascade);
  }
  return cascades;
}

function allMeasures(): Record<string, unknown> {
  const simulatedOnly = fitPriors([simulatedCascades(LESSON.seed, LESSON)]);
  return {
    weibo: measure(weiboCascades(), { shipped: simulatedOnly }),
    auspol20: measure(auspolCascades(20), { after: 20 }),
    auspolAll: measure(auspolCascades(1), { after: 20 }),
    news: measure(newsCascades()),
    simulated: measure(simulatedCascades(4_091, { count: 1_500, leastActs: 50 })),
    seismicExample: followSeismic(),
  };
}

const [file] = process.argv.slice(2);
const results = file === undefined ? allMeasures() : { [file]: measure(await cascadesOf(file)) };
process.stdout.write(`${JSON.stringify({ benchmark: 'forecast', ...results }, null, 2)}\n`);

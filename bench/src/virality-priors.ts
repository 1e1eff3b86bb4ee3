/**
 * Fits what the forecaster begins with, and writes packages/core/src/virality/shipped-priors.ts: `npm run bench --
 * virality-priors`, then `npm run format`. Learned from simulated cascades of a fixed seed, then from the Weibo sample of
 * CasFlow (MIT); no other data goes into it. The same inputs give the same file.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { simulatedCascades } from '@grapevine/testkit/simulated-cascades.ts';
import { fitPriors } from './virality/fit-priors.ts';
import { LESSON } from './virality/lesson.ts';
import { weiboCascades } from './virality/recorded-cascades.ts';

const FILE = fileURLToPath(new URL('../../packages/core/src/virality/shipped-priors.ts', import.meta.url));
const HEAD = `/**
 * What forecasts begin with. Made by \`npm run bench -- virality-priors\`, not by hand: from simulated cascades, then from
 * 30 Weibo cascades (the sample of Xovee/casflow, MIT).
 */
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: these are fitted numbers
import type { Shipped } from './forecast-run.ts';

export const SHIPPED_PRIORS: Shipped = `;

const weibo = weiboCascades();
if (weibo === null) {
  process.stdout.write(
    `${JSON.stringify({ benchmark: 'virality-priors', skipped: 'the data of cascades-casflow-sample is absent' })}\n`,
  );
} else {
  const lessons = [simulatedCascades(LESSON.seed, LESSON), weibo];
  const shipped = fitPriors(lessons);
  // Four digits are more than thirty cascades can tell.
  const text = JSON.stringify(shipped, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(4)) : value,
  );
  writeFileSync(FILE, `${HEAD}${text};\n`);
  process.stdout.write(
    `${JSON.stringify({ benchmark: 'virality-priors', cascades: lessons.map((lesson) => lesson.length), heads: shipped.heads.length })}\n`,
  );
}

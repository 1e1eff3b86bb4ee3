/**
 * The rules of four peers, as they are published, beside Grapevine's: what each finds, and how soon, when its knob is set
 * so that it gives no more false alarms. JSON on standard output; the part without its data says so.
 *
 *   npm run bench -- peers [--seeds 1-3] [--learn 4] [--weeks 8]
 */
import { parseArgs } from 'node:util';
import { printReport } from './measuring/report.ts';
import { hasNabData, NAB_ABSENT, nabFiles } from './nab/nab-files.ts';
import { crisisComparison } from './peers/crisis-comparison.ts';
import { nabComparison } from './peers/nab-comparison.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1-3' },
    learn: { type: 'string', default: '4' },
    weeks: { type: 'string', default: '8' },
  },
});
const [first = 1, last = first] = values.seeds.split('-').map(Number);
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);

printReport('peers', values, {
  nab: hasNabData() ? nabComparison(nabFiles()) : { skipped: NAB_ABSENT },
  simulatedCrises: await crisisComparison({
    seeds,
    learnWeeks: Number(values.learn),
    measuredWeeks: Number(values.weeks),
  }),
});

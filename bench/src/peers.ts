/**
 * The rules of four peers, as they are published, beside Grapevine's: what each finds, and how soon, when its knob is set
 * so that it gives no more false alarms. JSON on standard output; without the data it says so and ends with status 0.
 *
 *   npm run bench -- peers
 */
import { printReport } from './measuring/report.ts';
import { hasNabData, NAB_ABSENT, nabFiles } from './nab/nab-files.ts';
import { nabComparison } from './peers/nab-comparison.ts';

printReport('peers', {}, { nab: hasNabData() ? nabComparison(nabFiles()) : { skipped: NAB_ABSENT } });

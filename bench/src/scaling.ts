/**
 * Whether an event costs the same in a long run as in a short one, and whether memory stays flat: the bench `end-to-end`
 * at two lengths, each in a process of its own. JSON on standard output.
 *
 *   npm run bench -- scaling [--short 1000000] [--long 4000000] [--seed 1]
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rounded } from './measuring/cost.ts';
import type { MemorySample } from './measuring/memory.ts';
import { printReport } from './measuring/report.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'string', default: '1000000' },
    long: { type: 'string', default: '4000000' },
    seed: { type: 'string', default: '1' },
  },
});
const END_TO_END = fileURLToPath(new URL('./end-to-end.ts', import.meta.url));

interface Run {
  readonly cpuUsPerEvent: number;
  readonly samples: readonly (MemorySample & { readonly events: number })[];
}

function runOf(events: string): Run {
  const args = [END_TO_END, '--events', events, '--seed', values.seed];
  const report = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as { readonly figures: Run };
  return report.figures;
}

/** The largest of each half of a run: what is flat has the same in both. */
function halvesOf({ samples }: Run, part: keyof MemorySample): { readonly first: number; readonly second: number } {
  const middle = samples.length / 2;
  const most = (some: Run['samples']) => Math.max(...some.map((sample) => sample[part]));
  return { first: most(samples.slice(0, middle)), second: most(samples.slice(middle)) };
}

const short = runOf(values.short);
const long = runOf(values.long);
printReport('scaling', values, {
  cpuRatio: rounded(long.cpuUsPerEvent / short.cpuUsPerEvent, 3),
  anonymousMbOfLong: halvesOf(long, 'anonymousMb'),
  heapUsedMbOfLong: halvesOf(long, 'heapUsedMb'),
  short,
  long,
});

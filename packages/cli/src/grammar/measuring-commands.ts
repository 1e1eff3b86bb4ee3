/** The grammar of the commands that measure the parts on labelled files, with the very code that runs live. */
import { FALSE_ALARMS_PER_WEEK } from '@grapevine/core/detection/surge-detector.ts';
import type { Command } from 'commander';
import type { SurgeFlags } from '../commands/surge.ts';
import { positiveNumber } from '../option-values.ts';
import type { Finish } from '../program.ts';
import type { Shell } from '../shell.ts';

const MOST_ALARMS_PER_WEEK = 1000;

export function addMeasuringCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('surge')
    .description('the surges in a series of counts, each row judged by what came before it')
    .argument(
      '<file>',
      'CSV with the header timestamp,value, a row an interval; also .gz and .zst; - is standard input',
    )
    .option(
      '--false-alarms <n>',
      'how many a week are put up with, in the long run',
      positiveNumber(MOST_ALARMS_PER_WEEK),
      FALSE_ALARMS_PER_WEEK,
    )
    .option('--json', 'one JSON document for each row')
    .addHelpText(
      'after',
      `
The first two rows give the interval. Timestamps without a zone are UTC. Rows may be missing: nothing is known of them.
With --json: timestamp (as given), score (0 to 1), alarm (true once an episode), expected, tailProbability.

Examples:
  $ ./grapevine surge mentions.csv
  $ ./grapevine surge mentions.csv.gz --json | jq -c 'select(.alarm)'`,
    )
    .action((file: string, flags: SurgeFlags) =>
      finish(async () => (await import('../commands/surge.ts')).runSurge(file, flags, shell)),
    );
}

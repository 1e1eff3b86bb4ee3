/** The grammar of forecast: measure the virality forecasts on recorded cascades. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ForecastFlags } from '../commands/forecast.ts';
import { durationValue, wholeNumber } from '../option-values.ts';
import type { Finish } from '../program.ts';
import type { Shell } from '../shell.ts';

const MOST_ACTS = 1_000_000;
const MOST_AGES = 20;

export function addForecastCommand(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('forecast')
    .description('forecast recorded cascades as if they were live, and measure how good that was')
    .argument('<file>', 'NDJSON, one cascade a line (.gz and .zst are unpacked; - is standard input)')
    .addOption(
      new Option('--at <ages>', 'ages of the post to forecast at, such as 10m,60m')
        .argParser(agesValue)
        .default([600, 3_600], '10m,60m'),
    )
    .option(
      '--after <n>',
      'at so many posts and shares, ask whether there will be twice as many',
      wholeNumber(1, MOST_ACTS),
      100,
    )
    .option('--json', 'a JSON document for each forecast, one a line')
    .addHelpText(
      'after',
      `
A line: {"id": "1", "t": [0, 12, 40], "followers": [310, 22, 7], "brand": "united", "platform": "x"}
  t          seconds since the post, ascending; the first is the post itself, 0
  followers  of the author of each of them (optional: forecasts are better with it)
  brand, platform  (optional) what is particular to them is learned

Each cascade is forecast from what was seen by then, by a model that has learned from the cascades before it in the
file: so the order of the lines matters, and nothing looks ahead. docs/virality.md says what the numbers mean.

Examples:
  $ ./grapevine forecast cascades.ndjson.gz
  $ ./grapevine forecast cascades.ndjson --at 10m,60m --after 100 --json`,
    )
    .action((file: string, flags: ForecastFlags) =>
      finish(async () => (await import('../commands/forecast.ts')).runForecast(file, flags, shell)),
    );
}

/** Seconds, in the order given. */
function agesValue(text: string): readonly number[] {
  const seconds = text.split(',').map((one) => durationValue(one.trim()) / 1_000);
  if (seconds.includes(0)) throw new InvalidArgumentError('An age must be longer than 0s.');
  if (new Set(seconds).size < seconds.length) throw new InvalidArgumentError('An age is named twice.');
  if (seconds.length > MOST_AGES) throw new InvalidArgumentError(`These are more than ${MOST_AGES} ages.`);
  return seconds;
}

/** The grammar of the commands that try rules out: backtest, rules test. */
import { type Command, Option } from 'commander';
import type { BacktestFlags } from '../commands/backtest.ts';
import type { RulesTestFlags } from '../commands/rules.ts';
import { durationValue, instantValue } from '../option-values.ts';
import type { Finish } from '../program.ts';
import type { Shell } from '../shell.ts';
import { SEVERITIES } from '../terminal/severity.ts';

export function addBacktestCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('backtest')
    .description('what rules would have raised: on files, or on what the log of an instance still keeps')
    .argument('[file...]', '.ndjson or .csv, also .gz and .zst; without any, the log of --data-dir')
    .option('--rules <file>', 'YAML with what stands below "alerts:" (default: the alerts of the configuration)')
    .option('--against <file>', 'other rules to hold them against, on the same data')
    .option(
      '--labels <file>',
      'CSV of what there was: brand,from,to,label (crisis or calm), and at, when it was known; `incidents --labels` makes one',
    )
    .option('--report <file>', 'also a page for people: HTML in one file, in the language of the configuration')
    .addOption(new Option('--from <instant>', 'judge from here on; what comes before teaches').argParser(instantValue))
    .addOption(new Option('--to <instant>', 'judge up to here').argParser(instantValue))
    .addOption(new Option('--fail-on <severity>', 'exit 1 when an incident is at least so severe').choices(SEVERITIES))
    .option('--config <file>', 'which brands to watch (default: ./grapevine.yaml, or that of the data)')
    .option('--data-dir <dir>', 'whose log to read (default: GRAPEVINE_DATA_DIR or ./.grapevine)')
    .option('--mapping <file>', 'of CSV: which column is what')
    .addOption(
      new Option('--delay <duration>', 'how far events in a file may be out of order')
        .argParser(durationValue)
        .default(5000, '5s'),
    )
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Exit codes: 1 when a labelled crisis was missed, or as --fail-on says; 3 when a line of a file was dead-lettered.

Examples:
  $ ./grapevine backtest posts.ndjson.gz --labels crises.csv
  $ ./grapevine backtest posts.ndjson --rules new.yaml --against old.yaml
  $ ./grapevine backtest --data-dir .grapevine --rules new.yaml --from 2026-11-01T00:00:00Z`,
    )
    .action((files: string[], flags: BacktestFlags) =>
      finish(async () => (await import('../commands/backtest.ts')).runBacktest(files, flags, shell)),
    );

  const rules = program.command('rules').description('rules of your own');
  rules
    .command('test')
    .description('unit tests of rules: situations, and what must be raised in them')
    .argument('<file>', 'YAML with brands, rules and tests; see docs/rules.md')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Exit code 1 when a test fails.

Example:
  $ ./grapevine rules test examples/rules/launch.test.yaml`,
    )
    .action((file: string, flags: RulesTestFlags) =>
      finish(async () => (await import('../commands/rules.ts')).runRulesTest(file, flags, shell)),
    );
}

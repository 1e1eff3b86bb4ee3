/** The grammar of the commands that read: counters, voice, top, incidents, alerts. */
import { WINDOW_IDS } from '@grapevine/core/reading/window-range.ts';
import { type Command, Option } from 'commander';
import type { AlertsFlags } from '../commands/alerts.ts';
import type { CountersFlags } from '../commands/counters.ts';
import type { IncidentsFlags } from '../commands/incidents.ts';
import type { TopFlags } from '../commands/top.ts';
import type { VoiceFlags } from '../commands/voice.ts';
import { instantValue, wholeNumber } from '../option-values.ts';
import type { Finish } from '../program.ts';
import type { Shell } from '../shell.ts';
import { SEVERITIES } from '../terminal/severity.ts';
import { langOption, withSource } from './source-options.ts';

const MAX_LIMIT = 200;

export function addReadingCommands(program: Command, shell: Shell, finish: Finish): void {
  withSource(program.command('counters'))
    .description('the numbers of a brand over a rolling window')
    .argument('<brand>', 'id of a brand of the configuration')
    .addOption(windowOption())
    .addOption(atOption())
    .addOption(new Option('--by <dimension>', 'cut by this, over whole hours').choices(['platform', 'country']))
    .addHelpText(
      'after',
      `
Examples:
  $ ./grapevine counters united
  $ ./grapevine counters united --window 24h --by platform
  $ ./grapevine counters united --window 7d --at 2026-11-20T12:00:00Z --data-dir .grapevine/replays/posts.ndjson-1a2b3c4d`,
    )
    .action((brand: string, flags: CountersFlags) =>
      finish(async () => (await import('../commands/counters.ts')).runCounters(brand, flags, shell)),
    );

  withSource(program.command('voice'))
    .description('the shares of voice in a market')
    .argument('<market>', 'id of a market of the configuration')
    .addOption(windowOption())
    .addOption(atOption())
    .addOption(
      new Option('--by <basis>', 'what is shared')
        .choices(['volume', 'engagement', 'authors', 'reach'])
        .default('volume'),
    )
    .action((market: string, flags: VoiceFlags) =>
      finish(async () => (await import('../commands/voice.ts')).runVoice(market, flags, shell)),
    );

  withSource(program.command('top'))
    .description('the posts that spread')
    .option('--brand <brand>', 'of this brand only')
    .addOption(
      new Option('--by <order>', 'what comes first')
        .choices(['velocity', 'shares', 'negative', 'forecast'])
        .default('velocity'),
    )
    .option('--limit <n>', 'at most so many posts', wholeNumber(1, MAX_LIMIT), 10)
    .action((flags: TopFlags) => finish(async () => (await import('../commands/top.ts')).runTop(flags, shell)));

  withSource(program.command('incidents'))
    .description('the crises that were found')
    .addOption(
      new Option('--state <state>', 'those that are not over, or all').choices(['open', 'all']).default('open'),
    )
    .option('--brand <brand>', 'of this brand only')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 when one is at least so severe and not silenced').choices(SEVERITIES),
    )
    .option('--labels', 'instead: what people have said of them, as CSV, to try rules against')
    .addOption(langOption())
    .action((flags: IncidentsFlags) =>
      finish(async () => (await import('../commands/incidents.ts')).runIncidents(flags, shell)),
    );

  withSource(program.command('alerts'))
    .description('the notices that were given, the oldest first')
    .option('--brand <brand>', 'of this brand only')
    .option('--follow', 'wait for more; with --json one document a line')
    .option('--limit <n>', 'the newest so many', wholeNumber(1, MAX_LIMIT), 50)
    .addOption(langOption())
    .action((flags: AlertsFlags) =>
      finish(async () => (await import('../commands/alerts.ts')).runAlerts(flags, shell)),
    );
}

function windowOption(): Option {
  return new Option('--window <length>', 'length of the rolling window').choices(WINDOW_IDS).default('1h');
}

function atOption(): Option {
  return new Option('--at <instant>', 'end of the window, RFC 3339 (default: the newest event)').argParser(
    instantValue,
  );
}

/** Where a command gets its answers from, and in which language it tells them. */
import { type Command, Option } from 'commander';

export function withSource(command: Command): Command {
  return command
    .option('--url <url>', 'ask this running instance (default: http://127.0.0.1:8080, if it answers)')
    .option('--data-dir <dir>', 'use this data set of a stopped one')
    .option('--config <file>', 'configuration to read a data set by (default: its own)')
    .option('--json', 'one JSON document');
}

export function langOption(): Option {
  return new Option('--lang <locale>', 'of the words (default: locale of the configuration)').choices(['en', 'nb']);
}

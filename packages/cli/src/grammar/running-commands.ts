/** The grammar of the commands that take something in: demo, up, replay, ingest. */
import { type Command, Option } from 'commander';
import type { DemoFlags } from '../commands/demo.ts';
import type { IngestFlags } from '../commands/ingest.ts';
import type { ReplayFlags } from '../commands/replay.ts';
import type { UpFlags } from '../commands/up.ts';
import { ENGINE_NAMES } from '../live/engine-names.ts';
import { durationValue, speedValue, wholeNumber } from '../option-values.ts';
import type { Finish } from '../program.ts';
import type { Shell } from '../shell.ts';

const MAX_PORT = 65_535;
const DAY_SECONDS = 86_400;

export function addRunningCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('demo')
    .description('the whole system with a simulated market, and a crisis within a minute')
    .option('--seed <n>', 'another market, another crisis', wholeNumber(0, 999_999_999), 1)
    .option('--plain', 'plain lines instead of the live view')
    .option('--data-dir <dir>', 'keep the data there (default: a temporary folder, removed at the end)')
    .option('--duration <seconds>', 'end after so many seconds of the live market', wholeNumber(1, DAY_SECONDS))
    .option('--json', 'plain lines as JSON, one document a line')
    .addHelpText(
      'after',
      `
On a terminal it lives until Ctrl-C. Without one (into a file, a pipe, in the background) it ends by itself ten seconds
after the first alert, with exit code 0, or after three minutes without an alert; --duration 3600 keeps it for an hour.`,
    )
    .action((flags: DemoFlags) => finish(async () => (await import('../commands/demo.ts')).runDemo(flags, shell)));

  program
    .command('up')
    .description('the whole system in one process')
    .option('--config <file>', 'configuration (default: GRAPEVINE_CONFIG, else ./grapevine.yaml)')
    .option('--data-dir <dir>', 'where the data lies (default: GRAPEVINE_DATA_DIR, else ./.grapevine)')
    .addOption(
      new Option(
        '--engine <engine>',
        'what it runs on; of kafka the environment says where it is (GRAPEVINE_KAFKA_BROKERS, ...)',
      )
        .choices(ENGINE_NAMES)
        .default('embedded'),
    )
    .addOption(new Option('--source <kind...>', 'also read from there, with all defaults').choices(['bluesky']))
    .option('--port <port>', 'of the api; 0: any free one', wholeNumber(0, MAX_PORT), 8080)
    .option('--ingest-port <port>', 'of POST /v1/interactions; 0: any free one', wholeNumber(0, MAX_PORT), 8090)
    .option('--host <address>', 'address to listen on; beyond this machine only where there are keys', '127.0.0.1')
    .option('--json', 'the addresses as one JSON document')
    .action((flags: UpFlags) => finish(async () => (await import('../commands/up.ts')).runUp(flags, shell)));

  program
    .command('replay')
    .description('feed files through the engine, in a data set of their own')
    .argument('<file...>', '.ndjson or .csv, also .gz and .zst; - is standard input')
    .option('--config <file>', 'configuration (default: GRAPEVINE_CONFIG, else ./grapevine.yaml)')
    .option('--data-dir <dir>', 'the data set (default: one of its own below GRAPEVINE_DATA_DIR or ./.grapevine)')
    .addOption(
      new Option('--speed <speed>', 'max, realtime, or times as fast, such as 60x')
        .argParser(speedValue)
        .default(null, 'max'),
    )
    .option('--mapping <file>', 'of CSV: which column is what')
    .addOption(
      new Option('--delay <duration>', 'how far events in a file may be out of order')
        .argParser(durationValue)
        .default(5000, '5s'),
    )
    .option('--strict', 'stop at the first bad line')
    .option('--json', 'the summary as one JSON document')
    .addHelpText(
      'after',
      `
The same command goes on where an earlier run ended, also after kill -9. Bad lines are dead-lettered: exit code 3.

Examples:
  $ ./grapevine replay posts.ndjson comments.ndjson.gz
  $ ./grapevine replay tweets.csv --mapping tweets.yaml
  $ zstdcat archive.zst | ./grapevine replay - --data-dir archive`,
    )
    .action((files: string[], flags: ReplayFlags) =>
      finish(async () => (await import('../commands/replay.ts')).runReplay(files, flags, shell)),
    );

  program
    .command('ingest')
    .description('send files or standard input to a running instance')
    .argument('[file...]', '.ndjson, also .gz and .zst; - is standard input', ['-'])
    .option('--url <url>', 'of its ingest door', 'http://127.0.0.1:8090')
    .option('--json', 'the sums as one JSON document')
    .action((files: string[], flags: IngestFlags) =>
      finish(async () => (await import('../commands/ingest.ts')).runIngest(files, flags, shell)),
    );
}

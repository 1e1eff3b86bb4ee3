/** The grammar of the commands for whoever runs it: check, doctor, topics, erase, rebuild, dead-letters. */

import { STAGE_NAMES } from '@grapevine/engine/runtime/generation-log.ts';
import { type Command, Option } from 'commander';
import type { CheckFlags } from '../commands/check.ts';
import type { DeadLetterListFlags, DeadLetterReplayFlags, DeadLetterShowFlags } from '../commands/dead-letters.ts';
import type { DoctorFlags } from '../commands/doctor.ts';
import type { EraseFlags } from '../commands/erase.ts';
import type { RebuildFlags } from '../commands/rebuild.ts';
import type { TopicsFlags } from '../commands/topics.ts';
import { ENGINE_NAMES } from '../live/engine-names.ts';
import { DEAD_LETTER_REASONS } from '../operating/dead-letter-reasons.ts';
import { settingValue } from '../operating/letter-repair.ts';
import { wholeNumber } from '../option-values.ts';
import type { Finish } from '../program.ts';
import type { Shell } from '../shell.ts';

const MAX_LISTED = 1_000_000;

export function addOperatingCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('check')
    .description('every fault of a configuration, each with its place')
    .argument('[file]', 'default: GRAPEVINE_CONFIG, else ./grapevine.yaml')
    .option('--config <file>', 'the same as the argument')
    .option('--example', 'print a configuration to begin with')
    .option('--schema', 'print the JSON Schema of the file, for editors')
    .option('--json', 'the faults as one JSON document')
    .action((file: string | undefined, flags: CheckFlags) =>
      finish(async () => (await import('../commands/check.ts')).runCheck(file, flags, shell)),
    );

  program
    .command('doctor')
    .description('look at everything that it stands on, and say what is unsafe')
    .option('--config <file>', 'configuration (default: GRAPEVINE_CONFIG, else ./grapevine.yaml)')
    .option('--data-dir <dir>', 'data directory (default: GRAPEVINE_DATA_DIR, else ./.grapevine)')
    .addOption(
      new Option('--engine <engine>', 'what it runs on; of kafka the environment says where it is')
        .choices(ENGINE_NAMES)
        .default('embedded'),
    )
    .option('--language', 'instead: how often the sentiment of each language is wrong')
    .option('--json', 'one JSON document')
    .action((flags: DoctorFlags) =>
      finish(async () => (await import('../commands/doctor.ts')).runDoctor(flags, shell)),
    );

  const topics = program.command('topics').description('the topics on Kafka, as infra/topics.yaml plans them');
  topics
    .command('apply')
    .description('make those that are missing, mend settings that differ, register the schemas')
    .option('--json', 'one JSON document')
    .action((flags: TopicsFlags) =>
      finish(async () => (await import('../commands/topics.ts')).applyTopicPlan(flags, shell)),
    );
  topics
    .command('check')
    .description('what is not as planned; changes nothing')
    .option('--json', 'one JSON document')
    .action((flags: TopicsFlags) =>
      finish(async () => (await import('../commands/topics.ts')).checkTopicPlan(flags, shell)),
    );

  withDataSet(program.command('erase'))
    .description('forget a person: words and name go, counts stay')
    .argument('<platform>', 'such as bluesky')
    .argument('<author>', 'how the platform names this person')
    .option(
      '--url <url>',
      'ask this running instance (default: http://127.0.0.1:8080, if it answers); needs an admin key',
    )
    .action((platform: string, author: string, flags: EraseFlags) =>
      finish(async () => (await import('../commands/erase.ts')).erase({ platform, author }, flags, shell)),
    );

  withDataSet(program.command('rebuild'))
    .description(
      'count anew what the log holds, where state and log do not fit; the instance must be stopped, or run on Kafka',
    )
    .option('--config <file>', 'of the group on Kafka (default: GRAPEVINE_CONFIG, else ./grapevine.yaml)')
    .addOption(
      new Option('--stage <stage>', 'this stage, needed or not (default: those that cannot go on)').choices([
        ...STAGE_NAMES,
        'all',
      ]),
    )
    .option('--why <text>', 'recorded on the log', 'asked for by hand')
    .option('--dry-run', 'say what would be done, and what would be incomplete; change nothing')
    .option('--no-wait', 'on Kafka: do not wait until the services have done it')
    .addHelpText(
      'after',
      `
Exit codes: 0 done, or nothing is to be done; 1 with --dry-run something cannot go on without it; 2 it cannot be begun.`,
    )
    .action((flags: RebuildFlags) =>
      finish(async () => (await import('../commands/rebuild.ts')).rebuild(flags, shell)),
    );

  const letters = program
    .command('dead-letters')
    .description('what could not be taken: list it, look at it, send it again');
  withDataSet(letters.command('list'))
    .description('the dead letters, the newest last')
    .addOption(new Option('--reason <reason>', 'with this reason only').choices(DEAD_LETTER_REASONS))
    .option('--limit <n>', 'the newest so many', wholeNumber(1, MAX_LISTED), 50)
    .action((flags: DeadLetterListFlags) =>
      finish(async () => (await import('../commands/dead-letters.ts')).listDeadLetters(flags, shell)),
    );
  withDataSet(letters.command('show'))
    .description('one dead letter whole')
    .argument('<id>', 'its id, or as much of it as no other one begins with')
    .option('--raw', 'its bytes as they were handed in and nothing else, for a file')
    .action((id: string, flags: DeadLetterShowFlags) =>
      finish(async () => (await import('../commands/dead-letters.ts')).showDeadLetter(id, flags, shell)),
    );
  withDataSet(letters.command('replay'))
    .description('send them again: as they were, or repaired from a file')
    .argument('[id...]', 'their ids')
    .option('--all', 'all of them')
    .addOption(new Option('--reason <reason>', 'of --all those with this reason').choices(DEAD_LETTER_REASONS))
    .option('--set <field=value>', 'repair: set a field, or take it away (kid=); may stand several times', settingValue)
    .option('--edit <file>', 'send the lines of this file instead: the repaired ones')
    .option('--url <url>', 'of the ingest door of a running instance (default: http://127.0.0.1:8090, if it answers)')
    .action((ids: string[], flags: DeadLetterReplayFlags) =>
      finish(async () => (await import('../commands/dead-letters.ts')).replayDeadLetters(ids, flags, shell)),
    );
}

function withDataSet(command: Command): Command {
  return command
    .option('--data-dir <dir>', 'data set (default: GRAPEVINE_DATA_DIR, else ./.grapevine)')
    .addOption(
      new Option('--engine <engine>', 'where they lie; of kafka the environment says where it is')
        .choices(ENGINE_NAMES)
        .default('embedded'),
    )
    .option('--json', 'one JSON document');
}

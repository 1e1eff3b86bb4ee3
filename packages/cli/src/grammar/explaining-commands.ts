/** The grammar of the commands that say why: explain, verify. */
import { type Command, Option } from 'commander';
import type { ExplainFlags } from '../commands/explain.ts';
import type { VerifyFlags } from '../commands/verify.ts';
import { ENGINE_NAMES } from '../live/engine-names.ts';
import type { Finish } from '../program.ts';
import type { Shell } from '../shell.ts';
import { langOption, withSource } from './source-options.ts';

export function addExplainingCommands(program: Command, shell: Shell, finish: Finish): void {
  withSource(program.command('explain'))
    .description(
      'why an incident was raised, or what keeps one from being raised for a brand: each condition, and near misses',
    )
    .argument('<what>', 'id of a brand; or of an incident, as much of it as no other one begins with')
    .addOption(langOption())
    .action((what: string, flags: ExplainFlags) =>
      finish(async () => (await import('../commands/explain.ts')).runExplain(what, flags, shell)),
    );

  program
    .command('verify')
    .description('recompute an alert, as far as what is kept allows; exit 1 where something differs')
    .argument('<alert>', 'its id, or as much of it as no other one begins with')
    .option(
      '--data-dir <dir>',
      'the data set (default: GRAPEVINE_DATA_DIR, else ./.grapevine); an instance may run on it',
    )
    .addOption(
      new Option('--engine <engine>', 'where the log lies; of kafka the environment says where it is')
        .choices(ENGINE_NAMES)
        .default('embedded'),
    )
    .option('--url <url>', 'or ask this running instance: by what it answers of the alert alone')
    .option('--json', 'one JSON document')
    .action((alert: string, flags: VerifyFlags) =>
      finish(async () => (await import('../commands/verify.ts')).runVerify(alert, flags, shell)),
    );
}

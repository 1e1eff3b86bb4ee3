/** The grammar of the commands by which people act: ack, verdict, missed, silence. */
import { ALERT_CLASSES } from '@grapevine/engine/records/alert-schema.ts';
import { Argument, type Command, Option } from 'commander';
import type { MissedFlags, NotedFlags } from '../commands/incident-actions.ts';
import type { SilenceAddFlags, SilenceListFlags } from '../commands/silence.ts';
import { durationValue, instantValue } from '../option-values.ts';
import type { Finish } from '../program.ts';
import type { SourceFlags } from '../reading/answer-source.ts';
import type { Shell } from '../shell.ts';
import { withSource } from './source-options.ts';

const INCIDENT = 'its id, or as much of it as no other one begins with';

export function addActingCommands(program: Command, shell: Shell, finish: Finish): void {
  withSource(program.command('ack'))
    .description('say that you have seen an incident and look after it')
    .argument('<incident>', INCIDENT)
    .option('--note <text>', 'in your words')
    .action((incident: string, flags: NotedFlags) =>
      finish(async () => (await import('../commands/incident-actions.ts')).acknowledge(incident, flags, shell)),
    );

  withSource(program.command('verdict'))
    .description('say whether it was right to raise an incident; labels for trying rules are made of it')
    .argument('<incident>', INCIDENT)
    .addArgument(new Argument('<verdict>', 'whether it was worth raising').choices(['right', 'wrong']))
    .option('--note <text>', 'in your words')
    .action((incident: string, verdict: string, flags: NotedFlags) =>
      finish(async () => (await import('../commands/incident-actions.ts')).judge(incident, verdict, flags, shell)),
    );

  withSource(program.command('missed'))
    .description('say what should have been raised and was not')
    .argument('<brand>', 'id of a brand of the configuration')
    .addOption(required('--from <instant>', 'when it began, RFC 3339').argParser(instantValue))
    .addOption(new Option('--to <instant>', 'when it was over (default: an hour later)').argParser(instantValue))
    .addOption(required('--note <text>', 'what it was'))
    .action((brand: string, flags: MissedFlags) =>
      finish(async () => (await import('../commands/incident-actions.ts')).sayMissed(brand, flags, shell)),
    );

  const silence = program.command('silence').description('when alerts of a brand are not to disturb anybody');
  withSource(silence.command('list'))
    .description('the silences of the last 30 days, the newest last')
    .option('--brand <brand>', 'of this brand only')
    .action((flags: SilenceListFlags) =>
      finish(async () => (await import('../commands/silence.ts')).listSilences(flags, shell)),
    );
  withSource(silence.command('add'))
    .description('begin one: alerts are raised and kept, marked as silenced')
    .argument('<brand>', 'id of a brand of the configuration')
    .addOption(new Option('--class <class>', 'alerts of this class only').choices(ALERT_CLASSES))
    .addOption(new Option('--from <instant>', 'when it begins, RFC 3339 (default: now)').argParser(instantValue))
    .option('--for <time>', 'how long: 2h, 3d', durationValue)
    .addOption(new Option('--to <instant>', 'or when it ends').argParser(instantValue))
    .option('--note <text>', 'why')
    .option('--id <id>', 'put this one, which may be there already (default: a new one)')
    .action((brand: string, flags: SilenceAddFlags) =>
      finish(async () => (await import('../commands/silence.ts')).addSilence(brand, flags, shell)),
    );
  withSource(silence.command('remove'))
    .description('end one')
    .argument('<id>', 'its id')
    .action((id: string, flags: SourceFlags) =>
      finish(async () => (await import('../commands/silence.ts')).removeSilence(id, flags, shell)),
    );
}

function required(flags: string, description: string): Option {
  return new Option(flags, description).makeOptionMandatory();
}

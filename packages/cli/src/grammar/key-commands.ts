/** The grammar of the commands for keys: create, list, rotate, revoke. */
import { SCOPES } from '@grapevine/http-door/principal.ts';
import { type Command, Option } from 'commander';
import type { KeyCreateFlags, KeyListFlags, KeyRotateFlags, KeysFlags } from '../commands/keys.ts';
import { durationValue, lifetimeValue } from '../option-values.ts';
import type { Finish } from '../program.ts';
import type { Shell } from '../shell.ts';

const DAY_MS = 86_400_000;

export function addKeyCommands(program: Command, shell: Shell, finish: Finish): void {
  const keys = program
    .command('keys')
    .description('the keys by which people and programs ask an instance: make, list, replace and revoke them');
  withFile(keys.command('create'))
    .description('make a key; it is shown once, and kept as a digest only')
    .requiredOption('--name <name>', 'of the person or program that will hold it')
    .addOption(new Option('--scope <scope...>', 'what it may do').choices(SCOPES).makeOptionMandatory())
    .option('--brand <brand...>', 'of these brands only (default: of the whole group)')
    .option('--group <group>', 'default: that of the configuration, else main')
    .option('--config <file>', 'configuration (default: GRAPEVINE_CONFIG, else ./grapevine.yaml, if it is there)')
    .addOption(
      new Option('--expires <duration>', 'how long it holds, such as 90d, or never')
        .argParser(lifetimeValue)
        .default(365 * DAY_MS, '365d'),
    )
    .option('--out <file>', 'write the key into this new file, for its owner alone, instead of printing it')
    .addHelpText(
      'after',
      `
Examples:
  $ ./grapevine keys create --name "Kari Nordmann" --scope counters:read incidents:read --brand united
  $ ./grapevine keys create --name "shop" --scope interactions:write --expires 90d --out shop.key
  $ GRAPEVINE_API_KEY_FILE=shop.key ./grapevine ingest orders.ndjson`,
    )
    .action((flags: KeyCreateFlags) =>
      finish(async () => (await import('../commands/keys.ts')).createKey(flags, shell)),
    );
  withFile(keys.command('list'))
    .description('the keys: whose they are, what they may do, until when')
    .option('--all', 'also those that have ended')
    .action((flags: KeyListFlags) => finish(async () => (await import('../commands/keys.ts')).listKeys(flags, shell)));
  withFile(keys.command('rotate'))
    .description('make a key in the place of another, which holds for a while longer')
    .argument('<id>', 'of the old one, or as much of it as no other one begins with')
    .addOption(
      new Option('--overlap <duration>', 'how long the old one still holds')
        .argParser(durationValue)
        .default(DAY_MS, '1d'),
    )
    .option('--out <file>', 'write the key into this new file, for its owner alone, instead of printing it')
    .action((id: string, flags: KeyRotateFlags) =>
      finish(async () => (await import('../commands/keys.ts')).rotateKey(id, flags, shell)),
    );
  withFile(keys.command('revoke'))
    .description('end a key at once')
    .argument('<id>', 'its id, or as much of it as no other one begins with')
    .action((id: string, flags: KeysFlags) =>
      finish(async () => (await import('../commands/keys.ts')).revokeKey(id, flags, shell)),
    );
}

function withFile(command: Command): Command {
  return command
    .option('--file <file>', 'of keys (default: GRAPEVINE_KEYS_FILE, else keys.json in the data directory)')
    .option('--data-dir <dir>', 'data directory (default: GRAPEVINE_DATA_DIR, else ./.grapevine)')
    .option('--json', 'one JSON document');
}

/** Finds and reads the configuration: the flag wins over the environment, and that over `./grapevine.yaml`. */
import { readFileSync } from 'node:fs';
import { wholeText } from '@grapevine/connectors/files/utf8-text.ts';
import { sourceFaults } from '@grapevine/connectors/sources/configured-sources.ts';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { faultText, parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { CliError } from '../cli-error.ts';
import type { Shell } from '../shell.ts';
import { howMany } from '../terminal/wording.ts';
import { EXAMPLE_CONFIGURATION } from './example-configuration.ts';

export const DEFAULT_CONFIGURATION_FILE = 'grapevine.yaml';

export interface ConfigurationFile {
  /** As the user named it, for messages. */
  readonly file: string;
  readonly text: string;
  readonly configuration: Configuration;
}

/** Where the configuration is looked for. */
export function configurationPath(shell: Shell, flag: string | undefined): string {
  return flag ?? (shell.env['GRAPEVINE_CONFIG'] || DEFAULT_CONFIGURATION_FILE);
}

/** Whether somebody asked for a certain file. */
export function isConfigurationNamed(shell: Shell, flag: string | undefined): boolean {
  return flag !== undefined || (shell.env['GRAPEVINE_CONFIG'] ?? '') !== '';
}

/** Refuses (`GV_CONFIGURATION`) one that is missing, with an example to paste, or faulty, with every fault. */
export function readConfiguration(shell: Shell, flag: string | undefined): ConfigurationFile {
  const file = configurationPath(shell, flag);
  const text = textOfFile(shell, file);
  if (text === undefined) throw missing(file);
  return soundConfiguration(file, text);
}

/** `null`: nobody asked for one, and there is none. */
export function configurationIfAny(shell: Shell, flag: string | undefined): ConfigurationFile | null {
  const isThere = textOfFile(shell, configurationPath(shell, flag)) !== undefined;
  return isThere || isConfigurationNamed(shell, flag) ? readConfiguration(shell, flag) : null;
}

/** `undefined`: there is no such file. */
export function textOfFile(shell: Shell, file: string): string | undefined {
  try {
    return textOf(readFileSync(shell.path(file)), file);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return undefined;
    const why = code === 'EISDIR' ? 'is a directory; name a file in it.' : `cannot be read (${code}).`;
    throw new CliError('GV_CONFIGURATION', `${file} ${why}`, { cause });
  }
}

/** Refuses (`GV_CONFIGURATION`) what is not UTF-8: names in it would be others than those that were written. */
function textOf(bytes: Uint8Array, file: string): string {
  const whole = wholeText(bytes, file);
  if (whole.text !== null) return whole.text;
  throw new CliError('GV_CONFIGURATION', whole.fault);
}

export function soundConfiguration(file: string, text: string): ConfigurationFile {
  const reading = parseConfiguration(text, file, sourceFaults);
  if (reading.kind === 'ok') return { file, text, configuration: reading.configuration };
  const lines = reading.faults.map((fault) => faultText(file, fault));
  const count = howMany(lines.length, 'fault');
  throw new CliError('GV_CONFIGURATION', `the configuration has ${count}:\n${lines.join('\n')}`);
}

function missing(file: string): CliError {
  return new CliError(
    'GV_CONFIGURATION',
    [
      `there is no configuration: ${file} does not exist.`,
      'It says which brands to watch. Name another one with --config or GRAPEVINE_CONFIG, or begin with this',
      '(`grapevine check --example > grapevine.yaml` writes it):',
      '',
      EXAMPLE_CONFIGURATION.trimEnd(),
    ].join('\n'),
  );
}

/** A file of rules: the content of the section `alerts` of a configuration, read into one that has the brands. */
import { faultText, parseAlertsSection } from '@grapevine/core/configuration/parse-configuration.ts';
import { CliError } from '../cli-error.ts';
import { type ConfigurationFile, textOfFile } from '../settings/configuration-file.ts';
import type { Shell } from '../shell.ts';
import { howMany } from '../terminal/wording.ts';
import type { NamedRules } from './rule-run.ts';

/** Refuses (`GV_CONFIGURATION`) a file that is missing or has faults, with every fault. */
export function rulesFrom(shell: Shell, file: string, base: ConfigurationFile): NamedRules {
  const text = textOfFile(shell, file);
  if (text === undefined) throw new CliError('GV_CONFIGURATION', `${file}: there is no such file of rules.`);
  const reading = parseAlertsSection(text, file, base.text);
  if (reading.kind === 'ok') return { name: file, configuration: reading.configuration };
  const lines = reading.faults.map((fault) => faultText(file, fault));
  throw new CliError(
    'GV_CONFIGURATION',
    `the rules have ${howMany(lines.length, 'fault')} (a file of rules holds what stands below "alerts:" in the configuration):\n${lines.join('\n')}`,
  );
}

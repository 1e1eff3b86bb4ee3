/** The configuration of a service: the file that its environment names. Every fault at once, with its place. */
import { readFileSync } from 'node:fs';
import { wholeText } from '@grapevine/connectors/files/utf8-text.ts';
import { sourceFaults } from '@grapevine/connectors/sources/configured-sources.ts';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { faultText, parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { ServiceError } from './errors.ts';

export function readConfigurationFile(file: string): Configuration {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const message = `${file} cannot be read (${code}). GRAPEVINE_CONFIG names the configuration.`;
    throw new ServiceError('GV_CONFIGURATION', message, { cause });
  }
  const whole = wholeText(bytes, file);
  if (whole.text === null) throw new ServiceError('GV_CONFIGURATION', whole.fault);
  const reading = parseConfiguration(whole.text, file, sourceFaults);
  if (reading.kind === 'ok') return reading.configuration;
  const lines = reading.faults.map((fault) => faultText(file, fault));
  throw new ServiceError('GV_CONFIGURATION', `the configuration has faults:\n${lines.join('\n')}`);
}

/** `check`: every fault of a configuration at once, each with its place; or an example, or the JSON Schema. */

import { sourceFaults } from '@grapevine/connectors/sources/configured-sources.ts';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { configurationJsonSchema } from '@grapevine/core/configuration/configuration-schema.ts';
import { faultText, parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { configurationPath, readConfiguration, textOfFile } from '../settings/configuration-file.ts';
import { EXAMPLE_CONFIGURATION } from '../settings/example-configuration.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { howMany } from '../terminal/wording.ts';

export interface CheckFlags {
  readonly config?: string;
  readonly example?: boolean;
  readonly schema?: boolean;
  readonly json?: boolean;
}

export async function runCheck(named: string | undefined, flags: CheckFlags, shell: Shell): Promise<number> {
  if (flags.example === true) {
    shell.rawOut(EXAMPLE_CONFIGURATION);
    return EXIT.fine;
  }
  if (flags.schema === true) {
    printJson(shell, configurationJsonSchema());
    return EXIT.fine;
  }
  if (named !== undefined && flags.config !== undefined) {
    throw new CliError('GV_USAGE', 'the file is named twice; give it once, as an argument or with --config.');
  }
  const flag = named ?? flags.config;
  const file = configurationPath(shell, flag);
  const text = textOfFile(shell, file);
  if (text === undefined) {
    readConfiguration(shell, flag);
    return EXIT.usage;
  }
  const reading = parseConfiguration(text, file, sourceFaults);
  const faults = reading.kind === 'ok' ? [] : reading.faults;
  if (flags.json === true) printJson(shell, { file, faults });
  else {
    for (const fault of faults) shell.out(faultText(file, fault));
    if (reading.kind === 'ok') for (const line of watchedLines(file, reading.configuration)) shell.out(line);
    else shell.notice(`${howMany(faults.length, 'fault')}.`);
  }
  return faults.length === 0 ? EXIT.fine : EXIT.found;
}

/** What a sound configuration watches. */
function watchedLines(file: string, configuration: Configuration): readonly string[] {
  const { brands, markets, group, goals, campaigns, sources, channels, alerts } = configuration;
  const own = new Set(markets.flatMap((market) => market.own));
  const terms = brands.reduce(
    (sum, { match }) =>
      sum + match.keywords.length + match.handles.length + match.hashtags.length + match.products.length,
    0,
  );
  const unnamed = brands.filter(
    ({ match, accounts }) =>
      match.keywords.length + match.handles.length + match.hashtags.length + match.products.length + accounts.length ===
      0,
  );
  const sections = [
    [goals.length, 'goal'],
    [campaigns.length, 'campaign'],
    [sources.length, 'source'],
    [channels.length, 'channel'],
  ] as const;
  const others = sections.filter(([count]) => count > 0).map(([count, one]) => howMany(count, one));
  return [
    `${harmless(file)} is sound.`,
    `Group ${group} watches ${howMany(brands.length, 'brand')} (${own.size} own) by ${howMany(terms, 'term')} in ${howMany(markets.length, 'market')}.`,
    ...(others.length === 0 ? [] : [`It has ${others.join(', ')}.`]),
    `At most about ${howMany(alerts.falseAlarmsPerWeek, 'false alarm')} a week for each own brand.`,
    ...unnamed.map(({ id }) => `Brand ${id} has no terms and no accounts: only what its sources name counts for it.`),
  ];
}

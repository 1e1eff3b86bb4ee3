/** `rules test`: situations, and whether the rules raise what they should, and nothing else. */
import { dirname, join } from 'node:path';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { brandIdOnLog } from '@grapevine/core/configuration/configuration.ts';
import {
  type ConfigurationReading,
  checkAlertsSection,
  faultText,
  parseAlertsSection,
} from '@grapevine/core/configuration/parse-configuration.ts';
import { parseRuleTests, type RuleTests } from '@grapevine/core/configuration/rule-tests.ts';
import type { SourceFault } from '@grapevine/core/configuration/yaml-source.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { differencesOf } from '../rule-testing/expectations.ts';
import { runRuleTest } from '../rule-testing/run-rule-test.ts';
import { CLOCK_BRAND } from '../rule-testing/situation.ts';
import { textOfFile } from '../settings/configuration-file.ts';
import { exitCodeOfStop, printJson, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { howMany } from '../terminal/wording.ts';

export interface RulesTestFlags {
  readonly json?: boolean;
}

interface Tested {
  readonly name: string;
  readonly differences: readonly string[];
}

export async function runRulesTest(file: string, flags: RulesTestFlags, shell: Shell): Promise<number> {
  const tests = testsOf(shell, file);
  const configuration = configurationOf(shell, file, tests);
  const tested: Tested[] = [];
  for (const test of tests.tests) {
    const incidents = await runRuleTest(test, configuration, shell);
    if (incidents === null || shell.stop.aborted) return exitCodeOfStop(shell.stop);
    const brandOf = (brand: string) => brandIdOnLog(configuration.group, brand);
    const one = { name: test.name, differences: differencesOf(test, incidents, brandOf) };
    tested.push(one);
    if (flags.json !== true) for (const line of linesOf(one, shell)) shell.out(line);
  }
  const failed = tested.filter(({ differences }) => differences.length > 0).length;
  if (flags.json === true) printJson(shell, { file, tests: tested, failed });
  else shell.out(`${howMany(tested.length, 'test')}, ${failed === 0 ? 'all passed' : `${failed} failed`}.`);
  return failed === 0 ? EXIT.fine : EXIT.found;
}

function linesOf({ name, differences }: Tested, { paint }: Shell): readonly string[] {
  const mark = differences.length === 0 ? paint('green', 'ok    ') : paint('red', 'FAILED');
  return [`${mark}  ${harmless(name)}`, ...differences.map((each) => `        ${each}`)];
}

function testsOf(shell: Shell, file: string): RuleTests {
  const text = textOfFile(shell, file);
  if (text === undefined) throw new CliError('GV_USAGE', `${file}: there is no such file of tests.`);
  const reading = parseRuleTests(text, file);
  if (reading.kind === 'faults') throw faulty('the tests', reading);
  return reading.tests;
}

/** The brands of the tests, with their rules; a file of rules is looked for beside that of the tests. */
function configurationOf(shell: Shell, file: string, { brands, own, rules }: RuleTests): Configuration {
  const base = JSON.stringify({
    brands: [...brands, CLOCK_BRAND].map((id) => ({ id })),
    markets: [{ id: 'market', own, brands }],
  });
  const reading = rules.kind === 'inline' ? checkAlertsSection(rules.section, file, base) : readRules(rules.name);
  if (reading.kind === 'faults') throw faulty('the rules', reading);
  return reading.configuration;

  function readRules(name: string): ConfigurationReading {
    const path = join(dirname(file), name);
    const text = textOfFile(shell, path);
    if (text === undefined) throw new CliError('GV_CONFIGURATION', `${path}: there is no such file of rules.`);
    return parseAlertsSection(text, path, base);
  }
}

function faulty(what: string, { file, faults }: { readonly file: string; readonly faults: readonly SourceFault[] }) {
  const lines = faults.map((fault) => faultText(file, fault));
  return new CliError('GV_CONFIGURATION', `${what} have ${howMany(lines.length, 'fault')}:\n${lines.join('\n')}`);
}

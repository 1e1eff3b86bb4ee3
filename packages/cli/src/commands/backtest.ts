/** `backtest`: what rules would have raised on files, or on what a log still keeps; by the very code that runs live. */
import { writeFileSync } from 'node:fs';
import { type CrisisLabel, readCrisisLabels } from '@grapevine/connectors/files/crisis-labels.ts';
import type { Severity } from '@grapevine/core/model/alert.ts';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { replayAuthorKey } from '@grapevine/service-kit/surroundings.ts';
import { backtestDocument } from '../backtesting/backtest-document.ts';
import { backtestLines } from '../backtesting/backtest-lines.ts';
import { type BacktestResult, type ResultParts, resultOf } from '../backtesting/backtest-result.ts';
import { countFiles, withRetainedLog, withTemporaryEngine } from '../backtesting/pulse-source.ts';
import { backtestReport } from '../backtesting/report/backtest-report.ts';
import { type NamedRules, type RuleRun, runRules } from '../backtesting/rule-run.ts';
import { rulesFrom } from '../backtesting/rules-file.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { replayFiles } from '../replaying/replay-files.ts';
import { givenAuthorKey } from '../settings/author-key.ts';
import { type ConfigurationFile, isConfigurationNamed, readConfiguration } from '../settings/configuration-file.ts';
import { dataDirOf, keptConfiguration } from '../settings/data-set.ts';
import { exitCodeOfStop, printJson, type Shell } from '../shell.ts';
import { isAtLeast } from '../terminal/severity.ts';
import { howMany } from '../terminal/wording.ts';
import { notWritten, refuseOverwriting } from '../written-file.ts';

export interface BacktestFlags {
  readonly rules?: string;
  readonly against?: string;
  readonly labels?: string;
  /** A page of HTML to write. */
  readonly report?: string;
  /** RFC 3339. */
  readonly from?: string;
  readonly to?: string;
  readonly config?: string;
  readonly dataDir?: string;
  readonly mapping?: string;
  /** Of files, in ms. */
  readonly delay: number;
  readonly failOn?: Severity;
  readonly json?: boolean;
}

type Source = Pick<ResultParts, 'lines'> & { readonly log: EventLog };

export async function runBacktest(names: readonly string[], flags: BacktestFlags, shell: Shell): Promise<number> {
  if (names.length > 0 && flags.dataDir !== undefined) {
    throw new CliError(
      'GV_USAGE',
      'files are counted into a data set of their own; leave --data-dir out, or the files.',
    );
  }
  const { from, to } = flags;
  if (from !== undefined && to !== undefined && Date.parse(to) <= Date.parse(from)) {
    throw new CliError('GV_USAGE', `--to ${to} is not later than --from ${from}; what is judged lies between them.`);
  }
  const files = replayFiles(shell, names, flags.mapping);
  const dataDir = dataDirOf(shell, flags.dataDir);
  const base = files.length > 0 ? readConfiguration(shell, flags.config) : configurationOf(shell, flags, dataDir);
  const rules = rulesOf(shell, base, flags);
  const brands = base.configuration.brands.map(({ id }) => id);
  const labels = flags.labels === undefined ? null : await readCrisisLabels(shell.path(flags.labels), brands);
  refuseReportOver([...files.map(({ shown }) => shown), base.file], flags, shell);
  return withTemporaryEngine(shell, async (engine) => {
    const use = (source: Source) => judged({ source, rules, labels, engine, flags, shell });
    if (files.length === 0) return withRetainedLog(dataDir, (log) => use({ log, lines: null }));
    const { configuration } = base;
    const authorKey = givenAuthorKey(shell) ?? replayAuthorKey(configuration.group);
    const counted = await countFiles(files, { configuration, authorKey, delayMs: flags.delay, engine, shell });
    return counted === null ? exitCodeOfStop(shell.stop) : use(counted);
  });
}

interface Judging {
  readonly source: Source;
  readonly rules: readonly [NamedRules, ...NamedRules[]];
  readonly labels: readonly CrisisLabel[] | null;
  readonly engine: Engine;
  readonly flags: BacktestFlags;
  readonly shell: Shell;
}

async function judged({ source, rules, labels, engine, flags, shell }: Judging): Promise<number> {
  const { log, lines } = source;
  const { store } = engine;
  const [first, ...others] = rules;
  const runOf = (named: NamedRules, scope: string) => runRules(named, { log, store, scope, signal: shell.stop });
  const runs: [RuleRun, ...RuleRun[]] = [await runOf(first, 'backtest/0')];
  for (const [index, other] of others.entries()) runs.push(await runOf(other, `backtest/${index + 1}`));
  if (shell.stop.aborted) return exitCodeOfStop(shell.stop);
  const [from, to] = [flags.from, flags.to].map((at) => (at === undefined ? null : Date.parse(at)));
  const result = resultOf({ runs, from: from ?? null, to: to ?? null, labels, lines });
  if (result === null) throw nothingDecided(flags, lines);
  if (flags.report !== undefined) writeReport(shell, flags.report, result);
  if (flags.json === true) printJson(shell, backtestDocument(result));
  else for (const line of backtestLines(result, shell.paint)) shell.out(line);
  return exitCodeOf(result, flags);
}

function exitCodeOf({ lines, result }: BacktestResult, { failOn }: BacktestFlags): number {
  if (lines !== null && lines.deadLettered > 0) return EXIT.deadLettered;
  if (result.judgement !== null && result.judgement.missed > 0) return EXIT.found;
  const isFound = failOn !== undefined && result.incidents.some(({ severity }) => isAtLeast(severity, failOn));
  return isFound ? EXIT.found : EXIT.fine;
}

/** Of a data set: its own, unless another one is asked for. */
function configurationOf(shell: Shell, { config }: BacktestFlags, dataDir: string): ConfigurationFile {
  const own = isConfigurationNamed(shell, config) ? null : keptConfiguration(dataDir);
  return own ?? readConfiguration(shell, config);
}

/** Without any named, the configuration's own. */
function rulesOf(shell: Shell, base: ConfigurationFile, flags: BacktestFlags): readonly [NamedRules, ...NamedRules[]] {
  const first = flags.rules === undefined ? null : rulesFrom(shell, flags.rules, base);
  return [
    first ?? { name: base.file, configuration: base.configuration },
    ...(flags.against === undefined ? [] : [rulesFrom(shell, flags.against, base)]),
  ];
}

/** What was read stands where the report would; a slip of the hand, and an archive would be gone. */
function refuseReportOver(read: readonly string[], flags: BacktestFlags, shell: Shell): void {
  const { report, rules, against, labels, mapping } = flags;
  if (report === undefined) return;
  const named = [...read, rules, against, labels, mapping].filter((file) => file !== undefined);
  refuseOverwriting(shell, { what: 'the report', file: report }, named);
}

function writeReport(shell: Shell, file: string, result: BacktestResult): void {
  try {
    writeFileSync(shell.path(file), backtestReport(result));
  } catch (cause) {
    throw notWritten({ what: 'the report', file }, cause);
  }
  shell.notice(`The report is ${file}.`);
}

function nothingDecided({ from, to }: BacktestFlags, lines: Source['lines']): CliError {
  const where = from === undefined && to === undefined ? '' : ' between --from and --to';
  const read =
    lines === null
      ? ''
      : ` Of ${howMany(lines.read, 'line')} read ${lines.unwatched} name no watched brand, ${lines.deadLettered} were dead-lettered (\`grapevine replay\` of the same file says why).`;
  return new CliError(
    'GV_USAGE',
    `there is nothing to decide upon${where}: no event of a watched brand, or less than ten seconds of them.${read}`,
  );
}

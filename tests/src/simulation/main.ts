/**
 * The deterministic simulation by hand and by night: `npm run simulate -- --help` says how.
 *
 * Ends with 1 when a law was broken, with 2 when it is asked for something else.
 */
import { parseArgs } from 'node:util';
import { HOUR_MS } from '@grapevine/core/windows/pane.ts';
import { oneSentence } from '../one-sentence.ts';
import { BROKEN_LAWS, type BrokenLaw } from './broken-laws.ts';
import { FAULT_KINDS } from './fault-counts.ts';
import { performAll, type Summary } from './pool.ts';
import { simulate } from './simulate.ts';
import { crashOfName, crashTasks, type Failure, oneIn, pairTasks, type Task } from './tasks.ts';

const USAGE = `usage: npm run simulate -- one of these

  --seeds <n>      so many seeds; a law that was broken is told with the command that repeats it
  --seed <n>       this one, twice: the digest of both must be the same
  --crash-points   every point at which a process may crash
  --crash-pairs    pairs of them
  --crash <name>   one of these, such as 1:17:late

with

  --from <n>       the first of the seeds (default: 0)
  --break <law>    of --seed: whether that is found; one of ${BROKEN_LAWS.map(({ name }) => name).join(', ')}
  --one-in <n>     of the crash points or pairs, one in so many (default: 1, all)
  --threads <n>    at once (default: as many as there are cores)
  --help           this

Exit code 1: a law was broken.
`;
const SEE_HELP = '--help shows what there is.';
const PROGRESS_MS = 5_000;
const SHOWN_FAILURES = 5;
const SHOWN_VIOLATIONS = 5;

interface Asked {
  readonly tasks: () => Promise<Iterable<Task>>;
  readonly threads: number | undefined;
  /** Of a single run, to be shown twice. */
  readonly seed: number | null;
  readonly broken: BrokenLaw | null;
}

/** `null`: for the usage. */
function parse(args: readonly string[]): Asked | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      seed: { type: 'string' },
      break: { type: 'string' },
      threads: { type: 'string' },
      'one-in': { type: 'string' },
      'crash-points': { type: 'boolean' },
      'crash-pairs': { type: 'boolean' },
      crash: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return null;
  const chosen = [values.seeds, values.seed, values['crash-points'], values['crash-pairs'], values.crash];
  if (chosen.filter((each) => each !== undefined).length !== 1)
    throw new RangeError('Give one of --seeds, --seed, --crash-points, --crash-pairs, --crash.');
  const threads = values.threads === undefined ? undefined : wholeNumber('--threads', values.threads);
  const broken = values.break === undefined ? null : lawOfName(values.break);
  const asked = (tasks: () => Promise<Iterable<Task>>, seed: number | null = null): Asked => {
    if (broken !== null && seed === null) throw new RangeError(`--break goes with --seed.`);
    return { tasks, threads, seed, broken };
  };
  if (values.seed !== undefined) return asked(async () => [], wholeNumber('--seed', values.seed));
  if (values.crash !== undefined) {
    const task = crashOfName(values.crash);
    return asked(async () => [task]);
  }
  const nth = wholeNumber('--one-in', values['one-in'] ?? '1');
  if (nth === 0) throw new RangeError(`--one-in takes a number from 1 on.`);
  if (values['crash-points'] === true) return asked(async () => oneIn(nth, await crashTasks()));
  if (values['crash-pairs'] === true) return asked(async () => oneIn(nth, await pairTasks()));
  const from = wholeNumber('--from', values.from ?? '0');
  const count = wholeNumber('--seeds', values.seeds ?? '');
  return asked(async () => seedsFrom(from, count));
}

function lawOfName(asked: string): BrokenLaw {
  const broken = BROKEN_LAWS.find(({ name }) => name === asked);
  if (broken !== undefined) return broken;
  throw new RangeError(
    `There is no law "${asked}" to break: there are ${BROKEN_LAWS.map(({ name }) => name).join(', ')}.`,
  );
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new RangeError(`${name} takes a whole number, unlike "${text}".`);
}

function* seedsFrom(from: number, count: number): Generator<Task> {
  for (let seed = from; seed < from + count; seed++) yield { kind: 'seed', seed };
}

async function runOne(seed: number, broken: BrokenLaw | null): Promise<readonly Failure[]> {
  const command = `npm run simulate -- --seed ${seed}${broken === null ? '' : ` --break ${broken.name}`}`;
  const options = { ...broken, withDigest: true };
  const { violations, digest, faults, ...run } = await simulate(seed, options);
  say(`seed ${seed}: ${run.shape}, ${run.input} input, ${run.turns} turns, ${run.ioSteps} steps, digest ${digest}`);
  say(faultLines(faults));
  say(`decided: ${run.decided.join(', ') || 'nothing'}`);
  const again = await simulate(seed, options);
  if (again.digest === digest) return violations.length === 0 ? [] : [{ command, violations }];
  const message = `another digest the second time: ${again.digest}`;
  return [{ command, violations: [...violations, { law: 'end', message }] }];
}

function progressOf(summary: Summary, startedAtMs: number): string {
  const seconds = (performance.now() - startedAtMs) / 1000;
  return `${summary.runs} runs in ${seconds.toFixed(0)} s, ${(summary.runs / seconds).toFixed(1)} a second, ${summary.failures.length} failed`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function faultLines(faults: Summary['faults']): string {
  return FAULT_KINDS.map((kind) => `  ${kind.padEnd(18)}${String(faults[kind]).padStart(10)}`).join('\n');
}

function tell(failures: readonly Failure[]): void {
  for (const { command, violations } of failures.slice(0, SHOWN_FAILURES)) {
    say(`\n${violations.length} violations. Repeat them with: ${command}`);
    for (const { law, message } of violations.slice(0, SHOWN_VIOLATIONS)) say(`  ${law}: ${message}`);
  }
  const left = failures.slice(SHOWN_FAILURES);
  if (left.length > 0)
    say(`\nand ${left.length} more: ${left.map(({ command }) => command.split('-- ')[1]).join(', ')}`);
}

async function runAll({ tasks, threads }: Asked): Promise<readonly Failure[]> {
  const startedAtMs = performance.now();
  let toldAtMs = startedAtMs;
  const summary = await performAll(await tasks(), {
    ...(threads !== undefined && { threads }),
    onAnswer: (sofar) => {
      if (performance.now() - toldAtMs < PROGRESS_MS) return;
      toldAtMs = performance.now();
      say(progressOf(sofar, startedAtMs));
    },
  });
  say(progressOf(summary, startedAtMs));
  const cpu = process.cpuUsage();
  say(`CPU minutes: ${((cpu.user + cpu.system) / 60e6).toFixed(1)}`);
  if (summary.seeds > 0) {
    say(
      `virtual hours: ${Math.round(summary.virtualMs / HOUR_MS)}; turns: ${summary.turns}; I/O steps: ${summary.ioSteps}`,
    );
    say(`faults by kind:\n${faultLines(summary.faults)}`);
  }
  return summary.failures;
}

async function runAsked(asked: Asked): Promise<void> {
  const failures = asked.seed === null ? await runAll(asked) : await runOne(asked.seed, asked.broken);
  tell(failures);
  say(`violations: ${failures.length === 0 ? 'none' : `in ${failures.length} runs`}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

try {
  const asked = parse(process.argv.slice(2));
  if (asked === null) process.stdout.write(USAGE);
  else await runAsked(asked);
} catch (cause) {
  if (!(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
  process.stderr.write(`${oneSentence(cause.message)} ${SEE_HELP}\n`);
  process.exitCode = 2;
}

/**
 * Faults on real parts: `npm run faults -- --help` says how. A soak ends with a line of its sums also when it is stopped by
 * SIGINT or SIGTERM.
 */
import { oneSentence } from '../one-sentence.ts';
import { type Asked, askedFor, USAGE } from './asked.ts';
import { FAULTS } from './faults.ts';
import { type FaultReport, runFaults } from './run-faults.ts';
import { soak, summaryOf } from './soak.ts';

function lineOf(report: FaultReport): string {
  const { id, name, acknowledged, lost, doubled, alertsTwice, recoveryMs, goalMs, memory } = report;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const memoryMb = Math.max(...memory.map(({ mb }) => mb));
  const sums = `${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ${alertsTwice} alerts twice, ${memoryMb} MB`;
  return `${id.padEnd(14)} ${seconds(recoveryMs).padStart(7)} of ${seconds(goalMs).padStart(7)}  ${sums}  (${name})`;
}

async function runAsked({ only, minutes, actsASecond, json }: Asked): Promise<readonly FaultReport[]> {
  const reports: FaultReport[] = [];
  const report = (one: FaultReport): void => {
    reports.push(one);
    process.stdout.write(`${json ? JSON.stringify(one) : lineOf(one)}\n`);
  };
  if (minutes !== null) {
    const stop = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
    await runFaults(soak(minutes, stop.signal), report, { actsASecond }).finally(() => {
      process.stdout.write(`${JSON.stringify(summaryOf(reports), null, json ? 0 : 2)}\n`);
    });
    return reports;
  }
  const wanted = FAULTS.filter(({ id }) => only === null || only.includes(id));
  for (const brokers of [1, 3] as const) {
    const faults = wanted.filter((fault) => (fault.brokers ?? 1) === brokers);
    if (faults.length > 0) await runFaults(faults, report, { actsASecond, brokers });
  }
  return reports;
}

/** `undefined`: it has been said what is wrong. */
function askedOrRefused(): Asked | null | undefined {
  try {
    return askedFor(process.argv.slice(2));
  } catch (cause) {
    if (!(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    process.stderr.write(`${oneSentence(cause.message)} --help shows what there is.\n`);
    process.exitCode = 2;
    return undefined;
  }
}

const isBad = ({ lost, doubled, alertsTwice, recoveryMs, goalMs }: FaultReport) =>
  lost + doubled + alertsTwice > 0 || recoveryMs > goalMs;

const asked = askedOrRefused();
if (asked === null) process.stdout.write(USAGE);
else if (asked !== undefined) process.exitCode = (await runAsked(asked)).some(isBad) ? 1 : 0;

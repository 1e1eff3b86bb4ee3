/**
 * Faults on real parts:
 *
 *   npm run faults -- [--only F6-tally,F9] [--json]
 *   npm run faults -- --soak 60 [--rate 800] [--json]      minutes: a fault every half a minute; acts a second, at most
 *
 * With --json each fault is a line as soon as it is over, and a soak ends with a line of its sums, also when it is stopped
 * by SIGINT or SIGTERM. Needs Docker. Exit code 1: something was lost or doubled, or came back too late.
 */
import { parseArgs } from 'node:util';
import { FAULTS } from './faults.ts';
import { ACTS_A_SECOND } from './feeder.ts';
import { type FaultReport, runFaults } from './run-faults.ts';
import { soak, summaryOf } from './soak.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    soak: { type: 'string' },
    rate: { type: 'string', default: String(ACTS_A_SECOND) },
    json: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const unknown = only?.filter((id) => !FAULTS.some((fault) => fault.id === id)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(
    `No fault is called ${unknown.join(', ')}; they are ${FAULTS.map(({ id }) => id).join(', ')}.\n`,
  );
  process.exit(2);
}

function lineOf(report: FaultReport): string {
  const { id, name, acknowledged, lost, doubled, alertsTwice, recoveryMs, goalMs, memory } = report;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const memoryMb = Math.max(...memory.map(({ mb }) => mb));
  const sums = `${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ${alertsTwice} alerts twice, ${memoryMb} MB`;
  return `${id.padEnd(14)} ${seconds(recoveryMs).padStart(7)} of ${seconds(goalMs).padStart(7)}  ${sums}  (${name})`;
}

const minutes = values.soak === undefined ? null : Number(values.soak);
if (minutes !== null && !(minutes > 0)) {
  process.stderr.write('--soak takes a number of minutes.\n');
  process.exit(2);
}
const actsASecond = Number(values.rate);
if (!(actsASecond > 0 && actsASecond <= 100_000)) {
  process.stderr.write('--rate takes a number of acts a second, at most 100000.\n');
  process.exit(2);
}
const stop = new AbortController();
if (minutes !== null) for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
const reports: FaultReport[] = [];
const report = (one: FaultReport): void => {
  reports.push(one);
  process.stdout.write(`${values.json ? JSON.stringify(one) : lineOf(one)}\n`);
};
if (minutes === null) {
  const wanted = FAULTS.filter(({ id }) => only === undefined || only.includes(id));
  for (const brokers of [1, 3] as const) {
    const faults = wanted.filter((fault) => (fault.brokers ?? 1) === brokers);
    if (faults.length > 0) await runFaults(faults, report, { actsASecond, brokers });
  }
} else {
  await runFaults(soak(minutes, stop.signal), report, { actsASecond }).finally(() => {
    process.stdout.write(`${JSON.stringify(summaryOf(reports), null, values.json ? 0 : 2)}\n`);
  });
}
const isBad = ({ lost, doubled, alertsTwice, recoveryMs, goalMs }: FaultReport) =>
  lost + doubled + alertsTwice > 0 || recoveryMs > goalMs;
process.exitCode = reports.some(isBad) ? 1 : 0;

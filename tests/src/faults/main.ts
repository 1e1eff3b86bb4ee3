/**
 * Faults on real parts:
 *
 *   npm run faults -- [--only F6-tally,F9] [--json]
 *   npm run faults -- --soak 60 [--json]              minutes: a fault every half a minute
 *
 * Needs Docker. Exit code 1: something was lost or doubled, or came back too late.
 */
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from './faults.ts';
import { type FaultReport, runFaults } from './run-faults.ts';

const SOAK_EVERY_MS = 30_000;
const SOAKED = ['F6-tally', 'F9', 'F11', 'F16', 'F7-kill', 'F7-kill-radar', 'F15'];

const { values } = parseArgs({
  options: { only: { type: 'string' }, soak: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const only = values.only?.split(',');
const unknown = only?.filter((id) => !FAULTS.some((fault) => fault.id === id)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(
    `No fault is called ${unknown.join(', ')}; they are ${FAULTS.map(({ id }) => id).join(', ')}.\n`,
  );
  process.exit(2);
}

async function* soak(minutes: number): AsyncGenerator<Fault> {
  const untilMs = performance.now() + minutes * 60_000;
  for (let turn = 0; performance.now() < untilMs; turn++) {
    await after(SOAK_EVERY_MS);
    yield FAULTS.find(({ id }) => id === SOAKED[turn % SOAKED.length]) as Fault;
  }
}

function lineOf(report: FaultReport): string {
  const { id, name, acknowledged, lost, doubled, alertsTwice, recoveryMs, goalMs, memoryMb } = report;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const sums = `${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ${alertsTwice} alerts twice, ${memoryMb} MB`;
  return `${id.padEnd(14)} ${seconds(recoveryMs).padStart(7)} of ${seconds(goalMs).padStart(7)}  ${sums}  (${name})`;
}

const minutes = values.soak === undefined ? null : Number(values.soak);
if (minutes !== null && !(minutes > 0)) {
  process.stderr.write('--soak takes a number of minutes.\n');
  process.exit(2);
}
const faults = minutes === null ? FAULTS.filter(({ id }) => only === undefined || only.includes(id)) : soak(minutes);
const reports = await runFaults(faults, (report) => {
  if (!values.json) process.stdout.write(`${lineOf(report)}\n`);
});
if (values.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
const isBad = ({ lost, doubled, alertsTwice, recoveryMs, goalMs }: FaultReport) =>
  lost + doubled + alertsTwice > 0 || recoveryMs > goalMs;
process.exitCode = reports.some(isBad) ? 1 : 0;

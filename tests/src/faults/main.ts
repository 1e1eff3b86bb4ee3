/**
 * Faults on real parts:
 *
 *   npm run faults -- [--only F6-tally,F9] [--json]
 *
 * Needs Docker. Exit code 1: something was lost or doubled, or came back too late.
 */
import { parseArgs } from 'node:util';
import { FAULTS } from './faults.ts';
import { type FaultReport, runFaults } from './run-faults.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean', default: false } } });
const only = values.only?.split(',');
const unknown = only?.filter((id) => !FAULTS.some((fault) => fault.id === id)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(
    `No fault is called ${unknown.join(', ')}; they are ${FAULTS.map(({ id }) => id).join(', ')}.\n`,
  );
  process.exit(2);
}

function lineOf({ id, name, acknowledged, lost, doubled, alertsTwice, recoveryMs, goalMs }: FaultReport): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const sums = `${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ${alertsTwice} alerts twice`;
  return `${id.padEnd(14)} ${seconds(recoveryMs).padStart(7)} of ${seconds(goalMs).padStart(7)}  ${sums}  (${name})`;
}

const faults = FAULTS.filter(({ id }) => only === undefined || only.includes(id));
const reports = await runFaults(faults, (report) => {
  if (!values.json) process.stdout.write(`${lineOf(report)}\n`);
});
if (values.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
const isBad = ({ lost, doubled, alertsTwice, recoveryMs, goalMs }: FaultReport) =>
  lost + doubled + alertsTwice > 0 || recoveryMs > goalMs;
process.exitCode = reports.some(isBad) ? 1 : 0;

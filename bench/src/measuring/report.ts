/** A benchmark's report: one JSON object on standard output, with the machine that it holds for. */
import { cpus, loadavg } from 'node:os';

export function printReport(bench: string, options: Readonly<Record<string, unknown>>, figures: unknown): void {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    loadAverage: loadavg().map((load) => Math.round(load * 10) / 10),
  };
  process.stdout.write(`${JSON.stringify({ bench, options, machine, figures }, null, 2)}\n`);
}

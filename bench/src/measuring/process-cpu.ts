/** What another process has used so far, as the system reckons it: user and system time of all its threads (proc(5)). */
import { readFileSync } from 'node:fs';

/** The system counts in ticks of 10 ms. */
const US_PER_TICK = 10_000;
const USER = 11;
const SYSTEM = 12;

/** In us, to 10 ms. Linux only. */
export function cpuUsOf(processId: number): number {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
  // The name, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER]) + Number(fields[SYSTEM])) * US_PER_TICK;
}

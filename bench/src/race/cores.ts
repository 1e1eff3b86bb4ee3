/** Who may run on which core (taskset of util-linux). */
import { execFileSync } from 'node:child_process';

/** What a process may run on, as taskset lists it: `0-3`. */
function coresOf(processId: number): string {
  const said = execFileSync('taskset', ['-c', '-p', `${processId}`], { encoding: 'utf8' });
  return said.slice(said.lastIndexOf(' ') + 1).trim();
}

function bind(processId: number, cores: string): void {
  execFileSync('taskset', ['-a', '-c', '-p', cores, `${processId}`], { stdio: 'ignore' });
}

/**
 * While `work` goes on, one process has the second core for itself: `others`, this process, and what it starts are on the
 * first. Needs two cores and Linux.
 */
export async function withCoreOfItsOwn<T>(
  processId: number,
  others: readonly number[],
  work: () => Promise<T>,
): Promise<T> {
  const before = [processId, process.pid, ...others].map((each) => [each, coresOf(each)] as const);
  try {
    for (const [each] of before) bind(each, each === processId ? '1' : '0');
    return await work();
  } finally {
    for (const [each, cores] of before) bind(each, cores);
  }
}

/** Tasks over several threads, in any order: each task is a run of its own, and says the same wherever it runs. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { addFaults, type FaultCounts, noFaults } from './fault-counts.ts';
import type { Answer, Failure, Task } from './tasks.ts';

export interface Summary {
  runs: number;
  seeds: number;
  turns: number;
  ioSteps: number;
  virtualMs: number;
  readonly faults: FaultCounts;
  readonly failures: Failure[];
  /** `brand state` of decisions that any run made. */
  readonly decided: Set<string>;
}

export interface PoolOptions {
  /** Default: one for each core. */
  readonly threads?: number;
  readonly onAnswer?: (summary: Summary) => void;
}

export async function performAll(tasks: Iterable<Task>, options: PoolOptions = {}): Promise<Summary> {
  const { threads = availableParallelism(), onAnswer = () => undefined } = options;
  const summary: Summary = {
    runs: 0,
    seeds: 0,
    turns: 0,
    ioSteps: 0,
    virtualMs: 0,
    faults: noFaults(),
    failures: [],
    decided: new Set(),
  };
  const waiting = tasks[Symbol.iterator]();
  const work = async (): Promise<void> => {
    const thread = new Worker(new URL('./thread.ts', import.meta.url));
    try {
      for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
        add(summary, await answerOf(thread, next.value));
        onAnswer(summary);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return summary;
}

function answerOf(thread: Worker, task: Task): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  thread.once('error', reject);
  thread.once('message', (answer: Answer) => {
    thread.off('error', reject);
    resolve(answer);
  });
  thread.postMessage(task);
  return promise;
}

function add(summary: Summary, { runs, failures, simulated }: Answer): void {
  summary.runs += runs;
  summary.failures.push(...failures);
  if (simulated === null) return;
  summary.seeds += 1;
  summary.turns += simulated.turns;
  summary.ioSteps += simulated.ioSteps;
  summary.virtualMs += simulated.virtualMs;
  addFaults(summary.faults, simulated.faults);
  for (const state of simulated.decided) summary.decided.add(state);
}

/**
 * The stages of the partitions that are this process's share: started when the share says so, stopped between two
 * commits when it does not any more, begun again from the store's own position when one has failed for a reason that
 * may pass.
 *
 *     fenced       another owner has the partition, or the store came back older: stop; begin again if it is still ours
 *     unreachable  log or store do not answer: begin again, later and later
 *     anything that does not pass by itself (another topic, a log that is shorter, another fold): the partition stands,
 *     with its reason shown, and the others go on. It looks now and then whether somebody has mended it: has given the
 *     log back, or begun a rebuild
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { FoldChangedError } from '@grapevine/core/stages/fold-version.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { PartitionShare } from '@grapevine/engine/ports/partition-share.ts';
import { PartitionRunner, type PartitionWork, type RunnerOptions } from '@grapevine/engine/runtime/partition-runner.ts';
import type { Observer } from './observer.ts';

export interface SharedStagesOptions {
  readonly share: PartitionShare;
  /** `partitions`: how many of them this process has at the time. `null`: nothing is to be done in this partition. */
  readonly workOf: (partition: number, partitions: () => number) => PartitionWork | null;
  readonly runner: RunnerOptions;
  readonly observe: Observer;
}

/** What of a share is running, for health and metrics. */
export interface StageState {
  readonly scope: string;
  readonly partition: number;
  readonly position: number;
  /** Why it stands until somebody does something; `null` while it runs or is begun again. */
  readonly stopped: string | null;
}

interface Stage {
  readonly partition: number;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  readonly state: () => StageState;
}

type StageError = EngineError | FoldChangedError;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export class SharedStages {
  private readonly options: SharedStagesOptions;
  private readonly stages = new Map<number, Stage>();
  private wanted: ReadonlySet<number> = new Set();
  private changing: Promise<void> = Promise.resolve();
  private readonly fault = Promise.withResolvers<never>();

  constructor(options: SharedStagesOptions) {
    this.options = options;
    this.fault.promise.catch(() => undefined);
  }

  get states(): readonly StageState[] {
    return [...this.stages.values()].map((stage) => stage.state());
  }

  /** Takes part until `signal` aborts; then every stage has ended between two commits. Throws a fault of Grapevine's own. */
  async run(signal: AbortSignal): Promise<void> {
    const leave = new AbortController();
    const taking = this.options.share.join(leave.signal, (partitions) => this.take(partitions));
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      await Promise.race([taking, stopped, this.fault.promise]);
    } finally {
      // First to an end, then out of the group: so the next owner finds everything committed.
      this.take([]);
      await this.changing;
      leave.abort();
    }
    await taking;
  }

  private take(partitions: readonly number[]): void {
    this.wanted = new Set(partitions);
    this.changing = this.changing.then(() => this.settle());
  }

  private async settle(): Promise<void> {
    const unwanted = [...this.stages.values()].filter(({ partition }) => !this.wanted.has(partition));
    for (const { stop } of unwanted) stop.abort();
    await Promise.all(unwanted.map(({ ended }) => ended));
    for (const { partition } of unwanted) this.stages.delete(partition);
    for (const partition of this.wanted) {
      if (this.stages.has(partition)) continue;
      const work = this.options.workOf(partition, () => this.stages.size);
      if (work !== null) this.stages.set(partition, this.start(partition, work));
    }
  }

  private start(partition: number, work: PartitionWork): Stage {
    const stop = new AbortController();
    let stopped: string | null = null;
    const options: RunnerOptions = {
      ...this.options.runner,
      onBegin: (begin) => {
        stopped = null;
        this.options.runner.onBegin?.(begin);
      },
    };
    let runner = new PartitionRunner(work, options);
    const keepRunning = async (): Promise<void> => {
      let pauseMs = FIRST_PAUSE_MS;
      while (!stop.signal.aborted) {
        const began = runner;
        try {
          await runner.run(stop.signal);
          return;
        } catch (cause) {
          if (!(cause instanceof EngineError || cause instanceof FoldChangedError)) return this.fault.reject(cause);
          if (mayPass(cause)) {
            this.tell('warn', 'stage-begins-again', work.scope, cause);
            if (began.hasCommitted) pauseMs = FIRST_PAUSE_MS;
          } else {
            const reason = `${cause.code}: ${cause.message}`;
            if (reason !== stopped) this.tell('error', 'stage-stopped', work.scope, cause);
            stopped = reason;
            pauseMs = LONGEST_PAUSE_MS;
          }
        }
        await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
        runner = new PartitionRunner(work, options);
      }
    };
    const state = () => ({ scope: work.scope, partition, position: runner.position, stopped });
    return { partition, stop, ended: keepRunning(), state };
  }

  private tell(level: 'warn' | 'error', event: string, scope: string, cause: StageError): void {
    this.options.observe({ level, event, text: `${scope}: ${cause.message}`, fields: { scope, code: cause.code } });
  }
}

/** A fenced stage is begun again for as long as the share says that it is ours; others take it away before long. */
function mayPass({ code, retriable }: StageError): boolean {
  return retriable || code === 'GV_STORE_FENCED';
}

/** Whether the stages move on: one with records to read that has committed none for ten seconds does not. */

import type { Commit } from '@grapevine/engine/runtime/partition-runner.ts';
import type { Readiness } from '@grapevine/http-door/health.ts';

export const STALLED_MS = 10_000;

export interface ProgressWatch {
  /** To be told of each commit. */
  readonly committed: (commit: Commit) => void;
  readonly readinessOf: (system: { readonly lag: () => Promise<number> }) => Promise<Readiness>;
  readonly failed: (reason: string) => void;
}

export function watchProgress(nowMs: () => number): ProgressWatch {
  let lastCommitAtMs = nowMs();
  let failure: string | null = null;
  return {
    committed() {
      lastCommitAtMs = nowMs();
    },
    failed(reason) {
      failure = reason;
    },
    async readinessOf(system) {
      const lag = await system.lag();
      const silentMs = nowMs() - lastCommitAtMs;
      const moves = failure === null && (lag === 0 || silentMs < STALLED_MS);
      const detail =
        failure ?? (lag === 0 ? 'everything is counted' : `${lag} records behind, last commit ${silentMs} ms ago`);
      return { isReady: moves, parts: [{ name: 'stages', isReady: moves, detail }] };
    },
  };
}

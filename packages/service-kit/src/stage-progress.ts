/**
 * Whether the stages of a process move on: each that has records to read must have committed within ten seconds, and
 * none may have stopped for good. A process without a share is ready: it stands by.
 */
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import type { Readiness } from '@grapevine/http-door/health.ts';
import { STALLED_MS } from './readiness.ts';
import type { StageState } from './shared-stages.ts';

export class StageProgress {
  private readonly log: EventLog;
  private readonly topic: string;
  private readonly nowMs: () => number;
  /** When each scope was last seen somewhere else than before, or at the end of its log. */
  private readonly moved = new Map<string, { readonly position: number; readonly atMs: number }>();

  constructor(log: EventLog, topic: string, nowMs: () => number) {
    this.log = log;
    this.topic = topic;
    this.nowMs = nowMs;
  }

  async readinessOf(stages: readonly StageState[]): Promise<Readiness> {
    const parts = await Promise.all(stages.map((stage) => this.partOf(stage)));
    if (parts.length === 0) parts.push({ name: 'share', isReady: true, detail: 'no partitions: standing by' });
    return { isReady: parts.every((part) => part.isReady), parts };
  }

  private async partOf({ scope, partition, position, stopped }: StageState): Promise<Readiness['parts'][number]> {
    if (stopped !== null) return { name: scope, isReady: false, detail: stopped };
    const { endOffset } = await this.log.bounds(this.topic, partition);
    const lag = Math.max(0, endOffset - position);
    const atMs = this.nowMs();
    const before = this.moved.get(scope);
    if (before === undefined || before.position !== position || lag === 0) this.moved.set(scope, { position, atMs });
    const silentMs = atMs - (this.moved.get(scope)?.atMs ?? atMs);
    const detail = lag === 0 ? 'everything is folded' : `${lag} records behind, no commit for ${silentMs} ms`;
    return { name: scope, isReady: silentMs < STALLED_MS, detail };
  }
}

/** What the system measures of itself, for Prometheus: how far behind it is, and what became of what was handed in. */
import type { IngestAccounts } from '@grapevine/connectors/ingest/ingester.ts';
import type { Begin, Commit } from '@grapevine/engine/runtime/partition-runner.ts';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export interface SystemMetrics {
  readonly registry: Registry;
  readonly ingested: (accounts: IngestAccounts) => void;
  readonly committed: (commit: Commit) => void;
  readonly began: (begin: Begin) => void;
  readonly alerted: (alert: { readonly class: string; readonly severity: string; readonly state: string }) => void;
  /** What a stream brought, and how old its newest frame is. */
  readonly streamed: (source: string, counts: StreamCounts, behindMs: number) => void;
  readonly disconnected: (source: string) => void;
  /** A delivery to `/v1/sources/{id}`: taken, replayed, or why it was refused. */
  readonly delivered: (source: string, outcome: string) => void;
  /** A request that a door refused before it was looked at, and why. */
  readonly refused: (door: string, reason: string) => void;
  /** Says where the lag is to be asked for. */
  readonly watchLag: (lag: () => Promise<number>) => void;
}

export interface StreamCounts {
  readonly mapped: number;
  readonly malformed: number;
  readonly leftOut: Readonly<Record<string, number>>;
}

export function createSystemMetrics(): SystemMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'grapevine_' });
  const registers = [registry];
  const interactions = new Counter({
    name: 'grapevine_ingested_total',
    help: 'Interactions handed in, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const records = new Counter({
    name: 'grapevine_stage_records_total',
    help: 'Records folded and committed, by stage.',
    labelNames: ['stage'],
    registers,
  });
  const passed = new Gauge({
    name: 'grapevine_stage_passed_records',
    help: 'Records that had passed their retention when a stage began whose store had nothing of them, by scope.',
    labelNames: ['scope'],
    registers,
  });
  const alerts = new Counter({
    name: 'grapevine_alerts_total',
    help: 'Notices, by class, severity and state.',
    labelNames: ['class', 'severity', 'state'],
    registers,
  });
  const frames = new Counter({
    name: 'grapevine_source_frames_total',
    help: 'Frames of a stream, by what became of them.',
    labelNames: ['source', 'outcome'],
    registers,
  });
  const behind = new Gauge({
    name: 'grapevine_source_behind_seconds',
    help: 'How old the newest frame of a stream was when it was on the log.',
    labelNames: ['source'],
    registers,
  });
  const disconnections = new Counter({
    name: 'grapevine_source_disconnections_total',
    help: 'How often a stream was lost.',
    labelNames: ['source'],
    registers,
  });
  const deliveries = new Counter({
    name: 'grapevine_source_deliveries_total',
    help: 'Deliveries of a partner, by outcome.',
    labelNames: ['source', 'outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'grapevine_requests_refused_total',
    help: 'Requests that a door refused before they were looked at, by reason.',
    labelNames: ['door', 'reason'],
    registers,
  });
  return {
    registry,
    refused: (door, reason) => refusals.inc({ door, reason }),
    streamed(source, { mapped, malformed, leftOut }, behindMs) {
      frames.inc({ source, outcome: 'mapped' }, mapped);
      frames.inc({ source, outcome: 'malformed' }, malformed);
      for (const [reason, count] of Object.entries(leftOut))
        if (count > 0) frames.inc({ source, outcome: reason }, count);
      behind.set({ source }, behindMs / 1000);
    },
    disconnected: (source) => disconnections.inc({ source }),
    delivered: (source, outcome) => deliveries.inc({ source, outcome }),
    ingested({ accepted, deadLettered, unwatched }) {
      interactions.inc({ outcome: 'accepted' }, accepted);
      interactions.inc({ outcome: 'dead-lettered' }, deadLettered);
      interactions.inc({ outcome: 'unwatched' }, unwatched);
    },
    committed({ scope, records: count }) {
      records.inc({ stage: scope.split('/')[0] ?? scope }, count);
    },
    began({ scope, passed: count }) {
      passed.set({ scope }, count);
    },
    alerted({ class: kind, severity, state }) {
      alerts.inc({ class: kind, severity, state });
    },
    watchLag(lag) {
      new Gauge({
        name: 'grapevine_lag_records',
        help: 'Records on the interactions topic that no tally has committed yet.',
        registers,
        async collect() {
          this.set(await lag());
        },
      });
    },
  };
}

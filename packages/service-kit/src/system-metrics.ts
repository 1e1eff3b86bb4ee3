/** What the system measures of itself, for Prometheus: how far behind it is, and what became of what was handed in. */
import type { IngestAccounts } from '@grapevine/connectors/ingest/ingester.ts';
import type { Commit } from '@grapevine/engine/runtime/partition-runner.ts';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export interface SystemMetrics {
  readonly registry: Registry;
  readonly ingested: (accounts: IngestAccounts) => void;
  readonly committed: (commit: Commit) => void;
  readonly alerted: (alert: { readonly class: string; readonly severity: string; readonly state: string }) => void;
  /** Says where the lag is to be asked for. */
  readonly watchLag: (lag: () => Promise<number>) => void;
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
  const alerts = new Counter({
    name: 'grapevine_alerts_total',
    help: 'Notices, by class, severity and state.',
    labelNames: ['class', 'severity', 'state'],
    registers,
  });
  return {
    registry,
    ingested({ accepted, deadLettered, unwatched }) {
      interactions.inc({ outcome: 'accepted' }, accepted);
      interactions.inc({ outcome: 'dead-lettered' }, deadLettered);
      interactions.inc({ outcome: 'unwatched' }, unwatched);
    },
    committed({ scope, records: count }) {
      records.inc({ stage: scope.split('/')[0] ?? scope }, count);
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

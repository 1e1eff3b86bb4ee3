/** What became of the records that the tallies read (law 6), as of radar's last step; for alarms on what grows wrongly. */
import { readStatus } from '@grapevine/core/reading/read-status.ts';
import type { StateSnapshot } from '@grapevine/engine/ports/state-store.ts';
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';
import { Gauge, type Registry } from 'prom-client';

export interface RecordMetricsOptions {
  readonly registry: Registry;
  readonly snapshot: () => Promise<StateSnapshot>;
  readonly onFailure: (cause: unknown) => void;
}

/** Gauges, not counters: a store that comes back older says less than before. */
export function measureRecords({ registry, snapshot, onFailure }: RecordMetricsOptions): void {
  new Gauge({
    name: 'grapevine_records',
    help: 'Records of the interactions topic by outcome; passedOver: posts there was no room to remember; passed: had passed their retention.',
    labelNames: ['outcome'],
    registers: [registry],
    async collect() {
      this.reset();
      try {
        const status = await withSnapshot(snapshot, readStatus);
        if (status.kind === 'no-data') return;
        const { accounts, passed } = status.completeness;
        const { read: _read, ...outcomes } = accounts;
        for (const [outcome, count] of Object.entries({ ...outcomes, passed })) this.set({ outcome }, count);
      } catch (cause) {
        // The other metrics are there to say that the store is away.
        onFailure(cause);
      }
    },
  });
}

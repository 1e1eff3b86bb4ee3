/** The real api over the small world of its own tests, on a port of this machine; closed when the test is over. */
import { encodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import type { Api, ApiOptions } from '@grapevine/http-api/api.ts';
import { apiOver, servedWorld } from '@grapevine/http-api/served-world.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { Registry } from 'prom-client';
import { onTestFinished } from 'vitest';
import type { LogAlert } from '../types/log-alert.ts';

const TOPIC = 'grapevine.alerts.v1';
const ACTIONS = 'grapevine.actions.v1';

export class ServedApi {
  readonly log: MemoryLog;
  readonly api: Api;
  readonly #registry: Registry;
  port = 0;

  private constructor(log: MemoryLog, api: Api, registry: Registry) {
    this.#registry = registry;
    this.log = log;
    this.api = api;
  }

  static async open(options: Partial<ApiOptions> = {}): Promise<ServedApi> {
    const log = new MemoryLog({ nowMs: () => 0, gapAfterAppend: 1 });
    for (const topic of [TOPIC, ACTIONS]) await log.ensureTopic(topic, { partitions: 1, compacted: false });
    const store = await servedWorld();
    const registry = new Registry();
    const api = apiOver(store, log, { registry, ...options });
    const served = new ServedApi(log, api, registry);
    served.port = await api.listen({ host: '127.0.0.1', port: 0 });
    onTestFinished(async () => {
      const closed = api.close();
      // fetch may keep a connection on which nothing was asked yet, and a server waits for those.
      api.app.server.closeAllConnections();
      await closed;
    });
    return served;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async raise(...alerts: readonly LogAlert[]): Promise<void> {
    const records = alerts.map((alert) => ({ key: alert.brand, value: encodeAlert(alert) }));
    await this.log.append([{ topic: TOPIC, partition: 0, records }]);
  }

  /** Streams that are open now. */
  async streams(): Promise<number> {
    const gauge = this.#registry.getSingleMetric('grapevine_api_streams');
    return (await gauge?.get())?.values[0]?.value ?? 0;
  }
}

/**
 * `/healthz` (the process is up), `/readyz` (its work moves on: progress, not "the socket is open") and `/metrics`, of
 * every door.
 *
 * Health is for everybody who reaches the port, so that whoever starts and stops processes needs no key. Metrics tell how
 * much there is of a business (how much is read, how many alerts are raised), so they ask for a key that may read the
 * counters of the whole group.
 */
import type { Door } from './door.ts';
import { mayWholeGroup, type Scope } from './principal.ts';
import { sendProblem } from './problem.ts';

/** Whether what is done behind the door moves on. */
export interface Readiness {
  readonly isReady: boolean;
  /** Of each stage or partition, in words. */
  readonly parts: readonly { readonly name: string; readonly isReady: boolean; readonly detail: string }[];
}

export interface Health {
  readonly group: string;
  readonly readiness: () => Promise<Readiness>;
  /** Of Prometheus. */
  readonly registry: { readonly contentType: string; readonly metrics: () => Promise<string> };
}

export const METRICS_SCOPES: readonly Scope[] = ['counters:read'];

export function addHealth({ app, guard }: Pick<Door, 'app' | 'guard'>, { group, readiness, registry }: Health): void {
  const open = { onRequest: guard.admit('open') };
  app.get('/healthz', open, async () => ({ status: 'up' }));
  app.get('/readyz', open, async (_request, reply) => {
    const { isReady, parts } = await readiness();
    if (!isReady) reply.code(503).header('retry-after', '5');
    return {
      ready: isReady,
      parts: parts.map((part) => ({ name: part.name, ready: part.isReady, detail: part.detail })),
    };
  });
  app.get('/metrics', { onRequest: guard.admit(METRICS_SCOPES) }, async (request, reply) => {
    if (!mayWholeGroup(guard.principalOf(request), group)) {
      const detail = 'Metrics are of the whole group, and this key is of some brands.';
      return sendProblem(reply, { status: 403, type: 'forbidden', detail });
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

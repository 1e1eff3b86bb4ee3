/**
 * The small door of a process that serves nothing else: `/healthz` (the process is up), `/readyz` (its work moves on:
 * progress, not "the socket is open") and `/metrics`. The same answers are added to doors that serve more.
 */
import type { Readiness } from '@grapevine/http-api/api.ts';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import type { Registry } from 'prom-client';

export interface Health {
  readonly readiness: () => Promise<Readiness>;
  readonly registry: Registry;
}

export interface HealthDoor {
  readonly port: number;
  close(): Promise<void>;
}

export function addHealth(app: FastifyInstance, { readiness, registry }: Health): void {
  app.get('/healthz', async () => ({ status: 'up' }));
  app.get('/readyz', async (_request, reply) => {
    const { isReady, parts } = await readiness();
    if (!isReady) reply.code(503).header('retry-after', '5');
    return {
      ready: isReady,
      parts: parts.map((part) => ({ name: part.name, ready: part.isReady, detail: part.detail })),
    };
  });
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
}

/** It tells nothing about people or brands, so it may listen wherever whoever watches the process reaches it. */
export async function openHealthDoor(
  health: Health,
  at: { readonly host: string; readonly port: number },
): Promise<HealthDoor> {
  const app = fastify({ bodyLimit: 1024, requestTimeout: 10_000, forceCloseConnections: 'idle' });
  app.server.maxConnections = 64;
  addHealth(app, health);
  await app.listen(at);
  const address = app.server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : at.port, close: () => app.close() };
}

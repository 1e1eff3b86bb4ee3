/** What the api measures of itself, by route and status; never by brand or address, which would have no bound. */
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 2];

export function measure(app: FastifyInstance, registry: Registry, openStreams: () => number): void {
  const requests = new Counter({
    name: 'grapevine_api_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'grapevine_api_request_seconds',
    help: 'Time to answer a request, by route; streams are left out.',
    labelNames: ['route'],
    buckets: SECONDS,
    registers: [registry],
  });
  new Gauge({
    name: 'grapevine_api_streams',
    help: 'Open alert streams.',
    registers: [registry],
    collect() {
      this.set(openStreams());
    },
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    requests.inc({ route, status: reply.statusCode });
    durations.observe({ route }, reply.elapsedTime / 1000);
  });
}

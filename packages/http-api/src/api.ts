/**
 * The api: everything that is counted and found, by HTTP. It reads committed rows only, each answer from one commit of
 * `radar/<group>`; it keeps nothing between requests, and what it cannot know it says.
 */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { publicJson } from '@grapevine/core/reading/public-json.ts';
import type { StateSnapshot } from '@grapevine/engine/ports/state-store.ts';
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { AlertsFrom } from './alert-feed.ts';
import { AlertStreams } from './alert-stream.ts';
import { measure } from './api-metrics.ts';
import { COUNTER_ENDPOINTS } from './counter-endpoints.ts';
import { isLoopback, refusedHost, SECURITY_HEADERS } from './door.ts';
import type { Endpoint, EndpointContext, EndpointText, PathParameters } from './endpoint.ts';
import { EPISODE_ENDPOINTS } from './episode-endpoints.ts';
import { ApiError } from './errors.ts';
import { type DescribedPath, openApiOf } from './openapi.ts';
import { problem, replyWith, unavailable } from './problem.ts';
import { brandPart, readQuery } from './query-parts.ts';
import { findBrand } from './window-outcome.ts';

/** Whether the stages behind move on: progress, not "the process is up". */
export interface Readiness {
  readonly isReady: boolean;
  /** Of each stage or partition, in words. */
  readonly parts: readonly { readonly name: string; readonly isReady: boolean; readonly detail: string }[];
}

export interface ApiOptions {
  readonly configuration: Configuration;
  /** Rows of `radar/<group>` as of one commit; closed here after each answer. */
  readonly snapshot: () => Promise<StateSnapshot>;
  readonly alertsFrom: AlertsFrom;
  readonly readiness: () => Promise<Readiness>;
  /** Served under `/metrics`; the api adds its own to it. */
  readonly registry: Registry;
  /** Told of what a client is not: the exception behind a 503. */
  readonly onFailure?: (cause: unknown) => void;
  /** Names beside loopback under which a proxy on this machine hands requests on; default none. */
  readonly allowedHosts?: readonly string[];
  readonly maxStreams?: number;
  readonly heartbeatMs?: number;
  readonly stallMs?: number;
  /** At most so many connections at a time; default 256. */
  readonly maxConnections?: number;
}

export interface Api {
  /** For tests without a socket, and to add a dashboard's files. */
  readonly app: FastifyInstance;
  /**
   * Listens and gives the port; 0 asks for a free one. Refuses (`GV_API_UNPROTECTED`) an address beyond this machine,
   * unless who starts it says that nobody else reaches it (`isPrivateNetwork`).
   */
  listen(at: { readonly host: string; readonly port: number; readonly isPrivateNetwork?: boolean }): Promise<number>;
  /** Ends the streams, stops listening and waits for the answers that are under way. */
  close(): Promise<void>;
}

const OTHER_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const ENDPOINTS: readonly Endpoint[] = [...COUNTER_ENDPOINTS, ...EPISODE_ENDPOINTS];

const STREAM = {
  path: '/v1/stream',
  summary: 'Alerts as they are raised',
  description:
    'Server-sent events. `id` is an opaque position; with `Last-Event-ID` the stream resumes there, without it it begins ' +
    'now. `event: alert` carries the alert; `event: lagged` says that some were left out, or that this reader is too slow.',
  problems: { 404: 'There is no such brand.', 429: 'There are too many streams.' },
  query: z.strictObject({
    topics: z.enum(['alerts']).default('alerts').meta({ description: 'What is streamed.' }),
    brand: brandPart,
  }),
  mediaType: 'text/event-stream',
};

const OPERATIONAL = [
  ['/healthz', 'The process is up', 'Says nothing about progress: see /readyz.', 'application/json'],
  ['/readyz', 'The stages move on', '503 when one of them does not; `parts` says which.', 'application/json'],
  ['/metrics', 'Metrics for Prometheus', 'The text format.', 'text/plain'],
  ['/openapi.json', 'This description', 'OpenAPI 3.1.', 'application/json'],
] as const;

const DESCRIBED: readonly DescribedPath[] = [
  ...ENDPOINTS.map((each) => ({ ...each, mediaType: 'application/json' })),
  STREAM,
  ...OPERATIONAL.map(([path, summary, description, mediaType]) => ({
    path,
    summary,
    description,
    mediaType,
    problems: {},
    query: z.strictObject({}),
  })),
];

/** Starts nothing: see `listen`. */
export function createApi(options: ApiOptions): Api {
  const { maxStreams, heartbeatMs, stallMs, alertsFrom, configuration, onFailure = () => {} } = options;
  const { group } = configuration;
  const streams = new AlertStreams({ alertsFrom, group, onFailure, maxStreams, heartbeatMs, stallMs });
  const app = createApp(options);
  measure(app, options.registry, () => streams.open);
  addDoor(app, options);
  addEndpoints(app, options);
  addStream(app, options, streams);
  addOperational(app, options);
  addOtherMethods(app);
  return {
    app,
    async listen({ host, port, isPrivateNetwork = false }) {
      if (!isLoopback(host) && !isPrivateNetwork) {
        const message = `The api would listen on ${host} without a key, where anybody on the network could read; use 127.0.0.1, and a proxy that asks for one.`;
        throw new ApiError('GV_API_UNPROTECTED', message);
      }
      await app.listen({ host, port });
      const address = app.server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    async close() {
      streams.close();
      await app.close();
    },
  };
}

function createApp({ maxConnections = 256 }: ApiOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: 1024,
    connectionTimeout: 60_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 256 },
    http: { headersTimeout: 10_000, maxHeaderSize: 16_384 },
  });
  app.server.maxConnections = maxConnections;
  return app;
}

/** What holds for every request, and for what no route answers. */
function addDoor(app: FastifyInstance, { allowedHosts = [], onFailure }: ApiOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    const refused = refusedHost(request.headers.host, allowedHosts);
    if (refused !== null) return replyWith(reply, refused);
    // Refused before any body is read.
    if (request.is404 || request.method === 'GET' || request.method === 'HEAD') return undefined;
    reply.header('allow', 'GET, HEAD').header('connection', 'close');
    return replyWith(reply, problem(405, 'method-not-allowed', 'Only GET and HEAD are answered here.'));
  });
  app.setNotFoundHandler((_request, reply) =>
    replyWith(reply, problem(404, 'not-found', 'There is nothing here; /openapi.json lists what there is.')),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return replyWith(reply, problem(error.statusCode, 'request-refused', 'The request cannot be read.'));
    }
    onFailure?.(error);
    return replyWith(reply, unavailable());
  });
}

function addEndpoints(app: FastifyInstance, { configuration, snapshot }: ApiOptions): void {
  const context: EndpointContext = {
    configuration,
    withRows: (use) => withSnapshot(snapshot, use),
  };
  for (const each of ENDPOINTS) {
    app.get(routeOf(each), async function answerEndpoint(request, reply) {
      const outcome = await each.respond(request.query, request.params as PathParameters, context);
      if (outcome.kind === 'problem') return replyWith(reply, outcome);
      return reply.send(publicJson(outcome.body, configuration.group));
    });
  }
}

function addStream(app: FastifyInstance, { configuration }: ApiOptions, streams: AlertStreams): void {
  async function serveStream(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const reading = readQuery(STREAM.query, request.query);
    if (reading.kind === 'problem') return replyWith(reply, reading);
    const { brand } = reading.query;
    const found = brand === undefined ? { kind: 'found' as const, onLog: undefined } : findBrand(configuration, brand);
    if (found.kind === 'problem') return replyWith(reply, found);
    const lastId = request.headers['last-event-id'];
    const position = typeof lastId === 'string' && lastId !== '' ? lastId : null;
    const outcome = await streams.serve(reply, { position, brand: found.onLog });
    return outcome === 'served' ? undefined : replyWith(reply, outcome);
  }
  app.get(STREAM.path, { exposeHeadRoute: false }, serveStream);
}

function addOperational(app: FastifyInstance, { readiness, registry }: ApiOptions): void {
  const description = openApiOf(DESCRIBED);
  app.get('/healthz', async () => ({ status: 'up' }));
  app.get('/readyz', async (_request, reply) => {
    const { isReady, parts } = await readiness();
    if (!isReady) reply.code(503).header('retry-after', '5');
    return reply.send({
      ready: isReady,
      parts: parts.map((part) => ({ name: part.name, ready: part.isReady, detail: part.detail })),
    });
  });
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  app.get('/openapi.json', async () => description);
}

/** Routes for the other methods, so that they are told 405 and not 404; the door answers them. */
function addOtherMethods(app: FastifyInstance): void {
  for (const each of DESCRIBED) {
    app.route({ method: [...OTHER_METHODS], url: routeOf(each), handler: async () => undefined });
  }
}

/** `{id}` -> `:id`. */
function routeOf({ path }: Pick<EndpointText, 'path'>): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

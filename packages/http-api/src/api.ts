/**
 * The api: everything that is counted and found, by HTTP. It reads committed rows only, each answer from one commit of
 * `radar/<group>`, and lays over them what people have done; what people do it puts on the log. What it cannot know it says.
 */
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';
import { subjectOf } from '@grapevine/http-door/addresses.ts';
import { createDoor, type Door, type DoorOptions } from '@grapevine/http-door/door.ts';
import { addHealth, METRICS_SCOPES, type Readiness } from '@grapevine/http-door/health.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { ACTION_ENDPOINTS, STANDING_ENDPOINTS } from './action-endpoints.ts';
import type { AlertsFrom } from './alert-feed.ts';
import { AlertStreams } from './alert-stream.ts';
import { measure } from './api-metrics.ts';
import { COUNTER_ENDPOINTS } from './counter-endpoints.ts';
import { type ActionEndpoint, type Endpoint, INCIDENTS } from './endpoint.ts';
import { type AnswerSources, addActionEndpoints, addEndpoints, answering, routeOf } from './endpoint-routes.ts';
import { brandsMeant, EPISODE_ENDPOINTS } from './episode-endpoints.ts';
import { ERASURE_ENDPOINT } from './erasure-endpoint.ts';
import { EXPLANATION_ENDPOINT } from './explanation-endpoint.ts';
import { listingOf } from './laid-over.ts';
import { type DescribedPath, openApiOf } from './openapi.ts';
import { CANNOT_BE_READ, problem, replyWith } from './problem.ts';
import { brandPart, readQuery } from './query-parts.ts';
import { measureRecords } from './record-metrics.ts';
import { addSession, SESSION_PATH } from './session-endpoint.ts';
import { type Sight, sightOf } from './sight.ts';
import { StandingActions } from './standing-actions.ts';

export interface ApiOptions extends Omit<DoorOptions, 'nowMs'>, Omit<AnswerSources, 'actions'> {
  readonly alertsFrom: AlertsFrom;
  /** What people do is read from it, and put onto it. */
  readonly log: EventLog;
  readonly readiness: () => Promise<Readiness>;
  /** Served under `/metrics`; the api adds its own to it. */
  readonly registry: Registry;
  readonly maxStreams?: number;
  readonly maxStreamsOfKey?: number;
  readonly heartbeatMs?: number;
  readonly stallMs?: number;
}

/** `app`: for tests without a socket, and to add a dashboard's files. */
export interface Api extends Pick<Door, 'app' | 'listen'> {
  /** Ends the streams, stops listening and waits for the answers that are under way. */
  close(): Promise<void>;
}

/** A question costs about a millisecond of a core. */
const RATES = { ofAddress: { perSecond: 200, burst: 400 }, ofKey: { perSecond: 100, burst: 200 } };
const BODY_LIMIT = 1024;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const ENDPOINTS: readonly Endpoint[] = [
  ...COUNTER_ENDPOINTS,
  ...EPISODE_ENDPOINTS,
  EXPLANATION_ENDPOINT,
  ...STANDING_ENDPOINTS,
];

const ACTIONS: readonly ActionEndpoint[] = [...ACTION_ENDPOINTS, ERASURE_ENDPOINT];

const STREAM = {
  path: '/v1/stream',
  scopes: INCIDENTS,
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
  ['/healthz', [], 'The process is up', 'Says nothing about progress: see /readyz.', 'application/json'],
  ['/readyz', [], 'The stages move on', '503 when one of them does not; `parts` says which.', 'application/json'],
  [
    '/metrics',
    METRICS_SCOPES,
    'Metrics for Prometheus',
    'The text format. For a key of the whole group.',
    'text/plain',
  ],
  ['/openapi.json', [], 'This description', 'OpenAPI 3.1.', 'application/json'],
] as const;

const DESCRIBED: readonly DescribedPath[] = [
  ...ENDPOINTS.map((each) => ({ ...each, mediaType: 'application/json' })),
  ...ACTIONS.map((each) => ({ ...each, query: z.strictObject({}), mediaType: 'application/json' })),
  STREAM,
  ...OPERATIONAL.map(([path, scopes, summary, description, mediaType]) => ({
    path,
    scopes,
    summary,
    description,
    mediaType,
    problems: {},
    query: z.strictObject({}),
  })),
];

/** Starts nothing: see `listen`. */
export function createApi(options: ApiOptions): Api {
  const {
    maxStreams,
    maxStreamsOfKey,
    heartbeatMs,
    stallMs,
    alertsFrom,
    configuration,
    log,
    onFailure = () => {},
    nowMs = Date.now,
  } = options;
  const { group } = configuration;
  const actions = new StandingActions({ log, group, nowMs, onFailure });
  const sources: AnswerSources = { ...options, actions };
  const limits = { maxStreams, maxStreamsOfKey, heartbeatMs, stallMs };
  const laidOver = (alert: Alert) =>
    withSnapshot(options.snapshot, async (rows) => (await listingOf(rows, answering(sources))).overlays.alert(alert));
  const streams = new AlertStreams({ alertsFrom, group, laidOver, onFailure, ...limits });
  const door = createDoor(options, {
    what: 'The api',
    bodyLimit: BODY_LIMIT,
    rates: RATES,
    notFound: 'There is nothing here; /openapi.json lists what there is.',
    failed: CANNOT_BE_READ,
  });
  const { app } = door;
  measure(app, options.registry, () => streams.open);
  measureRecords({ registry: options.registry, snapshot: options.snapshot, onFailure });
  refuseOtherMethods(app);
  addEndpoints(door, ENDPOINTS, sources);
  addActionEndpoints(door, ACTIONS, sources);
  addStream(door, options, streams);
  addSession(door, options.keys ?? null);
  addOperational(door, options);
  addOtherMethods(door);
  return {
    app,
    listen: (at) => door.listen(at),
    async close() {
      streams.close();
      await app.close();
      await actions.close();
    },
  };
}

/** Methods by path, as routes have it. */
const ANSWERED: ReadonlyMap<string, readonly string[]> = answeredMethods();

function answeredMethods(): Map<string, string[]> {
  const methods = new Map([[SESSION_PATH, ['POST', 'DELETE']]]);
  for (const each of DESCRIBED) {
    const url = routeOf(each);
    methods.set(url, [...(methods.get(url) ?? []), ...(each.method === undefined ? ['GET', 'HEAD'] : [each.method])]);
  }
  return methods;
}

/** Before any body is read. */
function refuseOtherMethods(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { method, is404, routeOptions } = request;
    const answered = ANSWERED.get(routeOptions.url ?? '') ?? ['GET', 'HEAD'];
    if (is404 || answered.includes(method)) return undefined;
    const allowed = answered.join(', ');
    reply.header('allow', allowed).header('connection', 'close');
    return replyWith(reply, problem(405, 'method-not-allowed', `Only ${allowed} are answered here.`));
  });
}

function addStream({ app, guard }: Door, { configuration }: ApiOptions, streams: AlertStreams): void {
  async function serveStream(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const reading = readQuery(STREAM.query, request.query);
    if (reading.kind === 'problem') return replyWith(reply, reading);
    const principal = guard.principalOf(request);
    const sight: Sight = sightOf(configuration, principal);
    const meant = brandsMeant(sight, reading.query.brand);
    if (meant.kind === 'problem') return replyWith(reply, meant);
    const lastId = request.headers['last-event-id'];
    const outcome = await streams.serve(reply, {
      position: typeof lastId === 'string' && lastId !== '' ? lastId : null,
      brands: meant.onLog,
      account: { key: principal.id, address: subjectOf(request.ip) },
      isStillValid: () => guard.isStillValid(request),
    });
    return outcome === 'served' ? undefined : replyWith(reply, outcome);
  }
  app.get(STREAM.path, { exposeHeadRoute: false, onRequest: guard.admit(STREAM.scopes) }, serveStream);
}

function addOperational({ app, guard }: Door, { configuration: { group }, readiness, registry }: ApiOptions): void {
  const description = openApiOf(DESCRIBED);
  addHealth({ app, guard }, { group, readiness, registry });
  app.get('/openapi.json', { onRequest: guard.admit('open') }, async () => description);
}

/** Routes for the other methods, so that they are told 405 and not 404. */
function addOtherMethods({ app, guard }: Door): void {
  const onRequest = guard.admit('open');
  const handler = async () => undefined;
  for (const [url, answered] of ANSWERED) {
    const method = METHODS.filter((each) => !answered.includes(each));
    app.route({ method, url, onRequest, handler });
  }
}

/**
 * `POST /v1/interactions`: interactions by HTTP; and, where there are such sources, signed deliveries at
 * `/v1/sources/{id}` (see ../webhooks). A request is answered 202 only after its records are durable, so who
 * gets no answer sends it again, and the log's own check for redeliveries makes that harmless.
 *
 * The door keeps itself small: a body of 1 MiB, 100 headers, 30 s a request, a bounded number of connections. Without a
 * key (keys are checked by whoever serves beyond this machine) it listens on loopback only.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import { ConnectorError } from '../errors.ts';
import type { IngestedBatch, Ingester } from '../ingest/ingester.ts';
import type { WebhookDoor } from '../webhooks/source-routes.ts';
import { addSourceRoutes } from '../webhooks/source-routes.ts';
import type { AcceptOutcome } from './hand-over.ts';
import { answerOf, DEFAULT_RETRY_SECONDS, handedOver, sendNotTaken } from './hand-over.ts';
import { sendProblem } from './problem.ts';
import type { BodyFault } from './request-body.ts';
import { bodyFormOf, entriesOf, MAX_BODY_BYTES, tooLarge, unpackedBody } from './request-body.ts';

export interface IngestServerOptions {
  readonly ingest: Ingester;
  /** Writes a batch, dead letters included; an exception counts as `unavailable` and goes to `onFailure`. */
  readonly accept: (batch: IngestedBatch) => Promise<AcceptOutcome>;
  /** Told of what a client is not: the exception behind a 503. */
  readonly onFailure?: (cause: unknown) => void;
  /** At most so many connections at a time; default 256. */
  readonly maxConnections?: number;
  /** Who delivers to `/v1/sources/{id}`; none by default. */
  readonly webhooks?: WebhookDoor;
}

export interface IngestServer {
  /** For tests without a socket, and to serve it by other means. */
  readonly app: FastifyInstance;
  /**
   * Listens and gives the port; 0 asks for a free one. Refuses (`GV_HTTP_UNPROTECTED`) an address beyond this machine,
   * unless who starts it says that nobody else reaches it (`isPrivateNetwork`).
   */
  listen(at: { readonly host: string; readonly port: number; readonly isPrivateNetwork?: boolean }): Promise<number>;
  /** Stops listening and waits for the requests that are under way. */
  close(): Promise<void>;
}

const PATH = '/v1/interactions';
const MAX_HEADERS = 100;
const OTHER_METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

function sendFault(reply: FastifyReply, { detail, status, type }: BodyFault): FastifyReply {
  return sendProblem(reply, { status, type, detail });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function createApp(options: IngestServerOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    connectionTimeout: 30_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: false },
    http: { headersTimeout: 10_000, maxHeaderSize: 16_384 },
  });
  app.server.maxHeadersCount = MAX_HEADERS + 1;
  app.server.maxConnections = options.maxConnections ?? 256;
  return app;
}

function addHandlers(app: FastifyInstance, options: IngestServerOptions): void {
  const { accept, ingest, onFailure, webhooks } = options;

  async function takeInteractions(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const form = bodyFormOf(request.headers['content-type']);
    if (form.kind === 'fault') return sendFault(reply, form);
    const packed = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const body = await unpackedBody(packed, request.headers['content-encoding']);
    if (body.kind === 'fault') return sendFault(reply, body);
    const entries = entriesOf(body.is, form.is, `http:${randomUUID()}`);
    if (entries.kind === 'fault') return sendFault(reply, entries);

    const batch = ingest(entries.is);
    const outcome = await handedOver(() => accept(batch), onFailure);
    if (outcome.kind !== 'durable') return sendNotTaken(reply, outcome);
    const answer = answerOf(batch);
    if (answer.rejected.length < entries.is.length) return reply.code(202).send(answer);
    return sendProblem(reply, {
      status: 422,
      type: 'all-rejected',
      detail: 'No interaction was taken; "rejected" says why.',
      also: { ...answer },
    });
  }

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.addHook('onRequest', async (request, reply) => {
    if (request.raw.rawHeaders.length / 2 <= MAX_HEADERS) return;
    await sendProblem(reply, {
      status: 431,
      type: 'too-many-headers',
      detail: `A request has at most ${MAX_HEADERS} headers.`,
    });
  });
  // Refused before the body is read.
  app.addHook('preParsing', async (request, reply) => {
    if (request.method !== 'POST') return;
    const form = bodyFormOf(request.headers['content-type']);
    if (form.kind === 'fault') await sendFault(reply, form);
  });

  app.post(PATH, takeInteractions);
  app.route({
    method: [...OTHER_METHODS],
    url: PATH,
    exposeHeadRoute: false,
    handler: async (_request, reply) => {
      reply.header('allow', 'POST');
      return sendProblem(reply, { status: 405, type: 'method-not-allowed', detail: 'Interactions are sent by POST.' });
    },
  });
  if (webhooks !== undefined) {
    addSourceRoutes(app, webhooks, { ingest, ...(onFailure !== undefined && { onFailure }) });
  }
  app.setNotFoundHandler((_request, reply) => {
    return sendProblem(reply, {
      status: 404,
      type: 'not-found',
      detail: `There is nothing here; interactions go to ${PATH}.`,
    });
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error.statusCode === 413) return sendFault(reply.header('connection', 'close'), tooLarge());
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return sendProblem(reply, {
        status: error.statusCode,
        type: 'request-refused',
        detail: 'The request cannot be read.',
      });
    }
    onFailure?.(error);
    const detail = 'The interactions could not be taken; send them again later.';
    return sendProblem(reply, { status: 503, type: 'unavailable', detail, retryAfterSeconds: DEFAULT_RETRY_SECONDS });
  });
}

/** The ingest door. It answers nothing before `accept` has resolved. */
export function createIngestServer(options: IngestServerOptions): IngestServer {
  const app = createApp(options);
  addHandlers(app, options);
  return {
    app,
    async listen({ host, port, isPrivateNetwork = false }) {
      if (!isLoopback(host) && !isPrivateNetwork) {
        throw new ConnectorError(
          'GV_HTTP_UNPROTECTED',
          `Ingest would listen on ${host} without a key, where anybody on the network could write; use 127.0.0.1, and a proxy that asks for one.`,
        );
      }
      await app.listen({ host, port });
      const address = app.server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    async close() {
      await app.close();
    },
  };
}

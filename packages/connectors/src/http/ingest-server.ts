/**
 * `POST /v1/interactions`: interactions by HTTP; and, where there are such sources, signed deliveries at
 * `/v1/sources/{id}` (see ../webhooks). A request is answered 202 only after its records are durable, so who
 * gets no answer sends it again, and the log's own check for redeliveries makes that harmless.
 *
 * It takes them from keys with the scope `interactions:write` that are bound to the whole group: an interaction belongs
 * to no brand (one post may name several), so there is no writing for one of them.
 */
import { randomUUID } from 'node:crypto';
import { createDoor, type Door, type DoorOptions } from '@grapevine/http-door/door.ts';
import { mayWholeGroup, type Scope } from '@grapevine/http-door/principal.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IngestedBatch, Ingester } from '../ingest/ingester.ts';
import type { WebhookDoor } from '../webhooks/source-routes.ts';
import { addSourceRoutes } from '../webhooks/source-routes.ts';
import type { AcceptOutcome } from './hand-over.ts';
import { answerOf, handedOver, sendNotTaken } from './hand-over.ts';
import { sendProblem } from './problem.ts';
import type { BodyFault } from './request-body.ts';
import { bodyFormOf, entriesOf, MAX_BODY_BYTES, tooLarge, unpackedBody } from './request-body.ts';

export interface IngestServerOptions extends DoorOptions {
  /** Whose interactions these are. */
  readonly group: string;
  readonly ingest: Ingester;
  /** Writes a batch, dead letters included; an exception counts as `unavailable` and goes to `onFailure`. */
  readonly accept: (batch: IngestedBatch) => Promise<AcceptOutcome>;
  /** Who delivers to `/v1/sources/{id}`; none by default. */
  readonly webhooks?: WebhookDoor;
}

export interface IngestServer extends Door {
  /** Stops listening and waits for the requests that are under way. */
  close(): Promise<void>;
}

const PATH = '/v1/interactions';
const WRITING: readonly Scope[] = ['interactions:write'];
/** Requests of up to 5,000 interactions; what they cost the log is bounded by saturation. */
const RATES = { ofAddress: { perSecond: 2000, burst: 4000 }, ofKey: { perSecond: 1000, burst: 2000 } };
const OTHER_METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

function sendFault(reply: FastifyReply, { detail, status, type }: BodyFault): FastifyReply {
  return sendProblem(reply, { status, type, detail });
}

function addHandlers({ app, guard }: Door, options: IngestServerOptions): void {
  const { accept, group, ingest, onFailure, webhooks } = options;

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

  // Refused before the body is read.
  app.addHook('preParsing', async (request, reply) => {
    if (request.method !== 'POST') return;
    const form = bodyFormOf(request.headers['content-type']);
    if (form.kind === 'fault') await sendFault(reply, form);
  });

  async function ofThisGroup(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    if (mayWholeGroup(guard.principalOf(request), group)) return undefined;
    const detail = 'Interactions go into the whole group, and this key is not bound to it.';
    return guard.refuse(reply, { status: 403, type: 'forbidden', detail });
  }

  app.post(PATH, { onRequest: [guard.admit(WRITING), ofThisGroup] }, takeInteractions);
  app.route({
    method: [...OTHER_METHODS],
    url: PATH,
    onRequest: guard.admit('open'),
    exposeHeadRoute: false,
    handler: async (_request, reply) => {
      reply.header('allow', 'POST');
      return sendProblem(reply, { status: 405, type: 'method-not-allowed', detail: 'Interactions are sent by POST.' });
    },
  });
  if (webhooks !== undefined) {
    const admit = guard.admit('signed');
    addSourceRoutes(app, webhooks, { ingest, admit, ...(onFailure !== undefined && { onFailure }) });
  }
}

/** The ingest door. It answers nothing before `accept` has resolved. */
export function createIngestServer(options: IngestServerOptions): IngestServer {
  const door = createDoor(options, {
    what: 'Ingest',
    bodyLimit: MAX_BODY_BYTES,
    rates: RATES,
    notFound: `There is nothing here; interactions go to ${PATH}.`,
    failed: 'The interactions could not be taken; send them again later.',
    tooLarge: tooLarge(),
  });
  addHandlers(door, options);
  return { ...door, close: () => door.app.close() };
}

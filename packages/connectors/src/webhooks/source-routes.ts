/**
 * `/v1/sources/{id}`: the door of those who deliver by themselves. The order is that of cost: who is meant, before the
 * body is read; whether it is genuine, before it is looked at; the log, before it is answered.
 *
 *     404   no such source             401   not signed, not by us, or too old        429, 503   as at /v1/interactions
 *     405   another method             400   an id that could be read in two ways     415, 413   other content, too much
 *     200   taken, or taken before
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { AcceptOutcome } from '../http/hand-over.ts';
import { answerOf, handedOver, sendNotTaken } from '../http/hand-over.ts';
import type { ProblemType } from '../http/problem.ts';
import { sendProblem } from '../http/problem.ts';
import { bodyFormOf } from '../http/request-body.ts';
import type { IngestAccounts, IngestedBatch, Ingester } from '../ingest/ingester.ts';
import type { Refusal, RefusalReason, WebhookSource } from './webhook-source.ts';

/** For metrics; there is nothing in it that a sender chose, and no secret. */
export type WebhookEvent =
  | {
      readonly kind: 'taken';
      readonly source: string;
      readonly accounts: IngestAccounts;
      readonly leftOut: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'replayed'; readonly source: string }
  | { readonly kind: 'greeted'; readonly source: string }
  | { readonly kind: 'refused'; readonly source: string; readonly reason: RefusalReason }
  | { readonly kind: 'not-taken'; readonly source: string; readonly reason: 'saturated' | 'unavailable' };

export interface WebhookDoor {
  readonly sources: readonly WebhookSource[];
  /** Writes a batch, dead letters included; an exception counts as `unavailable`. */
  readonly accept: (batch: IngestedBatch, source: string) => Promise<AcceptOutcome>;
  readonly nowMs: () => number;
  readonly observe?: (event: WebhookEvent) => void;
}

export interface DoorParts {
  readonly ingest: Ingester;
  /** The door's word that whoever signs may come in. */
  readonly admit: onRequestAsyncHookHandler;
  readonly onFailure?: (cause: unknown) => void;
}

const PATH = '/v1/sources/:source';
const OTHER_METHODS = ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const TYPES: Readonly<Record<Refusal['status'], ProblemType>> = {
  400: 'malformed',
  401: 'unauthorized',
  403: 'forbidden',
  413: 'too-many',
  415: 'unsupported-media-type',
};

/** A packed body is not unpacked before it is known to be genuine, and those who sign do not pack. */
function contentFaultOf(request: FastifyRequest): Refusal | null {
  const { 'content-encoding': encoding = 'identity', 'content-type': type } = request.headers;
  const form = bodyFormOf(type);
  const isJson = form.kind === 'read' && form.is === 'json';
  if (isJson && encoding === 'identity') return null;
  const detail = 'Send application/json in UTF-8, without a content encoding.';
  return { kind: 'refused', status: 415, reason: 'unsupported-media-type', detail };
}

/** Adds the door to a server whose bodies arrive as buffers. */
export function addSourceRoutes(
  app: FastifyInstance,
  door: WebhookDoor,
  { ingest, admit, onFailure }: DoorParts,
): void {
  const { accept, nowMs, observe } = door;
  const sources = new Map(door.sources.map((source) => [source.id, source]));

  function sourceOf(request: FastifyRequest): WebhookSource | undefined {
    return sources.get((request.params as { readonly source: string }).source);
  }

  function refuse(reply: FastifyReply, source: string, { detail, reason, status }: Refusal): FastifyReply {
    observe?.({ kind: 'refused', source, reason });
    return sendProblem(reply, { status, type: TYPES[status], detail });
  }

  function notAllowed(reply: FastifyReply, source: WebhookSource | undefined): FastifyReply {
    const allowed = source?.greet === undefined ? 'POST' : 'GET, POST';
    reply.header('allow', allowed);
    return sendProblem(reply, { status: 405, type: 'method-not-allowed', detail: `This takes ${allowed}.` });
  }

  async function knowSource(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (sourceOf(request) !== undefined) return;
    await sendProblem(reply, { status: 404, type: 'not-found', detail: 'There is no such source here.' });
  }

  async function takeDelivery(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const source = sourceOf(request) as WebhookSource;
    const { id } = source;
    const contentFault = contentFaultOf(request);
    if (contentFault !== null) return refuse(reply, id, contentFault);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const reading = source.read({ headers: request.headers, body, nowMs: nowMs() });
    if (reading.kind === 'refused') return refuse(reply, id, reading);
    if (reading.kind === 'replayed') {
      observe?.({ kind: 'replayed', source: id });
      return reply.code(200).send({ replayed: true });
    }
    const batch = ingest(reading.entries);
    const outcome: AcceptOutcome =
      reading.entries.length === 0 ? { kind: 'durable' } : await handedOver(() => accept(batch, id), onFailure);
    if (outcome.kind !== 'durable') {
      observe?.({ kind: 'not-taken', source: id, reason: outcome.kind });
      return sendNotTaken(reply, outcome);
    }
    reading.onDurable();
    observe?.({ kind: 'taken', source: id, accounts: batch.accounts, leftOut: reading.leftOut });
    return reply.code(200).send(answerOf(batch));
  }

  app.route({ method: 'POST', url: PATH, onRequest: [admit, knowSource], handler: takeDelivery });
  app.route({
    method: 'GET',
    url: PATH,
    exposeHeadRoute: false,
    onRequest: [admit, knowSource],
    handler: async (request, reply) => {
      const source = sourceOf(request) as WebhookSource;
      if (source.greet === undefined) return notAllowed(reply, source);
      const greeting = source.greet(request.query as Readonly<Record<string, unknown>>);
      if (greeting.kind === 'refused') return refuse(reply, source.id, greeting);
      observe?.({ kind: 'greeted', source: source.id });
      // Sent back as it came; the door's headers keep a browser from running it.
      return reply.code(200).type('text/plain; charset=utf-8').send(greeting.answer);
    },
  });
  app.route({
    method: [...OTHER_METHODS],
    url: PATH,
    exposeHeadRoute: false,
    onRequest: [admit, knowSource],
    handler: async (request, reply) => notAllowed(reply, sourceOf(request)),
  });
}

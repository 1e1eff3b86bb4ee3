/**
 * A server with bounds on everything that a client may take: time, headers, bodies, connections; and the answers to what
 * never becomes a question. One address holds a quarter of the connections at most, so that whoever opens many and says
 * nothing (slowloris) keeps nobody else out.
 *
 *     10 s  for all headers          16 KiB of headers, 100 of them         1,024 connections, 256 of one address
 *     30 s  for a whole request      10 s  between two requests             60 s  of silence while answering
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import fastify from 'fastify';
import { addressList } from './addresses.ts';
import { boundConnections } from './connections.ts';
import { type DoorProblemType, PROBLEM_MEDIA_TYPE, type ProblemOf, problemText, sendProblem } from './problem.ts';

export const MAX_HEADERS = 100;
const MAX_CONNECTIONS = 1024;
const OF_ONE_ADDRESS = 0.25;

export interface ServerBounds {
  readonly bodyLimit: number;
  /** At most so many connections at a time; default 1,024. One address may hold a quarter of them. */
  readonly maxConnections?: number;
  /** Addresses or networks of proxies: what they say of where a request comes from is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** Told of what a client is not: the exception behind a 503. */
  readonly onFailure?: (cause: unknown) => void;
  readonly headersTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
}

export interface ServerWords {
  /** Says what there is, where nothing is. */
  readonly notFound: string;
  /** Says what to do when something of this server's own went wrong. */
  readonly failed: string;
  /** An answer of its own to a body that is too large. */
  readonly tooLarge?: ProblemOf<string>;
}

const RETRY_AFTER_SECONDS = 5;

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

export function createServer(bounds: ServerBounds, words: ServerWords): FastifyInstance {
  const { maxConnections = MAX_CONNECTIONS, trustedProxies = [], headersTimeoutMs = 10_000 } = bounds;
  const app = fastify({
    bodyLimit: bounds.bodyLimit,
    connectionTimeout: 60_000,
    requestTimeout: bounds.requestTimeoutMs ?? 30_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 256 },
    // Node looks at its timeouts every 30 s unless it is told to; a limit of 10 s would be one of 40.
    http: {
      headersTimeout: headersTimeoutMs,
      maxHeaderSize: 16_384,
      connectionsCheckingInterval: 1000,
      // Looked at here, because Node refuses without a word.
      requireHostHeader: false,
    },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (_error, _request, reply) => void sendProblem(reply.headers(SECURITY_HEADERS), UNREADABLE),
  });
  app.server.maxHeadersCount = MAX_HEADERS + 1;
  app.server.maxConnections = maxConnections;
  boundConnections(app, {
    ofOneAddress: Math.max(1, Math.floor(maxConnections * OF_ONE_ADDRESS)),
    exempt: addressList(trustedProxies),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    return isPlain(request.raw) ? undefined : sendProblem(reply.header('connection', 'close'), UNREADABLE);
  });
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, { status: 404, type: 'not-found', detail: words.notFound }),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) => answerError(error, reply, words, bounds.onFailure));
  return app;
}

/** Listens, and gives the port; 0 asks for a free one. */
export async function listenOn(app: FastifyInstance, host: string, port: number): Promise<number> {
  // A name may stand for two addresses, and a second server would be made, without these bounds.
  await app.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port });
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** One path and, since HTTP/1.1, one host: with an address as its path or a second host there would be two to choose from. */
function isPlain({ url = '', rawHeaders, httpVersion }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host').length;
  return (url.startsWith('/') || url === '*') && (hosts === 1 || (hosts === 0 && httpVersion === '1.0'));
}

const UNREADABLE: ProblemOf<DoorProblemType> = {
  status: 400,
  type: 'request-refused',
  detail: 'The request cannot be read.',
};

function answerError(
  error: FastifyError,
  reply: FastifyReply,
  { failed, tooLarge }: ServerWords,
  onFailure: ServerBounds['onFailure'],
): FastifyReply {
  const { statusCode } = error;
  if (statusCode === 413) reply.header('connection', 'close');
  if (statusCode === 413 && tooLarge !== undefined) return sendProblem(reply, tooLarge);
  if (statusCode !== undefined && statusCode < 500) return sendProblem(reply, { ...UNREADABLE, status: statusCode });
  onFailure?.(error);
  return sendProblem(reply, {
    status: 503,
    type: 'unavailable',
    detail: failed,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

const UNREADABLE_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** What Node's parser gave up: two lengths, a header without an end, bytes of another protocol. The connection ends. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = UNREADABLE_STATUS[error.code ?? ''] ?? 400;
  const body = problemText({ ...UNREADABLE, status });
  const lines = [
    `HTTP/1.1 ${status} Refused`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/**
 * The connections of a server: how many of them one address may hold, and their end. A connection on which nothing was
 * asked yet, or not to the end, holds up no stop; an answer that is under way is given some seconds.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { subjectOf } from './addresses.ts';

/** Less than a process has to stop in. */
const CLOSE_WITHIN_MS = 8_000;

export interface ConnectionBounds {
  readonly ofOneAddress: number;
  /** Proxies, behind which there are many. */
  readonly exempt: { readonly has: (address: string) => boolean };
}

export function boundConnections(app: FastifyInstance, { ofOneAddress, exempt }: ConnectionBounds): void {
  const held = new Map<string, number>();
  /** Answers under way; with pipelining there may be several. */
  const underWay = new Map<Socket, number>();
  let isClosing = false;

  app.server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket;
    const subject = subjectOf(remoteAddress);
    const count = (held.get(subject) ?? 0) + 1;
    held.set(subject, count);
    underWay.set(socket, 0);
    socket.once('close', () => {
      underWay.delete(socket);
      const left = (held.get(subject) ?? 1) - 1;
      if (left === 0) held.delete(subject);
      else held.set(subject, left);
    });
    if (isClosing || (count > ofOneAddress && !exempt.has(remoteAddress))) socket.destroy();
  });

  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const others = (underWay.get(socket) ?? 1) - 1;
      if (!socket.destroyed) underWay.set(socket, others);
      if (isClosing && others === 0) socket.destroySoon();
    });
  });

  app.addHook('preClose', async () => {
    isClosing = true;
    for (const [socket, answers] of underWay) if (answers === 0) socket.destroy();
    setTimeout(() => app.server.closeAllConnections(), CLOSE_WITHIN_MS).unref();
  });
}

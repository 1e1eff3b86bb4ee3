/** A server that nobody gets into unasked: its bounds, and the guard of its routes. */
import type { FastifyInstance } from 'fastify';
import { Guard, type GuardOptions } from './guard.ts';
import { createServer, listenOn, type ServerBounds, type ServerWords } from './server-bounds.ts';

/** What whoever runs a door decides. */
export interface DoorOptions
  extends Omit<ServerBounds, 'bodyLimit'>,
    Partial<Pick<GuardOptions, 'keys' | 'rates' | 'allowedHosts' | 'onRefused' | 'nowMs'>> {}

/** What the door is for. */
export interface DoorPurpose extends Pick<ServerBounds, 'bodyLimit'>, ServerWords, Pick<GuardOptions, 'rates'> {
  /** For messages: `The api`. */
  readonly what: string;
}

export interface Door {
  readonly app: FastifyInstance;
  readonly guard: Guard;
  /**
   * Listens and gives the port; 0 asks for a free one. Refuses (`GV_DOOR_UNPROTECTED`) an address beyond this machine
   * where no key is asked for.
   */
  listen(at: { readonly host: string; readonly port: number }): Promise<number>;
}

export function createDoor(options: DoorOptions, purpose: DoorPurpose): Door {
  const { bodyLimit, rates, what } = purpose;
  const app = createServer({ ...options, bodyLimit }, purpose);
  const guard = new Guard({ rates, ...options, keys: options.keys ?? null });
  guard.protect(app);
  return {
    app,
    guard,
    async listen({ host, port }) {
      guard.checkMayListen(host, what);
      return listenOn(app, host, port);
    },
  };
}

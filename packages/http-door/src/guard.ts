/**
 * Who may ask for what. Every route says so when it is made (`admit`), or the server does not start:
 *
 *     'open'      anybody: health, descriptions        'signed'    whoever signs what he sends (webhooks)
 *     [scopes]    a key with one of these scopes, by `Authorization: Bearer` or by the cookie of a session
 *
 * Without keys (`keys: null`) it serves this machine only, and requests that name it: a page of somebody else's cannot
 * reach it under a name of its own (DNS rebinding). In order of cost, all before any body is read: the number of headers
 * (431), the address's rate (429), the name (421), a key where it does not belong (400), the key (401), its scopes
 * (403), where a cookie comes from (403), the key's rate (429).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hostOf, isLoopback, subjectOf } from './addresses.ts';
import { DoorError } from './errors.ts';
import type { KeyRing } from './keys/key-ring.ts';
import { ANYBODY, mayDo, type Principal, type Scope } from './principal.ts';
import { type DoorProblemType, sendProblem } from './problem.ts';
import { type Rate, RateLimiter, type RateVerdict } from './rate-limiter.ts';
import {
  CROSS_SITE,
  keyInAddress,
  MISDIRECTED,
  type Refusal,
  TOO_MANY_HEADERS,
  unauthorized,
  WHY_NOT,
  withoutScope,
} from './refusals.ts';
import { MAX_HEADERS } from './server-bounds.ts';
import { isOfThisOrigin, sessionTokenOf } from './session-cookie.ts';
import { Sessions } from './sessions.ts';

export type Access = 'open' | 'signed' | readonly Scope[];

export interface GuardOptions {
  /** `null`: no key is asked for, and only this machine is served. */
  readonly keys: KeyRing | null;
  readonly rates: { readonly ofAddress: Rate; readonly ofKey: Rate };
  /** Names under which the server may be asked, beside loopback. Without keys: no other. With keys: any, if none is given. */
  readonly allowedHosts?: readonly string[];
  /** Told of each request that is refused; for metrics. */
  readonly onRefused?: (reason: DoorProblemType) => void;
  readonly nowMs?: () => number;
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

const READ_OVER_BYTES = 1_048_576;
const HOLD_MS = 500;
const MOST_HELD = 1024;
export class Guard {
  readonly sessions: Sessions;
  readonly #options: GuardOptions;
  readonly #addresses: RateLimiter;
  readonly #keys: RateLimiter;
  readonly #principals = new WeakMap<FastifyRequest, Principal>();
  readonly #admitting = new WeakSet<Hook>();
  #held = 0;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.sessions = new Sessions(options.nowMs ?? Date.now);
    this.#addresses = new RateLimiter(options.rates.ofAddress);
    this.#keys = new RateLimiter(options.rates.ofKey);
  }

  /** To be called before the first route is added. */
  protect(app: FastifyInstance): void {
    app.addHook('onRoute', ({ url, onRequest }) => {
      const hooks: readonly unknown[] = [onRequest].flat();
      if (!hooks.some((hook) => this.#admitting.has(hook as Hook)))
        throw new Error(`${url} does not say who may ask for it`);
    });
    app.addHook('onRequest', async (request, reply) => {
      if (request.raw.rawHeaders.length / 2 > MAX_HEADERS) return this.refuse(reply, TOO_MANY_HEADERS);
      const verdict = this.#addresses.take(subjectOf(request.ip), performance.now());
      return this.#keptToRate(reply, 'address', this.#addresses.rate, verdict);
    });
  }

  /** The hook for a route's `onRequest`. */
  admit(access: Access): Hook {
    const admitRequest: Hook = async (request, reply) => {
      if (access === 'signed') return undefined;
      const refusal = this.#misdirected(request) ?? keyInAddress(request.raw.url ?? '');
      if (refusal !== null) return this.refuse(reply, refusal);
      return access === 'open' ? undefined : this.#admitByKey(request, reply, access);
    };
    this.#admitting.add(admitRequest);
    return admitRequest;
  }

  /**
   * Answers before the body is read. One that is small is left to Node to read over, so that whoever sends it gets to read
   * the answer; behind one that is large or of unknown length the connection ends.
   */
  refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
    this.#options.onRefused?.(refusal.type);
    const { method, headers } = reply.request;
    const length = Number(headers['content-length'] ?? (headers['transfer-encoding'] === undefined ? 0 : Number.NaN));
    if (!['GET', 'HEAD'].includes(method) && !(length <= READ_OVER_BYTES)) reply.header('connection', 'close');
    return sendProblem(reply, refusal);
  }

  /** Who was admitted. */
  principalOf(request: FastifyRequest): Principal {
    const principal = this.#principals.get(request);
    if (principal === undefined) throw new Error('nobody was admitted by a key');
    return principal;
  }

  /** Whether the one who was admitted would be admitted still: for answers that last. */
  isStillValid(request: FastifyRequest): boolean {
    const { keys } = this.#options;
    if (keys === null) return true;
    const token = sessionTokenOf(request);
    const isBySession = bearerOf(request) === null;
    if (isBySession && (token === null || this.sessions.keyIdOf(token) === null)) return false;
    // Not one whose rights were changed in the file either: the answer was begun with the old ones.
    const principal = this.principalOf(request);
    return isDeepStrictEqual(keys.holder(principal.id), principal);
  }

  /** Refuses (`GV_DOOR_UNPROTECTED`) an address where others than this machine reach a server that asks for no key. */
  checkMayListen(host: string, what: string): void {
    if (this.#options.keys !== null || isLoopback(host)) return;
    const advice =
      'make keys with `grapevine keys create` and name their file by GRAPEVINE_KEYS_FILE, or use 127.0.0.1';
    throw new DoorError('GV_DOOR_UNPROTECTED', `${what} would listen on ${host} and ask for no key: ${advice}.`);
  }

  async #admitByKey(
    request: FastifyRequest,
    reply: FastifyReply,
    anyOf: readonly Scope[],
  ): Promise<FastifyReply | undefined> {
    const { keys } = this.#options;
    if (keys === null) {
      // A page of somebody else's may be open on this machine too.
      if (request.headers.origin !== undefined && !isOfThisOrigin(request)) return this.refuse(reply, CROSS_SITE);
      this.#principals.set(request, ANYBODY);
      return undefined;
    }
    const found = this.#identify(request, keys);
    if ('status' in found) {
      if (found.status === 401) reply.header('www-authenticate', 'Bearer realm="grapevine"');
      return this.refuse(reply, found);
    }
    if (!mayDo(found, anyOf)) return this.refuse(reply, withoutScope(anyOf));
    this.#principals.set(request, found);
    return this.#keptToRate(reply, 'key', this.#keys.rate, this.#keys.take(found.id, performance.now()));
  }

  #identify(request: FastifyRequest, keys: KeyRing): Principal | Refusal {
    const bearer = bearerOf(request);
    if (bearer !== null) {
      const verdict = keys.verify(bearer);
      return verdict.kind === 'valid' ? verdict.principal : unauthorized(WHY_NOT[verdict.kind]);
    }
    const token = sessionTokenOf(request);
    if (token === null) return unauthorized('This asks for a key: send it as `Authorization: Bearer gv_...`.');
    if (!isOfThisOrigin(request)) return CROSS_SITE;
    const keyId = this.sessions.keyIdOf(token);
    const holder = keyId === null ? null : keys.holder(keyId);
    return holder ?? unauthorized('This session has ended: begin another one with a key.');
  }

  #misdirected({ headers }: FastifyRequest): Refusal | null {
    const { keys, allowedHosts = [] } = this.#options;
    const host = hostOf(headers.host);
    if (isLoopback(host) || allowedHosts.includes(host)) return null;
    // With a key there is nothing that another name could borrow.
    return keys !== null && allowedHosts.length === 0 ? null : MISDIRECTED;
  }

  async #keptToRate(
    reply: FastifyReply,
    of: 'address' | 'key',
    { perSecond, burst }: Rate,
    verdict: RateVerdict,
  ): Promise<FastifyReply | undefined> {
    const { isAllowed, remaining, fullInSeconds, retryAfterSeconds } = verdict;
    reply.header('ratelimit-policy', `"${of}";q=${burst};w=${Math.ceil(burst / perSecond)}`);
    reply.header('ratelimit', `"${of}";r=${remaining};t=${fullInSeconds}`);
    if (isAllowed) return undefined;
    const detail = `This ${of} has asked too often: at most ${perSecond} requests a second in the long run, ${burst} at once.`;
    await this.#hold(reply);
    return this.refuse(reply, { status: 429, type: 'too-many-requests', detail, retryAfterSeconds });
  }

  /**
   * Whoever asks too often waits for the refusal, so that one who asks again at once comes less often, whatever he is
   * answered: a connection has two refusals a second. So many at a time; beyond, the connection ends.
   */
  async #hold(reply: FastifyReply): Promise<void> {
    if (this.#held >= MOST_HELD) {
      reply.header('connection', 'close');
      return;
    }
    this.#held += 1;
    await sleep(HOLD_MS);
    this.#held -= 1;
  }
}

function bearerOf({ headers }: FastifyRequest): string | null {
  const { authorization } = headers;
  return authorization === undefined ? null : (/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '');
}

/**
 * The cookie that a session is known by: HttpOnly, so that no script reads it; SameSite=Strict, so that no other site
 * sends it along. Beyond this machine also Secure and, by its `__Host-` name (RFC 6265bis), of this host alone: a
 * browser then takes it only over TLS.
 *
 * Another program on another port of one host is the same site to a browser. So a question by cookie is also looked at
 * for where it comes from: what a browser says by `Sec-Fetch-Site` or `Origin`.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hostOf, isLoopback } from './addresses.ts';
import { SESSION_MS } from './sessions.ts';

const NAME = 'gv_session';
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** `null`: none, or several, of which none can be trusted. */
export function sessionTokenOf({ headers }: FastifyRequest): string | null {
  const name = nameFor(headers.host);
  const values = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim().split('='))
    .filter(([given]) => given === name);
  return values.length === 1 ? (values[0]?.[1] ?? null) : null;
}

export function setSessionCookie(reply: FastifyReply, token: string): void {
  setCookie(reply, token, SESSION_MS / 1000);
}

export function clearSessionCookie(reply: FastifyReply): void {
  setCookie(reply, '', 0);
}

/** Whether a page of this very host asks, or a person by its address line; never one of another port or site. */
export function isOfThisOrigin({ headers, method }: FastifyRequest): boolean {
  const { origin, host } = headers;
  const isSafe = SAFE_METHODS.has(method);
  if (origin !== undefined) return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
  const site = headers['sec-fetch-site'];
  return site === 'same-origin' || (isSafe && (site === undefined || site === 'none'));
}

function setCookie(reply: FastifyReply, token: string, maxAgeSeconds: number): void {
  const { host } = reply.request.headers;
  const secure = isLocal(host) ? '' : '; Secure';
  const value = `${nameFor(host)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure}`;
  reply.header('set-cookie', value);
}

function nameFor(host: string | undefined): string {
  return isLocal(host) ? NAME : `__Host-${NAME}`;
}

function isLocal(host: string | undefined): boolean {
  return isLoopback(hostOf(host));
}

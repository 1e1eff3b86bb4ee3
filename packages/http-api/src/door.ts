/**
 * Who may ask at all. Without keys the api answers this machine only: it listens on loopback, and it answers requests
 * that name loopback as their host, so that a page of somebody else's cannot reach it under a name of its own (DNS
 * rebinding). No cross-origin reading is granted.
 */
import { BlockList, isIP } from 'node:net';
import { type Problem, problem } from './problem.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const version = isIP(host);
  return version !== 0 && loopback.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

/** `header`: of the request, with or without a port. `allowed`: names under which a proxy on this machine hands on. */
export function refusedHost(header: string | undefined, allowed: readonly string[]): Problem | null {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(header ?? '') ?? [];
  const host = (bracketed ?? plain ?? '').toLowerCase();
  if (isLoopback(host) || allowed.includes(host)) return null;
  return problem(421, 'misdirected', 'This name is not served here; ask 127.0.0.1, or have it allowed.');
}

export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

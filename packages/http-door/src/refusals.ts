/** What a guard refuses with, in words that say what to do and repeat nothing that was sent. */
import type { KeyVerdict } from './keys/key-ring.ts';
import type { Scope } from './principal.ts';
import type { DoorProblemType, ProblemOf } from './problem.ts';
import { MAX_HEADERS } from './server-bounds.ts';

export type Refusal = ProblemOf<DoorProblemType>;

const KEY_LIKE = /gv_[0-9a-f]{12}_/;
/** Where other programs take keys, and where they end up in logs and histories. */
const KEY_PARAMETERS: ReadonlySet<string> = new Set([
  'key',
  'api_key',
  'apikey',
  'token',
  'access_token',
  'authorization',
]);

export const TOO_MANY_HEADERS: Refusal = {
  status: 431,
  type: 'too-many-headers',
  detail: `A request has at most ${MAX_HEADERS} headers.`,
};
export const MISDIRECTED: Refusal = {
  status: 421,
  type: 'misdirected',
  detail: 'This name is not served here; ask 127.0.0.1, or have it allowed by GRAPEVINE_ALLOWED_HOSTS.',
};
const KEY_IN_ADDRESS: Refusal = {
  status: 400,
  type: 'key-in-address',
  detail:
    'A key does not belong into an address, which proxies and browsers write down: send it as `Authorization: Bearer gv_...`, and replace one that was sent so.',
};
export const CROSS_SITE: Refusal = {
  status: 403,
  type: 'cross-site',
  detail: 'A session is only for pages of this very host; send a key as `Authorization: Bearer gv_...`.',
};
export const WHY_NOT: Readonly<Record<Exclude<KeyVerdict['kind'], 'valid'>, string>> = {
  unknown: 'This key is not known here.',
  expired: 'This key has expired; `grapevine keys create` makes another.',
  revoked: 'This key was revoked.',
};

export function unauthorized(detail: string): Refusal {
  return { status: 401, type: 'unauthorized', detail };
}

export function withoutScope(anyOf: readonly Scope[]): Refusal {
  return { status: 403, type: 'forbidden', detail: `This key lacks the scope ${anyOf.join(' or ')}.` };
}

/** `url`: the path and query as they came. `null`: there is no key in it, and no parameter that is for one. */
export function keyInAddress(url: string): Refusal | null {
  const query = url.slice(url.indexOf('?') + 1);
  if (query === url) return KEY_LIKE.test(url) ? KEY_IN_ADDRESS : null;
  const names = [...new URLSearchParams(query).keys()];
  const isIn = names.some((name) => KEY_PARAMETERS.has(name.toLowerCase())) || KEY_LIKE.test(unescaped(url));
  return isIn ? KEY_IN_ADDRESS : null;
}

function unescaped(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

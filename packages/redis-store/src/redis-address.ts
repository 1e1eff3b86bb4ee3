/**
 * Where Redis is, as plain data, and how an address may be shown: without user and password, which stand in the same
 * text.
 */
export type RedisAddress =
  /** `redis://host:port/db`, or `rediss://` for TLS. */
  | { readonly kind: 'node'; readonly url: string }
  /** Some of the nodes, `host:port` or URLs; the others are asked for. */
  | { readonly kind: 'cluster'; readonly nodes: readonly string[] }
  /** The sentinels, `host:port` or URLs, and what they call the primary. TLS and database are those of `url`, if given. */
  | { readonly kind: 'sentinel'; readonly sentinels: readonly string[]; readonly name: string; readonly url?: string };

export interface RedisLogin {
  /** They go before what an URL holds. */
  readonly username?: string;
  readonly password?: string;
  /** The certificate (PEM) of the authority that signed the server's; default: those that Node trusts. */
  readonly tlsAuthority?: string;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What of a connection stands in its URL. */
export interface UrlOptions extends Endpoint {
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  readonly tls?: { readonly ca?: string };
}

const DEFAULT_PORT = 6379;

/** The options of a connection that the URL and the login say. Throws a RangeError for an URL that is none. */
export function optionsOf(text: string, login: RedisLogin): UrlOptions {
  const url = parsed(text);
  const username = login.username ?? decoded(url.username);
  const password = login.password ?? decoded(url.password);
  const db = url.pathname.replace(/^\//, '');
  if (!/^\d{0,5}$/.test(db)) throw new RangeError(`The database of ${shownUrl(text)} is not a number.`);
  return {
    ...endpointOf(text),
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    ...(db === '' ? {} : { db: Number(db) }),
    ...(url.protocol === 'rediss:' ? { tls: login.tlsAuthority === undefined ? {} : { ca: login.tlsAuthority } } : {}),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RangeError('The login in the address of Redis is not percent-encoded: write %25 for a percent sign.');
  }
}

export function endpointOf(text: string): Endpoint {
  const url = parsed(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port === '' ? DEFAULT_PORT : Number(url.port) };
}

/** For messages: never with user or password. */
export function shownAddress(address: RedisAddress): string {
  switch (address.kind) {
    case 'node':
      return shownUrl(address.url);
    case 'cluster':
      return `cluster ${address.nodes.map(shownUrl).join(', ')}`;
    case 'sentinel':
      return `${address.name} of sentinels ${address.sentinels.map(shownUrl).join(', ')}`;
  }
}

function shownUrl(text: string): string {
  const url = parsed(text);
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}

function parsed(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `redis://${text}`);
  if (url !== null && url.hostname !== '' && (url.protocol === 'redis:' || url.protocol === 'rediss:')) return url;
  // The text itself is left out: it may hold a password.
  throw new RangeError('The address of Redis is not one: write redis://host:port/database, or rediss:// for TLS.');
}

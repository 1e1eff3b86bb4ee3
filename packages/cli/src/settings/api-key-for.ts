/** The key that a command asks an instance with; over a network in the clear it is given, and said to be seen. */
import { apiKeyFrom } from '@grapevine/client/api-key.ts';
import { isLoopback } from '@grapevine/http-door/addresses.ts';
import type { Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';

/** `undefined`: none is set. */
export function apiKeyFor(url: string, shell: Shell): string | undefined {
  const key = apiKeyFrom(shell.env);
  const address = URL.parse(url);
  if (key !== undefined && address?.protocol === 'http:' && !isLoopback(address.hostname.replace(/^\[|\]$/g, ''))) {
    shell.notice(`The key goes to ${harmless(address.host)} unencrypted; use https, by a proxy with TLS.`);
  }
  return key;
}

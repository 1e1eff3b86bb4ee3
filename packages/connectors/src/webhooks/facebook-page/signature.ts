/**
 * Meta's signature of a delivery: `X-Hub-Signature-256: sha256=<hex>`, the HMAC-SHA256 of the body's bytes by the app's
 * secret (developers.facebook.com/docs/graph-api/webhooks/getting-started). It has no time in it, so an old delivery
 * can be sent again by whoever has it; what is in it has the same ids and counts once.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Greeting, Refusal } from '../webhook-source.ts';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;
const CHALLENGE = /^[\w-]{1,256}$/;

/** `null`: it is genuine. */
export function refusalOf(
  headers: IncomingHttpHeaders,
  body: Uint8Array,
  appSecrets: readonly string[],
): Refusal | null {
  const header = headers['x-hub-signature-256'];
  const found = typeof header === 'string' ? SIGNATURE.exec(header)?.[1] : undefined;
  if (found === undefined) {
    return { kind: 'refused', status: 401, reason: 'unsigned', detail: 'Send X-Hub-Signature-256: sha256=...' };
  }
  const presented = Buffer.from(found, 'hex');
  let isSigned = false;
  for (const secret of appSecrets) {
    isSigned = timingSafeEqual(presented, createHmac('sha256', secret).update(body).digest()) || isSigned;
  }
  if (isSigned) return null;
  return { kind: 'refused', status: 401, reason: 'wrong-signature', detail: 'The signature does not fit the body.' };
}

function isToken(given: unknown, token: string): boolean {
  if (typeof given !== 'string') return false;
  const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hashOf(given), hashOf(token));
}

/** Meta's question when the address is registered: who knows the token is given the challenge back. */
export function greetingOf(query: Readonly<Record<string, unknown>>, verifyToken: string): Greeting {
  const { 'hub.challenge': challenge, 'hub.mode': mode, 'hub.verify_token': given } = query;
  if (!isToken(given, verifyToken)) {
    return { kind: 'refused', status: 403, reason: 'wrong-token', detail: 'hub.verify_token is not the agreed one.' };
  }
  if (mode !== 'subscribe' || typeof challenge !== 'string' || !CHALLENGE.test(challenge)) {
    const detail = 'Send hub.mode=subscribe and hub.challenge.';
    return { kind: 'refused', status: 400, reason: 'malformed', detail };
  }
  return { kind: 'welcome', answer: challenge };
}

/**
 * Whether a delivery is genuine, by Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks): HMAC-SHA256
 * over `id.timestamp.body`, base64, at most five minutes old or ahead. Several secrets, because one is exchanged while
 * deliveries go on. A point in the id is refused: `a.1` at 2 and `a` at `1.2` would be signed alike.
 *
 * Own code, cross-checked in its test against the reference library, because that one asks the clock itself and signs
 * text, where a signature is of bytes.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { malformedSecret } from '../../sources/secrets.ts';
import type { Refusal } from '../webhook-source.ts';

export const TOLERANCE_MS = 300_000;

const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;
const ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;
const TIMESTAMP = /^[1-9]\d{0,14}$/;
const MAX_SIGNATURES = 16;

export interface VerifyContext {
  readonly keys: readonly Uint8Array[];
  readonly nowMs: number;
}

export type Verdict = Refusal | { readonly kind: 'genuine'; readonly id: string };

function unauthorised(reason: Refusal['reason'], detail: string): Refusal {
  return { kind: 'refused', status: 401, reason, detail };
}

/** The key of a `whsec_` secret. Refuses (`GV_SOURCE_SECRET`) what is none. */
export function keyOf(secret: string, name: string): Uint8Array {
  const encoded = secret.slice(PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  const isKey = BASE64.test(encoded) && key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES;
  if (secret.startsWith(PREFIX) && isKey) return key;
  throw malformedSecret(name, `"${PREFIX}" and ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} random bytes in base64`);
}

function signatureOf(key: Uint8Array, id: string, timestamp: string, body: Uint8Array): Buffer {
  return Buffer.from(createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64'));
}

function isEqual(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

export function verify(headers: IncomingHttpHeaders, body: Uint8Array, { keys, nowMs }: VerifyContext): Verdict {
  const { 'webhook-id': id, 'webhook-signature': signatures, 'webhook-timestamp': timestamp } = headers;
  if (typeof id !== 'string' || typeof signatures !== 'string' || typeof timestamp !== 'string' || id === '') {
    return unauthorised('unsigned', 'Send webhook-id, webhook-timestamp and webhook-signature.');
  }
  if (!ID.test(id)) {
    const detail = 'webhook-id has 1 to 256 visible characters of ASCII, and no point.';
    return { kind: 'refused', status: 400, reason: 'ambiguous-id', detail };
  }
  if (!TIMESTAMP.test(timestamp)) return unauthorised('unsigned', 'webhook-timestamp is not a number of seconds.');
  const presented = signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .slice(0, MAX_SIGNATURES)
    .map((signature) => Buffer.from(signature.slice('v1,'.length)));
  let isSigned = false;
  // All are compared, whichever fits: how long it takes says nothing.
  for (const key of keys) {
    const expected = signatureOf(key, id, timestamp, body);
    for (const signature of presented) isSigned = isEqual(signature, expected) || isSigned;
  }
  if (!isSigned) return unauthorised('wrong-signature', 'No signature fits the id, the timestamp and the body.');
  const nowSeconds = Math.floor(nowMs / 1000);
  const ageMs = (nowSeconds - Number(timestamp)) * 1000;
  if (ageMs > TOLERANCE_MS) return unauthorised('too-old', 'webhook-timestamp is over five minutes old.');
  if (ageMs < -TOLERANCE_MS) return unauthorised('too-new', 'webhook-timestamp is over five minutes ahead.');
  return { kind: 'genuine', id };
}

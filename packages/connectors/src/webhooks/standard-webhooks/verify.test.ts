/** Verification against the reference library as the sender. */
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { Verdict } from './verify.ts';
import { keyOf, verify } from './verify.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 12);
const NOW_S = NOW_MS / 1000;
const NEW_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;
const KEYS = [keyOf(NEW_SECRET, 'NEW'), keyOf(OLD_SECRET, 'OLD')];
const BODY = '{"id":"1"}';

interface Sent {
  readonly secret?: string;
  readonly id?: string;
  readonly atS?: number;
  readonly body?: string;
  /** What is changed on the way. */
  readonly changed?: { readonly body?: string; readonly headers?: Record<string, string | undefined> };
  readonly keys?: readonly Uint8Array[];
}

function verdictOf({
  atS = NOW_S,
  body = BODY,
  changed = {},
  id = 'msg_1',
  keys = KEYS,
  secret = NEW_SECRET,
}: Sent): Verdict {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(atS),
    'webhook-signature': new Webhook(secret).sign(id, new Date(atS * 1000), body),
    ...changed.headers,
  };
  return verify(headers, Buffer.from(changed.body ?? body), { keys, nowMs: NOW_MS });
}

describe('a delivery that the reference library has signed', () => {
  it('is genuine, whatever its body and id', () => {
    const id = fc
      .string({ minLength: 1, maxLength: 60 })
      .map((text) => Buffer.from(text).toString('base64url').slice(0, 256));
    fc.assert(
      fc.property(id, fc.string(), fc.integer({ min: -300, max: 300 }), (msgId, body, offsetS) => {
        expect(verdictOf({ id: msgId, body, atS: NOW_S + offsetS })).toEqual({ kind: 'genuine', id: msgId });
      }),
    );
  });

  it('is genuine by the old secret too, while both hold', () => {
    expect(verdictOf({ secret: OLD_SECRET }).kind).toBe('genuine');
    expect(verdictOf({ secret: OLD_SECRET, keys: KEYS.slice(0, 1) })).toMatchObject({ reason: 'wrong-signature' });
  });

  it('is genuine when one of several signatures fits', () => {
    const signature = new Webhook(NEW_SECRET).sign('msg_1', new Date(NOW_MS), BODY);
    const headers = { 'webhook-signature': `v1a,ed25519 v1,AAAA ${signature} v2,x` };
    expect(verdictOf({ changed: { headers } }).kind).toBe('genuine');
  });

  it('agrees with what the library itself says of it', () => {
    const atS = Math.floor(Date.now() / 1000);
    const signature = new Webhook(NEW_SECRET).sign('msg_1', new Date(atS * 1000), BODY);
    const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(atS), 'webhook-signature': signature };
    const ours = (body: string): boolean =>
      verify(headers, Buffer.from(body), { keys: KEYS, nowMs: Date.now() }).kind === 'genuine';
    const theirs = (body: string): boolean => {
      try {
        new Webhook(NEW_SECRET).verify(body, headers);
        return true;
      } catch {
        return false;
      }
    };
    for (const body of [BODY, `${BODY} `, '', BODY.toUpperCase()]) expect(ours(body)).toBe(theirs(body));
  });

  it.each([
    ['over five minutes old', -301, 'too-old'],
    ['over five minutes ahead', 301, 'too-new'],
  ])('is refused when it is %s', (_what, offsetS, reason) => {
    expect(verdictOf({ atS: NOW_S + offsetS })).toMatchObject({ kind: 'refused', status: 401, reason });
  });
});

describe('a delivery that is not as it was signed', () => {
  it.each([
    ['a space more', { body: `${BODY} ` }, 'wrong-signature'],
    ['another body', { body: '{"id":"2"}' }, 'wrong-signature'],
    ['another id', { headers: { 'webhook-id': 'msg_2' } }, 'wrong-signature'],
    ['another time', { headers: { 'webhook-timestamp': String(NOW_S + 1) } }, 'wrong-signature'],
    ['no signature', { headers: { 'webhook-signature': undefined } }, 'unsigned'],
    ['an empty signature', { headers: { 'webhook-signature': '' } }, 'wrong-signature'],
    ['no id', { headers: { 'webhook-id': undefined } }, 'unsigned'],
    ['an empty id', { headers: { 'webhook-id': '' } }, 'unsigned'],
    ['no time', { headers: { 'webhook-timestamp': undefined } }, 'unsigned'],
    ['a time with words behind it', { headers: { 'webhook-timestamp': `${NOW_S} ` } }, 'unsigned'],
    ['a time in hexadecimal', { headers: { 'webhook-timestamp': '0x1' } }, 'unsigned'],
    ['an unknown version', { headers: { 'webhook-signature': 'v2,AAAA' } }, 'wrong-signature'],
  ])('is refused: %s', (_what, changed, reason) => {
    expect(verdictOf({ changed })).toMatchObject({ kind: 'refused', status: 401, reason });
  });

  it('is refused with a signature cut short, or longer', () => {
    const signature = new Webhook(NEW_SECRET).sign('msg_1', new Date(NOW_MS), BODY);
    for (const other of [signature.slice(0, -1), `${signature}=`, signature.slice(3), signature.toLowerCase()]) {
      expect(verdictOf({ changed: { headers: { 'webhook-signature': other } } })).toMatchObject({ status: 401 });
    }
  });

  it.each(['a.1', '.', 'a b', 'å', 'x'.repeat(257)])('is 400 with an id that could be read in two ways: %s', (id) => {
    expect(verdictOf({ changed: { headers: { 'webhook-id': id } } })).toMatchObject({
      status: 400,
      reason: 'ambiguous-id',
    });
  });
});

describe('a secret', () => {
  it.each([
    ['without its prefix', Buffer.alloc(32).toString('base64')],
    ['too short', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['too long', `whsec_${Buffer.alloc(65).toString('base64')}`],
    ['not base64', `whsec_${'!'.repeat(44)}`],
    ['nothing', ''],
  ])('%s is refused, by its name alone', (_what, secret) => {
    expect(() => keyOf(secret, 'PARTNER')).toThrow(
      expect.objectContaining({ code: 'GV_SOURCE_SECRET', message: expect.stringContaining('PARTNER') }),
    );
    if (secret !== '')
      expect(() => keyOf(secret, 'PARTNER')).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(secret) }),
      );
  });
});

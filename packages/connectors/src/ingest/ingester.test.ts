import { createHash, createHmac } from 'node:crypto';
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import { mutatedInteraction } from '@grapevine/testkit/interaction-arbitrary.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuthorHasher } from './author-hash.ts';
import type { Ingester } from './ingester.ts';
import { createIngester, deadLettersOf, recordsOf } from './ingester.ts';
import type { RawEntry } from './raw-entry.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const KEY = Buffer.alloc(32, 7);

const ingest: Ingester = createIngester({
  surroundings: {
    brandIdsOnLog: new Map([['united', 'main/united']]),
    ownAccounts: new Map(),
    brandsNamedIn: (text) => (text.includes('united') ? ['united'] : []),
    scorer: { id: 'words', version: 1, score: () => ({ score: 0, harmClaim: false }) },
    identifyLanguage: () => 'en',
    authorHash: createAuthorHasher(KEY),
  },
  partitions: 8,
  nowMs: () => NOW_MS,
});

function line(number: number, text: string): RawEntry {
  return { kind: 'bytes', origin: { kind: 'file', file: 'a.ndjson', line: number }, bytes: Buffer.from(text) };
}

const like = (id: string, at = '2026-11-23T11:00:00Z'): string =>
  JSON.stringify({ id, kind: 'like', at, platform: 'x', post: 'p', author: 'kari' });

describe('a batch that is ingested', () => {
  it('comes to records by partition, in order, under the partitioner of the log', () => {
    const comment = {
      id: 'c',
      kind: 'comment',
      at: '2026-11-23T11:30:00Z',
      platform: 'x',
      parent: 'p',
      text: 'united',
    };
    const batch = ingest([line(1, like('1')), line(2, JSON.stringify(comment)), line(3, like('2'))]);
    expect(recordsOf(batch).map(({ key, partition, record }) => [key, partition, record.id])).toEqual([
      ['x:p', partitionOf('x:p', 8), '1'],
      ['x:c', partitionOf('x:c', 8), 'c'],
      ['x:p', partitionOf('x:p', 8), 'c'],
      ['x:p', partitionOf('x:p', 8), '2'],
    ]);
    expect(batch.newestAtMs).toBe(Date.UTC(2026, 10, 23, 11, 30));
    expect(batch.accounts).toEqual({ read: 3, accepted: 3, deadLettered: 0, unwatched: 0 });
  });

  it('keeps what cannot be taken with reason, origin, bytes and hash', () => {
    const text = '{"id":7}';
    const [letter] = deadLettersOf(ingest([line(12, text)]));
    expect(letter).toMatchObject({
      reason: 'invalid-field',
      origin: { kind: 'file', file: 'a.ndjson', line: 12 },
      byteLength: 8,
      sha256: createHash('sha256').update(text).digest('hex'),
      seenAtMs: NOW_MS,
    });
    expect(Buffer.from(letter?.bytes ?? []).toString()).toBe(text);
  });

  it('gives the same fault at the same place the same letter, and another at another place', () => {
    const idOf = (number: number): string | undefined => deadLettersOf(ingest([line(number, 'x')]))[0]?.id;
    expect(idOf(1)).toBe(idOf(1));
    expect(idOf(1)).not.toBe(idOf(2));
  });

  it('keeps at most 256 KiB of a bad line, and the hash of all of it', () => {
    const [letter] = deadLettersOf(ingest([line(1, `{"text":"${'x'.repeat(500_000)}`)]));
    expect(letter?.bytes.length).toBe(262_144);
    expect(letter?.byteLength).toBe(500_009);
  });

  it.each([
    ['{"id":', 'not-json'],
    [`[${'['.repeat(40)}${']'.repeat(40)}]`, 'too-deep'],
    ['{"__proto__":{}}', 'unknown-field'],
    ['[]', 'invalid-field'],
    ['{}', 'missing-field'],
    [like('1', '2026-11-23T12:05:00.001Z'), 'in-the-future'],
  ])('dead-letters %s as %s', (text, reason) => {
    expect(deadLettersOf(ingest([line(1, text)]))[0]?.reason).toBe(reason);
  });

  it('accounts for every entry once, whatever is in it', () => {
    const entry = fc.oneof(
      mutatedInteraction().map((json) => JSON.stringify(json)),
      fc.string(),
      fc.constant(like('1')),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (texts) => {
        const batch = ingest(texts.map((text, index) => line(index + 1, text)));
        const { accounts } = batch;
        expect(accounts.read).toBe(texts.length);
        expect(accounts.read).toBe(accounts.accepted + accounts.deadLettered + accounts.unwatched);
        expect(accounts.accepted).toBe(batch.outcomes.filter(({ kind }) => kind === 'accepted').length);
        expect(accounts.deadLettered).toBe(deadLettersOf(batch).length);
      }),
    );
  });

  it('of nothing is nothing', () => {
    expect(ingest([])).toMatchObject({ outcomes: [], newestAtMs: null });
  });
});

describe('a person’s hash', () => {
  const hmacOf = (key: Buffer, who: string): bigint =>
    createHmac('sha256', key).update(who).digest().readBigUInt64BE(0);

  it.each([16, 32, 64, 65, 200])('is the first 64 bits of HMAC-SHA256, for a key of %d bytes', (bytes) => {
    const key = Buffer.alloc(bytes, 9);
    expect(createAuthorHasher(key)('x', 'kari åse')).toBe(hmacOf(key, 'x\0kari åse'));
  });

  it('differs by platform and by key', () => {
    const hasher = createAuthorHasher(KEY);
    expect(hasher('x', 'kari')).not.toBe(hasher('y', 'kari'));
    expect(hasher('x', 'kari')).not.toBe(createAuthorHasher(Buffer.alloc(32, 8))('x', 'kari'));
  });

  it('is the same after more people than are remembered', () => {
    const hasher = createAuthorHasher(KEY);
    const first = hasher('x', 'kari');
    for (let i = 0; i < 70_000; i += 1) hasher('x', String(i));
    expect(hasher('x', 'kari')).toBe(first);
  });

  it('is not made with a short key', () => {
    expect(() => createAuthorHasher(Buffer.alloc(15))).toThrow('has 15 bytes; give it at least 16');
  });
});

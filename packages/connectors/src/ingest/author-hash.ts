/**
 * People as keyed hashes: the first 64 bits of HMAC-SHA256 over platform and person, so that a person is the same for
 * every counter, and nobody without the key can find out who it is or recognise one across two keys (GDPR art. 4(5)).
 *
 * HMAC (RFC 2104) is put together from two one-shot hashes: `createHmac` sets up its key anew for each call and takes
 * five times as long. Most events are of people seen lately, so hashes are remembered, at most 65,536 of them.
 */
import { hash } from 'node:crypto';
import { ConnectorError } from '../errors.ts';

export const MIN_KEY_BYTES = 16;

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Two generations of this size: what was not asked for while a generation filled is forgotten. */
const GENERATION_SIZE = 32_768;
const LONGEST_PERSON_BYTES = 4096;

/** HMAC-SHA256 by one key. Not reentrant; each call reuses its two buffers. */
function createHmacSha256(key: Uint8Array): (text: string) => Buffer {
  const blockKey = key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key;
  const inner = Buffer.alloc(BLOCK_BYTES + LONGEST_PERSON_BYTES);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  for (let i = 0; i < BLOCK_BYTES; i += 1) {
    inner[i] = (blockKey[i] ?? 0) ^ 0x36;
    outer[i] = (blockKey[i] ?? 0) ^ 0x5c;
  }
  return function hmacSha256(text) {
    if (text.length * 3 > LONGEST_PERSON_BYTES) throw new RangeError(`A person's id has ${text.length} characters.`);
    const length = inner.write(text, BLOCK_BYTES, 'utf8');
    hash('sha256', inner.subarray(0, BLOCK_BYTES + length), 'buffer').copy(outer, BLOCK_BYTES);
    return hash('sha256', outer, 'buffer');
  };
}

export type AuthorHasher = (platform: string, person: string) => bigint;

/**
 * The hash of a person on a platform, by a secret key of at least 16 random bytes (`GV_AUTHOR_KEY_SHORT`). Another key
 * makes other people of everybody: it must outlive the data.
 */
export function createAuthorHasher(key: Uint8Array): AuthorHasher {
  if (key.length < MIN_KEY_BYTES) {
    throw new ConnectorError(
      'GV_AUTHOR_KEY_SHORT',
      `The key for author hashes has ${key.length} bytes; give it at least ${MIN_KEY_BYTES} random ones.`,
    );
  }
  const hmacSha256 = createHmacSha256(key);
  let young = new Map<string, bigint>();
  let old = new Map<string, bigint>();
  return function authorHash(platform, person) {
    const who = `${platform}\0${person}`;
    const known = young.get(who);
    if (known !== undefined) return known;
    const hashed = old.get(who) ?? hmacSha256(who).readBigUInt64BE(0);
    if (young.size >= GENERATION_SIZE) {
      old = young;
      young = new Map();
    }
    young.set(who, hashed);
    return hashed;
  };
}

/**
 * The codecs of record batches. gzip and zstd come with Node. Snappy and LZ4 are refused by name: their living libraries
 * are native addons, and a topic of ours asks for neither (`compression.type` of the plan makes the broker recompress
 * whatever a producer sends). A batch that unpacks to more than the bound is refused too: it would be a bomb.
 */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { EngineError } from '@grapevine/engine/ports/errors.ts';

const NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
/** 64 times the largest batch that a broker takes by default. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

const UNPACK: ReadonlyMap<number, (packed: Uint8Array) => Buffer> = new Map([
  [1, (packed: Uint8Array) => gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES })],
  [4, (packed: Uint8Array) => zstdDecompressSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES })],
]);

/** Values of `compression.type` that can be read, whatever producers send. */
export const READABLE_TYPES: ReadonlySet<string> = new Set(['uncompressed', 'gzip', 'zstd']);

export function unpack(codec: number, packed: Buffer, where: string): Buffer {
  const unpacker = UNPACK.get(codec);
  if (unpacker === undefined) {
    const message =
      `${where} is compressed with ${NAMES[codec] ?? `codec ${codec}`}, which cannot be read. Set compression.type of the ` +
      'topic to zstd (`grapevine topics apply`), and let the producer send again what is there.';
    throw new EngineError('GV_LOG_UNREADABLE', message);
  }
  try {
    return unpacker(packed);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('GV_LOG_UNREADABLE', `${where} cannot be unpacked (${NAMES[codec]}): ${why}`, { cause });
  }
}

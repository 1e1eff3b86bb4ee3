/**
 * zstd for kafkajs, which has gzip alone, by what comes with Node; so that a topic of either can be read. A batch that
 * unpacks to more than the bound is refused: it would be a bomb. A codec that the application has set is left in place.
 */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
// Node does not see these by name in kafkajs, which is CommonJS.
import kafkajs from 'kafkajs';

/** 64 times the largest batch that a broker takes by default. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

interface Encoder {
  readonly buffer: Buffer;
}

const CODEC = {
  compress: async ({ buffer }: Encoder): Promise<Buffer> => zstdCompressSync(buffer),
  decompress: async (packed: Buffer): Promise<Buffer> =>
    zstdDecompressSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES }),
};

/** Idempotent; holds for the whole process. */
export function provideZstd(): void {
  const codecs = kafkajs.CompressionCodecs as unknown as Record<number, () => unknown>;
  const { ZSTD } = kafkajs.CompressionTypes;
  try {
    codecs[ZSTD]?.();
  } catch {
    codecs[ZSTD] = () => CODEC;
  }
}

/**
 * The bytes of a file, unpacked: plain, `.gz` (also of several members) or `.zst`; `-` is standard input, which has no name
 * that says what it is: it is unpacked where its first bytes are those of either.
 *
 * A decoder is fed one chunk at a time and emptied before it gets the next and before its end is announced. So memory
 * stays bounded whatever the file unpacks to, and all that a cut-off file still holds is given before the error:
 * piping would throw away what the decoder had ready when it failed.
 */

import type { Stats } from 'node:fs';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { ConnectorError } from '../errors.ts';

export const STANDARD_INPUT = '-';

/** About a thousand lines. */
const CHUNK_BYTES = 262_144;

function errorCodeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function openingError(file: string, cause: unknown): ConnectorError {
  const code = errorCodeOf(cause);
  if (code === 'ENOENT') return new ConnectorError('GV_FILE_NOT_FOUND', `${file}: there is no such file.`, { cause });
  if (code === 'EISDIR')
    return new ConnectorError('GV_FILE_IS_DIRECTORY', `${file}: is a directory; name its files.`, { cause });
  return new ConnectorError('GV_FILE_UNREADABLE', `${file}: cannot be read (${code}).`, { cause });
}

function corrupt(file: string, unpackedBytes: number, cause: unknown): ConnectorError {
  const isCutOff =
    /unexpected end|incomplete/i.test(cause instanceof Error ? cause.message : '') ||
    errorCodeOf(cause) === 'Z_BUF_ERROR';
  const what = isCutOff
    ? 'ends in the middle; it was not copied to its end'
    : 'is not what its name says, or is damaged';
  const message = `${file}: ${what} (${errorCodeOf(cause)}, after ${unpackedBytes} unpacked bytes). The lines before were read.`;
  return new ConnectorError('GV_FILE_CORRUPT', message, { cause });
}

function decoderFor(file: string): Transform | undefined {
  if (file.endsWith('.gz')) return createGunzip({ chunkSize: CHUNK_BYTES });
  return file.endsWith('.zst') ? createZstdDecompress({ chunkSize: CHUNK_BYTES }) : undefined;
}

/** RFC 1952 and RFC 8878; neither begins a text. */
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

async function* unpackedInput(): AsyncGenerator<Buffer, void, undefined> {
  const chunks = readChunks(STANDARD_INPUT, 0);
  let head = Buffer.alloc(0);
  while (head.length < ZSTD_MAGIC.length) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const begins = (magic: Buffer) => head.subarray(0, magic.length).equals(magic);
  const decoder = begins(GZIP_MAGIC) ? decoderFor('.gz') : begins(ZSTD_MAGIC) ? decoderFor('.zst') : undefined;
  const whole = headThen(head, chunks);
  yield* decoder === undefined ? whole : unpack('standard input', whole, decoder);
}

async function* headThen(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  if (head.length > 0) yield head;
  yield* rest;
}

async function* unpack(
  file: string,
  packed: AsyncIterable<Buffer>,
  decoder: Transform,
): AsyncGenerator<Buffer, void, undefined> {
  let failure: unknown;
  let wake = (): void => {};
  let unpackedBytes = 0;
  decoder.on('readable', () => wake());
  decoder.on('end', () => wake());
  decoder.on('error', (cause) => {
    failure = cause;
    wake();
  });

  /** Gives all that is ready until `isDone`, then what is left. */
  async function* drain(isDone: () => boolean): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const piece: Buffer | null = decoder.read();
      if (piece !== null) {
        unpackedBytes += piece.length;
        yield piece;
      } else if (failure !== undefined) {
        throw corrupt(file, unpackedBytes, failure);
      } else if (isDone()) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  try {
    for await (const chunk of packed) {
      let isTaken = false;
      decoder.write(chunk, () => {
        isTaken = true;
        wake();
      });
      yield* drain(() => isTaken);
    }
    decoder.end();
    yield* drain(() => decoder.readableEnded);
  } finally {
    decoder.destroy();
  }
}

async function* readChunks(file: string, start: number): AsyncGenerator<Buffer, void, undefined> {
  // Any `start`, even 0, makes reads by position, which a pipe refuses.
  const place = start > 0 ? { start } : {};
  const stream =
    file === STANDARD_INPUT ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES, ...place });
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (cause) {
    throw openingError(file, cause);
  }
}

/** The rest of `chunks` beyond the first `count` bytes. */
async function* skipBytes(
  file: string,
  chunks: AsyncIterable<Buffer>,
  count: number,
): AsyncGenerator<Buffer, void, undefined> {
  let left = count;
  for await (const chunk of chunks) {
    if (left >= chunk.length) left -= chunk.length;
    else {
      yield left === 0 ? chunk : chunk.subarray(left);
      left = 0;
    }
  }
  if (left > 0) throw shorter(file, count, count - left);
}

function shorter(file: string, wanted: number, found: number): ConnectorError {
  const message = `${file}: has ${found} bytes, but was read up to ${wanted} before; it is another file now. Read it in a new data set.`;
  return new ConnectorError('GV_FILE_SHORTER', message);
}

/**
 * The unpacked bytes of `file` from `fromByte` on, in chunks. A plain file is entered at that place, others are unpacked
 * up to it. Throws `ConnectorError` (`GV_FILE_...`), after what could be read.
 */
export async function* unpackedChunks(file: string, fromByte: number): AsyncGenerator<Buffer, void, undefined> {
  const decoder = decoderFor(file);
  if (decoder !== undefined) {
    yield* skipBytes(file, unpack(file, readChunks(file, 0), decoder), fromByte);
    return;
  }
  if (file === STANDARD_INPUT) {
    yield* skipBytes(file, unpackedInput(), fromByte);
    return;
  }
  const status = await statusOf(file);
  if (status.isDirectory()) throw openingError(file, Object.assign(new Error('directory'), { code: 'EISDIR' }));
  if (!status.isFile()) {
    yield* skipBytes(file, readChunks(file, 0), fromByte);
    return;
  }
  if (status.size < fromByte) throw shorter(file, fromByte, status.size);
  yield* readChunks(file, fromByte);
}

async function statusOf(file: string): Promise<Stats> {
  try {
    return await stat(file);
  } catch (cause) {
    throw openingError(file, cause);
  }
}

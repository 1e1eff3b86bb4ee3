import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileCursor, FileEntry, ReadOptions } from './file-batch.ts';
import { LineSplitter } from './line-splitter.ts';
import { readNdjson } from './ndjson.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ndjson-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

async function entriesOf(file: string, options: ReadOptions = {}): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  for await (const batch of readNdjson(file, options)) entries.push(...batch);
  return entries;
}

/** What could be read before the error, and its code. */
async function untilError(file: string, options: ReadOptions = {}): Promise<{ lines: number[]; code: unknown }> {
  const lines: number[] = [];
  try {
    for await (const batch of readNdjson(file, options)) lines.push(...batch.map(({ line }) => line));
  } catch (cause) {
    return { lines, code: (cause as { code?: unknown }).code };
  }
  return { lines, code: undefined };
}

const textOf = (entry: FileEntry): string =>
  entry.kind === 'bytes' ? Buffer.from(entry.bytes).toString() : entry.kind;
const told = (entries: readonly FileEntry[]): string[] => entries.map((entry) => `${entry.line} ${textOf(entry)}`);

describe('a file of lines', () => {
  it('has its lines numbered: CRLF, blank lines and a missing last end make no difference', async () => {
    const file = await fileOf('a.ndjson', '\ufeff{"a":1}\r\n\n  \t\n{"a":2}\n\r\n{"a":3}');
    expect(told(await entriesOf(file))).toEqual(['1 {"a":1}', '4 {"a":2}', '6 {"a":3}']);
  });

  it('may be empty', async () => {
    expect(await entriesOf(await fileOf('empty.ndjson', ''))).toEqual([]);
  });

  it.each([
    ['b.ndjson.gz', gzipSync('1\n2\n3\n')],
    ['c.ndjson.gz', Buffer.concat([gzipSync('1\n2'), gzipSync('\n3\n')])],
    ['d.ndjson.zst', zstdCompressSync('1\n2\n3\n')],
  ])('is unpacked by its name: %s', async (name, content) => {
    expect(told(await entriesOf(await fileOf(name, content)))).toEqual(['1 1', '2 2', '3 3']);
  });

  it('comes in batches of the size asked for', async () => {
    const file = await fileOf('e.ndjson', '1\n2\n3\n4\n5\n');
    const sizes: number[] = [];
    for await (const batch of readNdjson(file, { batchEntries: 2 })) sizes.push(batch.length);
    expect(sizes).toEqual([2, 2, 1]);
  });

  it.each(['f.ndjson', 'f.ndjson.gz', 'f.ndjson.zst'])(
    'is read on from any of its cursors as if never left: %s',
    async (name) => {
      const content = '\ufeff{"a":"å"}\r\n\n{"a":2}\n{"a":3}';
      const packed = name.endsWith('.gz')
        ? gzipSync(content)
        : name.endsWith('.zst')
          ? zstdCompressSync(content)
          : content;
      const file = await fileOf(name, packed);
      const whole = await entriesOf(file);
      for (const [index, { end }] of whole.entries()) {
        expect(await entriesOf(file, { from: end })).toEqual(whole.slice(index + 1));
      }
    },
  );

  it('that became shorter than its cursor is refused', async () => {
    const from: FileCursor = { line: 9, byte: 99 };
    for (const [name, content] of [
      ['g.ndjson', '1\n'],
      ['g.ndjson.gz', gzipSync('1\n')],
    ] as const) {
      expect(await untilError(await fileOf(name, content), { from })).toEqual({ lines: [], code: 'GV_FILE_SHORTER' });
    }
  });

  it('with a line over 1 MiB has that line refused, with its head, length and hash, and goes on', async () => {
    const long = `{"text":"${'x'.repeat(3_000_000)}"}`;
    const entries = await entriesOf(await fileOf('h.ndjson', `1\n${long}\n3\n`));
    expect(entries.map(({ kind, line }) => [kind, line])).toEqual([
      ['bytes', 1],
      ['refused', 2],
      ['bytes', 3],
    ]);
    expect(entries[1]).toMatchObject({
      reason: 'too-long',
      byteLength: long.length,
      sha256: createHash('sha256').update(long).digest('hex'),
    });
    const refused = entries[1];
    expect(refused?.kind === 'refused' && refused.bytes.length).toBe(262_144);
  });

  it('that is cut off gives the lines before, not the half one, and then the error', async () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => JSON.stringify({ id: String(index * 7919) })).join('\n');
    for (const [name, packed] of [
      ['i.ndjson.gz', gzipSync(lines)],
      ['i.ndjson.zst', zstdCompressSync(lines)],
    ] as const) {
      const { code, lines: read } = await untilError(await fileOf(name, packed.subarray(0, packed.length - 2000)));
      expect(code).toBe('GV_FILE_CORRUPT');
      expect(read.length).toBeGreaterThan(1000);
      expect(read).toEqual(Array.from({ length: read.length }, (_, index) => index + 1));
    }
  });

  it('that is not what its name says is refused', async () => {
    expect((await untilError(await fileOf('j.ndjson.gz', '{"a":1}\n'))).code).toBe('GV_FILE_CORRUPT');
    expect((await untilError(await fileOf('j.ndjson.zst', '{"a":1}\n'))).code).toBe('GV_FILE_CORRUPT');
  });

  it('that is not there, or is a directory, is refused', async () => {
    expect((await untilError(join(folder, 'nowhere.ndjson'))).code).toBe('GV_FILE_NOT_FOUND');
    expect((await untilError(join(folder, 'nowhere.ndjson.gz'))).code).toBe('GV_FILE_NOT_FOUND');
    expect((await untilError(folder)).code).toBe('GV_FILE_IS_DIRECTORY');
  });

  it('may be a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [entries] = await Promise.all([entriesOf(pipe), writeFile(pipe, '1\n2\n')]);
    expect(told(entries)).toEqual(['1 1', '2 2']);
  });

  it('is left when the reader is told to stop', async () => {
    const stop = new AbortController();
    const file = await fileOf('k.ndjson', '1\n2\n3\n');
    const seen: number[] = [];
    for await (const batch of readNdjson(file, { batchEntries: 1, signal: stop.signal })) {
      seen.push(...batch.map(({ line }) => line));
      stop.abort();
    }
    expect(seen).toEqual([1]);
  });
});

describe('lines of chunks', () => {
  it('are the same however the bytes are cut', () => {
    const piece = fc.constantFrom('\n', '\r\n', 'a', 'bb', '\r', 'å', '"');
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        fc.array(fc.nat(9)),
        (text, cuts) => {
          const bytes = Buffer.from(text);
          const splitter = new LineSplitter({ line: 0, byte: 0 });
          const lines: string[] = [];
          const take = (found: ReturnType<LineSplitter['push']>): void => {
            for (const line of found) lines.push(line.kind === 'line' ? Buffer.from(line.bytes).toString() : line.kind);
          };
          let start = 0;
          for (const cut of cuts) {
            take(splitter.push(bytes.subarray(start, start + cut)));
            start += cut;
          }
          take(splitter.push(bytes.subarray(start)));
          take(splitter.end());
          const expected = text.split('\n');
          if (expected.at(-1) === '') expected.pop();
          expect(lines).toEqual(expected.map((line) => line.replace(/\r$/, '')));
        },
      ),
    );
  });
});

import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import type { LogRecord } from '@grapevine/engine/ports/event-log.ts';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { expect, test } from 'vitest';
import { FetchedChunks } from '../reading/fetched-chunks.ts';
import { crc32c } from './crc32c.ts';
import { batchHeaderAt, decodeBatch } from './record-batch-reader.ts';
import { encodeBatch, measure } from './record-batch-writer.ts';
import { WireReader, WireWriter } from './wire.ts';

const PLACE = { producerId: 1, producerEpoch: 0, sequence: 0 };
const LIMIT = { maxRecords: 1_000, maxBytes: 1_000_000 };

test('the checksum is CRC-32C: the vectors of RFC 3720', () => {
  expect(crc32c(new Uint8Array(32), 0, 32)).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff), 0, 32)).toBe(0x62a8ab43);
  expect(
    crc32c(
      Uint8Array.from({ length: 32 }, (_, index) => index),
      0,
      32,
    ),
  ).toBe(0x46dd794e);
  expect(crc32c(Buffer.from('123456789'), 0, 9)).toBe(0xe3069283);
});

test('core’s partitioner gives the partitions that kafkajs’s gives, which are Java’s, for 10,000 keys', () => {
  const theirs = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: 8 }, (_, partitionId) => ({
    partitionId,
    leader: 1,
    isr: [],
    replicas: [],
    partitionErrorCode: 0,
  }));
  for (let number = 0; number < 10_000; number++) {
    const key = `${['x', 'bluesky', 'naïve 漢字 🍇'][number % 3]}:${'p'.repeat(number % 7)}${number}`;
    expect(partitionOf(key, 8)).toBe(theirs({ topic: 't', partitionMetadata, message: { key, value: null } }));
  }
});

test('what is written is read back, however far the buffer must grow, and nothing beyond its end', () => {
  const writer = new WireWriter(1);
  writer
    .int8(-1)
    .int16(-2)
    .int32(-3)
    .int64(-4)
    .int64(2 ** 53 - 1)
    .boolean(true)
    .string('naïve')
    .string(null);
  writer
    .bytes(Buffer.from('bytes'))
    .unsignedVarint(300)
    .compactString('compact')
    .compactArray([1, 2], (item) => writer.int32(item));
  const reader = new WireReader(writer.written);
  expect([reader.int8(), reader.int16(), reader.int32(), reader.int64(), reader.int64(), reader.boolean()]).toEqual([
    -1,
    -2,
    -3,
    -4,
    2 ** 53 - 1,
    true,
  ]);
  expect([reader.string(), reader.nullableString(), reader.bytes().toString(), reader.unsignedVarint()]).toEqual([
    'naïve',
    null,
    'bytes',
    300,
  ]);
  expect([reader.compactString(), reader.compactArray(() => reader.int32())]).toEqual(['compact', [1, 2]]);
  expect(() => reader.int8()).toThrow(RangeError);
});

const recordArbitrary: fc.Arbitrary<LogRecord> = fc.record({
  key: fc.option(fc.string({ unit: 'grapheme', maxLength: 80 })),
  value: fc.option(fc.uint8Array({ maxLength: 20_000 })),
  headers: fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }), { maxKeys: 3, noNullPrototype: true }),
});

test('any records are read back from their batch, framed or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(recordArbitrary, fc.nat(100_000)), { minLength: 1, maxLength: 40 }),
      fc.constantFrom(null, { schemaId: 7 }),
      (given, frame) => {
        const bytes = encodeBatch(
          given.map(([record, ms]) => measure(record, 1_700_000_000_000 + ms)),
          frame,
          PLACE,
        );
        const header = batchHeaderAt(bytes, 0);
        expect(header).toMatchObject({ endByte: bytes.length, baseOffset: 0, nextOffset: given.length });
        expect(bytes.readUInt32BE(17)).toBe(crc32c(bytes, 21, bytes.length));
        const records = decodeBatch(bytes, header!, 0, frame, 't/0');
        expect(records.filter(({ isForeign }) => isForeign)).toEqual([]);
        records.forEach((record, index) => {
          const [{ key, value, headers }, ms] = given[index]!;
          expect(record).toMatchObject({ offset: index, key, appendedAtMs: 1_700_000_000_000 + ms });
          expect(record.headers ?? {}).toEqual({ ...headers });
          expect(value === null ? record.value : Buffer.compare(record.value!, value)).toBe(value === null ? null : 0);
        });
      },
    ),
    { numRuns: 200 },
  );
});

test('a batch that ends too early, or is not what its header says, is a named error and never a guess', () => {
  const bytes = encodeBatch([measure({ key: 'k', value: Buffer.from('value') }, 0)], null, PLACE);
  expect(batchHeaderAt(bytes.subarray(0, -1), 0)).toBeNull();
  for (let at = 61; at < bytes.length; at++) {
    const broken = Buffer.from(bytes);
    broken[at] = 0xff;
    try {
      decodeBatch(broken, batchHeaderAt(broken, 0)!, 0, null, 't/0');
    } catch (error) {
      expect(error).toMatchObject({ code: 'GV_LOG_UNREADABLE' });
    }
  }
  const old = Buffer.from(bytes);
  old[16] = 1;
  expect(() => batchHeaderAt(old, 0)).toThrow(expect.objectContaining({ code: 'GV_LOG_UNREADABLE' }));
});

test('a header that leads back, nowhere or beyond all numbers is a named error: reading comes to an end', () => {
  const wrong: readonly ((batch: Buffer) => unknown)[] = [
    (batch) => batch.writeInt32BE(-12, 8),
    (batch) => batch.writeInt32BE(-2_147_483_648, 8),
    (batch) => batch.writeInt32BE(-1, 23),
    (batch) => batch.writeBigInt64BE(-1n, 0),
    (batch) => batch.writeBigInt64BE(2n ** 62n, 0),
  ];
  for (const write of wrong) {
    const batch = batchAt(0, ['a', 'b']);
    write(batch);
    const chunks = new FetchedChunks('t/0', 0);
    expect(() => chunks.add(batch, [])).toThrow(expect.objectContaining({ code: 'GV_LOG_UNREADABLE' }));
  }
});

test('a record that has no length, or an offset that is not its batch’s, is a named error and not a thousand million records', () => {
  const batch = batchAt(0, ['a', 'b']);
  batch.writeInt32BE(2_147_483_647, 57);
  // The first record's length in zigzag: -1, so that each record would begin where the last one did.
  batch[61] = 1;
  const chunks = new FetchedChunks('t/0', 0);
  chunks.add(batch, []);
  expect(() => chunks.take(LIMIT, null)).toThrow(expect.objectContaining({ code: 'GV_LOG_UNREADABLE' }));

  const elsewhere = batchAt(0, ['a', 'b']);
  // The delta of the first record's offset in zigzag: 60.
  elsewhere[64] = 120;
  const others = new FetchedChunks('t/0', 0);
  others.add(elsewhere, []);
  expect(() => others.take(LIMIT, null)).toThrow(expect.objectContaining({ code: 'GV_LOG_UNREADABLE' }));
});

function batchAt(baseOffset: number, values: readonly string[]): Buffer {
  const bytes = encodeBatch(
    values.map((value) => measure({ key: null, value: Buffer.from(value) }, 0)),
    null,
    PLACE,
  );
  bytes.writeBigInt64BE(BigInt(baseOffset), 0);
  return bytes;
}

test('reading goes on beyond offsets that compaction took, from the middle of a batch, and over a cut answer', () => {
  const chunks = new FetchedChunks('t/0', 11);
  const [first, second] = [batchAt(10, ['a', 'b', 'c']), batchAt(40, ['d'])];
  // Compaction took the last two records of the second batch; its header still tells where it ended.
  second.writeInt32BE(2, 23);
  chunks.add(Buffer.concat([first, second, first.subarray(0, 30)]), []);
  expect(chunks.fetchOffset).toBe(43);
  const taken = chunks.take({ maxRecords: 1, maxBytes: 1_000 }, null);
  expect(taken.records.map(({ offset }) => offset)).toEqual([11]);
  expect(taken.nextOffset).toBe(12);
  const rest = chunks.take(LIMIT, null);
  expect(rest.records.map(({ offset }) => offset)).toEqual([12, 40]);
  expect(rest.nextOffset).toBe(43);
  expect(chunks.isEmpty).toBe(true);
});

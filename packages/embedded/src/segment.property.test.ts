import type { LogRecord, StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOf, decodeSegment, encodeSegments, isSegmentIntact, MAX_SEGMENT_RECORDS } from './segment.ts';

const record: fc.Arbitrary<LogRecord> = fc
  .record({
    key: fc.option(fc.string({ unit: 'binary' })),
    value: fc.option(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 0, max: 90_000 }).map((size) => new Uint8Array(size).fill(7)),
      ),
    ),
    headers: fc.option(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), { maxKeys: 3 }), {
      nil: undefined,
    }),
  })
  .map(({ key, value, headers }) => (headers === undefined ? { key, value } : { key, value, headers: { ...headers } }));

const plain = ({ key, value, headers }: LogRecord) => ({
  key,
  value: value && Buffer.from(value).toString('base64'),
  headers,
});

test('whatever was encoded is decoded, from any record on, in any steps', () => {
  const steps = fc.record({
    maxRecords: fc.integer({ min: 1, max: 40 }),
    maxBytes: fc.integer({ min: 1, max: 100_000 }),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 60 }), fc.nat(1_000_000), steps, (records, firstOffset, limit) => {
      const segments = encodeSegments(records, 1.5e12, MAX_SEGMENT_RECORDS);
      expect(segments.every(({ bytes }) => isSegmentIntact(bytes))).toBe(true);
      const decoded: StoredRecord[] = [];
      for (const { firstIndex, bytes } of segments) {
        const end = firstOffset + firstIndex + countOf(bytes);
        for (let fromOffset = firstOffset + firstIndex; fromOffset < end; ) {
          const step: StoredRecord[] = [];
          decodeSegment(bytes, firstOffset + firstIndex, { ...limit, fromOffset, belowOffset: end }, step, 0);
          expect(step.length).toBeGreaterThan(0);
          expect(step.length).toBeLessThanOrEqual(limit.maxRecords);
          decoded.push(...step);
          fromOffset = step.at(-1)!.offset + 1;
        }
      }
      expect(decoded.map(plain)).toEqual(records.map(plain));
      expect(decoded.map(({ offset }) => offset)).toEqual(records.map((_, index) => firstOffset + index));
      expect(decoded.every(({ appendedAtMs }) => appendedAtMs === 1.5e12)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a segment in which any one bit changed is not intact', () => {
  const [segment] = encodeSegments([{ key: 'post', value: Buffer.from('value') }], 1, MAX_SEGMENT_RECORDS);
  fc.assert(
    fc.property(fc.nat(segment!.bytes.length * 8 - 1), (bit) => {
      const damaged = Buffer.from(segment!.bytes);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(isSegmentIntact(damaged)).toBe(false);
    }),
  );
});

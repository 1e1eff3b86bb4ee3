/** What comes from the log: records of each topic, record batches, answers of a broker, values of foreign schemas. */
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { AlertDecoder } from '@grapevine/client/kafka/alert-decoder.ts';
import type { StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import { decodeAction, encodeAction } from '@grapevine/engine/records/action-codec.ts';
import { decodeAlert, encodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { ALERT_SCHEMA } from '@grapevine/engine/records/alert-schema.ts';
import { decodeDeadLetter, encodeDeadLetter } from '@grapevine/engine/records/dead-letter-codec.ts';
import { decodeLogEntry, encodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { ENTRY_SCHEMA } from '@grapevine/engine/records/interaction-schema.ts';
import { decodePulse, encodePulse } from '@grapevine/engine/records/pulse-codec.ts';
import {
  anyAction,
  anyAlert,
  anyDeadLetter,
  anyErasure,
  anyInteraction,
  anyMark,
  anyPulse,
} from '@grapevine/engine/records/record-arbitraries.ts';
import { RecordDecodeError, RecordEncodeError } from '@grapevine/engine/records/record-errors.ts';
import { fetchRequest } from '@grapevine/kafka-log/protocol/fetch-request.ts';
import { metadataRequest } from '@grapevine/kafka-log/protocol/metadata-request.ts';
import { encodeBatch, measure } from '@grapevine/kafka-log/protocol/record-batch-writer.ts';
import { WireReader } from '@grapevine/kafka-log/protocol/wire.ts';
import { FetchedChunks } from '@grapevine/kafka-log/reading/fetched-chunks.ts';
import type { RegistryClient } from '@grapevine/kafka-log/values/registry-client.ts';
import { transcoderOf } from '@grapevine/kafka-log/values/transcoder.ts';
import { ValueFrames } from '@grapevine/kafka-log/values/value-frames.ts';
import fc from 'fast-check';
import { damaged, damagedOrAny, textBytes } from '../damage.ts';
import { allowing, expectThat, type FuzzTarget, hasCode, isRangeError } from '../fuzz-target.ts';

const entryBytes = fc.oneof(anyInteraction, anyMark, anyErasure).map(encodeLogEntry);

/** Any bytes are a record, or a RecordDecodeError; what is read can be written, and is read so again. */
function recordTarget<T>(
  name: string,
  share: number,
  sound: fc.Arbitrary<Uint8Array>,
  decode: (bytes: Uint8Array) => T,
  encode: (record: T) => Uint8Array,
): FuzzTarget {
  return {
    name,
    about: `the value of a record that should be ${name}`,
    share,
    property: () =>
      fc.property(damagedOrAny(sound), (bytes) => {
        const record = allowing(
          (cause) => cause instanceof RecordDecodeError,
          () => decode(bytes),
        );
        if (record === undefined) return;
        const written = allowing(
          (cause) => cause instanceof RecordEncodeError,
          () => encode(record),
        );
        if (written !== undefined)
          expectThat(isDeepStrictEqual(decode(written), record), 'it is read as it was written');
      }),
  };
}

const PLACE = { producerId: 1, producerEpoch: 0, sequence: 0 };
const recordOfBatch = fc.record({
  key: fc.option(fc.string({ maxLength: 8 })),
  value: fc.option(fc.uint8Array({ maxLength: 60 })),
  headers: fc.dictionary(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6 }), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
});

const HEADER_BYTES = 61;
function packed(batch: Buffer): Buffer {
  const whole = Buffer.concat([batch.subarray(0, HEADER_BYTES), gzipSync(batch.subarray(HEADER_BYTES))]);
  whole.writeInt16BE(1, 21);
  whole.writeInt32BE(whole.length - 12, 8);
  return whole;
}

const batches = fc
  .array(fc.tuple(fc.array(recordOfBatch, { minLength: 1, maxLength: 5 }), fc.nat(1000), fc.boolean()), {
    minLength: 1,
    maxLength: 3,
  })
  .map((given) =>
    Buffer.concat(
      given.map(([records, baseOffset, isPacked]) => {
        const batch = encodeBatch(
          records.map((record) => measure(record, 1_700_000_000_000)),
          null,
          PLACE,
        );
        batch.writeBigInt64BE(BigInt(baseOffset), 0);
        return isPacked ? packed(batch) : batch;
      }),
    ),
  );

/** Whatever an answer holds, reading it comes to an end, and never goes back. */
function readAll(bytes: Buffer): void {
  const chunks = new FetchedChunks('t/0', 0);
  chunks.add(bytes, [{ producerId: 1, firstOffset: 3 }]);
  let position = chunks.position;
  while (!chunks.isEmpty) {
    const { records, nextOffset } = chunks.take({ maxRecords: 3, maxBytes: 1000 }, { schemaId: 7 });
    expectThat(nextOffset >= position, 'the position never goes back');
    expectThat(records.length <= 3, 'no more records than were asked for');
    if (records.length === 0 && nextOffset === position) break;
    position = nextOffset;
  }
}

/** What brokers answer, damaged: a cut-off answer is a RangeError, which breaks the connection off. */
const answers = fc.oneof(
  batches.map((records) => {
    const head = Buffer.alloc(10 + 4 + 3 + 4 + 4 + 2 + 24 + 4 + 4 + 4);
    let at = head.writeInt32BE(1, 10);
    at = head.writeInt16BE(1, at);
    at += head.write('t', at);
    at = head.writeInt32BE(1, at);
    head.writeInt32BE(records.length, head.length - 4);
    return Buffer.concat([head, records]);
  }),
  fc.uint8Array({ maxLength: 80 }),
);

const NEVER = new AbortController().signal;
const NEWER_ENTRY = JSON.stringify(ENTRY_SCHEMA).replace('"name":"sentimentBy"', '"name":"sentimentOf"');
const NEWER_ALERT = JSON.stringify(ALERT_SCHEMA).replace('"name":"market"', '"name":"marketId"');

/** A registry that holds one foreign schema under every id but 404. */
const registry: Pick<RegistryClient, 'schemaOf' | 'idOf'> = {
  schemaOf: async (id) => (id === 404 ? null : NEWER_ENTRY),
  idOf: async () => 7,
};
const frames = new ValueFrames({
  registry: registry as RegistryClient,
  schemas: new Map([['interactions', ENTRY_SCHEMA]]),
  withinMs: 1000,
  unknownPausesMs: [],
  unknownKeptMs: 60_000,
  signal: NEVER,
});
const alerts = new AlertDecoder({
  source: {
    schemaOf: async (id: number) =>
      id === 404 ? { kind: 'none', detail: 'none' } : { kind: 'schema', schema: JSON.parse(NEWER_ALERT) },
  } as ConstructorParameters<typeof AlertDecoder>[0]['source'],
  outageMs: 1000,
  unknownPausesMs: [],
  onWaiting: () => undefined,
  signal: NEVER,
});

function framed(sound: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer> {
  return fc.tuple(sound, fc.constantFrom(9, 404, 0, -1)).map(([bytes, id]) => {
    const head = Buffer.alloc(5);
    head.writeInt32BE(id, 1);
    return Buffer.concat([head, bytes]);
  });
}

export const LOG_TARGETS: readonly FuzzTarget[] = [
  recordTarget('an interaction or a mark', 12, entryBytes, decodeLogEntry, encodeLogEntry),
  recordTarget('a pulse', 5, anyPulse.map(encodePulse), decodePulse, encodePulse),
  recordTarget('an alert', 4, anyAlert.map(encodeAlert), decodeAlert, encodeAlert),
  recordTarget('an action', 2, anyAction.map(encodeAction), decodeAction, encodeAction),
  recordTarget('a dead letter', 4, anyDeadLetter.map(encodeDeadLetter), decodeDeadLetter, encodeDeadLetter),
  {
    name: 'record-batch',
    about: 'what a broker sends of a partition: record batches, packed or not',
    share: 10,
    property: () =>
      fc.property(damagedOrAny(batches), (bytes) => {
        allowing(hasCode('GV_LOG_UNREADABLE'), () => readAll(bytes));
      }),
  },
  {
    name: 'broker-answer',
    about: 'the answer to a fetch or to a question for metadata',
    share: 6,
    property: () =>
      fc.property(damagedOrAny(answers), (bytes) => {
        const limits = { maxWaitMs: 0, maxBytes: 1, maxBytesPerPartition: 1 };
        allowing(isRangeError, () => fetchRequest([], limits).read(new WireReader(bytes)));
        allowing(isRangeError, () => metadataRequest([]).read(new WireReader(bytes)));
      }),
  },
  {
    name: 'framed-value',
    about: 'a value in the frame of the registry, of a foreign schema, on the way into a stage',
    share: 5,
    property: () =>
      fc.asyncProperty(damagedOrAny(framed(entryBytes)), async (value) => {
        const records: StoredRecord[] = [{ offset: 0, key: null, value, appendedAtMs: 0 }];
        await frames.settle('interactions', records, [0]);
        const [record] = records;
        expectThat(record?.fault !== undefined || record?.value !== value, 'it has a fault, or is transcoded');
        if (record?.fault !== undefined) return;
        allowing(
          (cause) => cause instanceof RecordDecodeError,
          () => decodeLogEntry(record?.value as Uint8Array),
        );
      }),
  },
  {
    name: 'framed-alert',
    about: 'the same, in an application',
    share: 4,
    property: () =>
      fc.asyncProperty(damagedOrAny(framed(anyAlert.map(encodeAlert))), async (value) => {
        await alerts.read(value);
      }),
  },
  {
    name: 'foreign-schema',
    about: 'the text of a schema that somebody else registered, and a value of it',
    share: 3,
    property: () =>
      fc.property(damaged(textBytes(fc.constant(NEWER_ENTRY))), damagedOrAny(entryBytes), (schema, bytes) => {
        const transcoder = transcoderOf(ENTRY_SCHEMA, schema.toString());
        if (typeof transcoder === 'function') transcoder(bytes);
      }),
  },
];

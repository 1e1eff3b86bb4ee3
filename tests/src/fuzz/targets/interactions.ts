/** What people hand in: request bodies, NDJSON, CSV. */
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { EntryDecoder } from '@grapevine/connectors/files/batches.ts';
import { csvDecoder } from '@grapevine/connectors/files/csv.ts';
import { parseCsvMapping } from '@grapevine/connectors/files/csv-mapping.ts';
import type { FileEntry } from '@grapevine/connectors/files/file-batch.ts';
import { START } from '@grapevine/connectors/files/file-batch.ts';
import { ndjsonDecoder } from '@grapevine/connectors/files/ndjson.ts';
import { answerOf } from '@grapevine/connectors/http/hand-over.ts';
import { entriesOf, MAX_BODY_BYTES, unpackedBody } from '@grapevine/connectors/http/request-body.ts';
import { mutatedInteraction, soundInteraction } from '@grapevine/testkit/interaction-arbitrary.ts';
import fc from 'fast-check';
import { anyCuts, chunksOf, damaged, damagedOrAny, textBytes } from '../damage.ts';
import { allowing, expectThat, type FuzzTarget, hasCode } from '../fuzz-target.ts';
import { checkIngested } from '../ingested.ts';

const json = fc.oneof(soundInteraction(), mutatedInteraction()).map((value) => JSON.stringify(value));
const jsonList = fc.array(json, { maxLength: 4 }).map((list) => `[${list.join(',')}]`);
const ndjson = fc
  .tuple(
    fc.array(fc.oneof(json, fc.constantFrom('', ' ', '{', 'null')), { maxLength: 5 }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([lines, end]) => lines.join(end));

const cell = fc.oneof(
  fc.constantFrom('t1', '2015-02-17T12:00:00Z', 'negative', 'a "b"', '', '"', 'x,y', '=cmd()', '-1', '1e400', 'a\nb'),
  fc.string({ maxLength: 12 }),
);
const quotedCell = fc
  .tuple(cell, fc.boolean())
  .map(([text, isQuoted]) => (isQuoted ? `"${text.replaceAll('"', '""')}"` : text));
const csv = fc
  .array(fc.array(quotedCell, { minLength: 3, maxLength: 4 }), { maxLength: 6 })
  .map((rows) => ['id,created,text,mood', ...rows.map((row) => row.join(','))].join('\n'));

const MAPPING_READING = parseCsvMapping(
  `columns: { id: id, at: created, text: text, sentiment: mood }
constants: { platform: x, kind: post }
values: { sentiment: { negative: -1, positive: 1 } }
`,
  'mapping.yaml',
);

/** The entries of all chunks. */
function allOf(decoder: EntryDecoder, chunks: readonly Buffer[]): readonly FileEntry[] {
  return [...chunks.flatMap((chunk) => [...decoder.push(Buffer.from(chunk))]), ...decoder.end()];
}

/** Lines are in order, none beyond the end; how the bytes were cut does not show. */
function checkEntries(entries: readonly FileEntry[], asOne: readonly FileEntry[], byteLength: number): void {
  let [line, byte] = [0, 0];
  for (const entry of entries) {
    expectThat(entry.line > line, 'lines ascend');
    expectThat(entry.end.byte > byte && entry.end.byte <= byteLength, 'ends ascend, within the file');
    [line, byte] = [entry.line, entry.end.byte];
  }
  expectThat(isDeepStrictEqual(entries, asOne), 'the entries do not depend on how the bytes are cut');
  checkIngested(entries);
}

export const INTERACTION_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'http-body',
    about: 'the body of POST /v1/interactions, JSON or NDJSON',
    share: 10,
    property: () =>
      fc.property(
        damagedOrAny(textBytes(fc.oneof(json, jsonList, ndjson))),
        fc.constantFrom('json' as const, 'ndjson' as const),
        (body, form) => {
          const entries = entriesOf(body, form, 'fuzz');
          if (entries.kind === 'fault') expectThat([400, 413].includes(entries.status), 'a fault is 400 or 413');
          else JSON.stringify(answerOf(checkIngested(entries.is)));
        },
      ),
  },
  {
    name: 'http-gzip',
    about: 'the same, packed',
    share: 3,
    property: () =>
      fc.asyncProperty(damaged(textBytes(jsonList).map((bytes) => gzipSync(bytes))), async (body) => {
        const unpacked = await unpackedBody(body, 'gzip');
        if (unpacked.kind === 'fault') expectThat([400, 413].includes(unpacked.status), 'a fault is 400 or 413');
        else expectThat(unpacked.is.length <= MAX_BODY_BYTES, 'no more than 1 MiB is unpacked');
      }),
  },
  {
    name: 'ndjson',
    about: 'lines of a file, however its bytes are cut into chunks',
    share: 8,
    property: () =>
      fc.property(damagedOrAny(textBytes(ndjson)), anyCuts, (bytes, cuts) => {
        const entries = allOf(ndjsonDecoder('f.ndjson', START), chunksOf(bytes, cuts));
        checkEntries(entries, allOf(ndjsonDecoder('f.ndjson', START), [bytes]), bytes.length);
      }),
  },
  {
    name: 'csv',
    about: 'rows of a file by a mapping, however its bytes are cut into chunks',
    share: 8,
    property: () =>
      fc.property(damagedOrAny(textBytes(csv)), anyCuts, (bytes, cuts) => {
        if (MAPPING_READING.kind !== 'ok') throw new Error('the mapping of this target is faulty');
        const { mapping } = MAPPING_READING;
        const read = (chunks: readonly Buffer[]): readonly FileEntry[] | undefined =>
          allowing(hasCode('GV_CSV_HEADER'), () => allOf(csvDecoder('f.csv', mapping, ''), chunks));
        const asOne = read([bytes]);
        const entries = read(chunksOf(bytes, cuts));
        expectThat((entries === undefined) === (asOne === undefined), 'the header is judged alike, however it is cut');
        if (entries !== undefined && asOne !== undefined) checkEntries(entries, asOne, bytes.length);
      }),
  },
];

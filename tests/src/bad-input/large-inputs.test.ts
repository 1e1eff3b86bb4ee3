/** Input that is small to send and was dear to read: what it costs stays in proportion, and nothing runs out of room. */

import { csvDecoder } from '@grapevine/connectors/files/csv.ts';
import { parseCsvMapping } from '@grapevine/connectors/files/csv-mapping.ts';
import type { FileEntry } from '@grapevine/connectors/files/file-batch.ts';
import { entriesOf } from '@grapevine/connectors/http/request-body.ts';
import { parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { expect, test } from 'vitest';
import { checkIngested } from '../fuzz/ingested.ts';

const CHUNK_BYTES = 262_144;

function rowsOf(text: string): readonly FileEntry[] {
  const reading = parseCsvMapping(
    'columns: { id: id, at: at, text: text }\nconstants: { platform: x, kind: post }\n',
    'm',
  );
  if (reading.kind !== 'ok') throw new Error('the mapping of this test is faulty');
  const decoder = csvDecoder('f.csv', reading.mapping, '');
  const bytes = Buffer.from(`id,at,text\n${text}`);
  const parts: (readonly FileEntry[])[] = [];
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES)
    parts.push(decoder.push(bytes.subarray(from, from + CHUNK_BYTES)));
  return [...parts, decoder.end()].flat();
}

test('a chunk of a hundred thousand tiny rows is read', { timeout: 60_000 }, () => {
  expect(rowsOf('a\n'.repeat(140_000))).toHaveLength(140_000);
});

test('a quote that stays open holds no more than a mebibyte back, and costs its own line only', () => {
  const line = `${'x'.repeat(200_000)}\n`;
  const entries = rowsOf(`"open\n${line.repeat(20)}1,2,3\n`);
  expect(entries.map(({ kind, line: number }) => [kind, number]).at(-1)).toEqual(['value', 23]);
  expect(entries.filter(({ kind }) => kind === 'refused')).toHaveLength(21);
});

test('a mebibyte of unknown names is refused by the first of them', () => {
  const names = Array.from({ length: 60_000 }, (_, nth) => `"unknown${nth}":1`).join(',');
  const entries = entriesOf(Buffer.from(`{${names}}`), 'json', 'test');
  if (entries.kind !== 'read') throw new Error(entries.detail);
  const [outcome] = checkIngested(entries.is).outcomes;
  expect(outcome?.kind === 'deadLettered' && outcome.letter.message).toMatch(/and \d+ more\.$/);
});

test('a configuration of thousands of faults tells the first hundred, and how many there are besides', () => {
  const reading = parseConfiguration(
    Array.from({ length: 2000 }, (_, nth) => `k${nth}: 1`).join('\n'),
    'grapevine.yaml',
  );
  if (reading.kind !== 'faults') throw new Error('it should have faults');
  expect(reading.faults).toHaveLength(101);
  expect(reading.faults.map(({ message }) => message)).toContain('and 1901 more; mend these first');
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';
import type { CsvMapping } from './csv-mapping.ts';
import { parseCsvMapping } from './csv-mapping.ts';
import type { FileEntry, ReadOptions } from './file-batch.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function mappingOf(text: string): CsvMapping {
  const reading = parseCsvMapping(text, 'map.yaml');
  if (reading.kind === 'faults') throw new Error(reading.faults.map(({ message }) => message).join());
  return reading.mapping;
}

const TWEETS = mappingOf(`
columns: { id: tweet_id, at: created, text: text, sentiment: label, brands: airline, segment.country: land, followers: fans }
constants: { platform: x, kind: post }
values: { sentiment: { negative: -1, neutral: 0, positive: 1 } }
`);
const SHORT = mappingOf('{ columns: { id: id, text: text }, constants: { kind: post } }');

async function entriesOf(
  content: string | Uint8Array,
  mapping: CsvMapping,
  options: ReadOptions = {},
  name = 'a.csv',
): Promise<FileEntry[]> {
  const file = join(folder, name);
  await writeFile(file, content);
  const entries: FileEntry[] = [];
  for await (const batch of readCsv(file, { mapping, ...options })) entries.push(...batch);
  return entries;
}

/** `line text`, or `line !message`. */
function told(entries: readonly FileEntry[]): string[] {
  return entries.map((entry) => {
    if (entry.kind === 'refused') return `${entry.line} !${entry.message.split(';')[0]}`;
    return `${entry.line} ${(entry.kind === 'value' ? (entry.value as { text?: string }).text : undefined) ?? '-'}`;
  });
}

describe('a row', () => {
  it('becomes an interaction by the mapping; empty cells are left out', async () => {
    const content =
      'tweet_id,created,text,label,airline,land,fans\n5,2015-02-17T07:48:48Z,"late, again",negative,united; delta,US,12\n6,2015-02-17T07:48:48Z,,,,,many\n';
    const [full, sparse] = await entriesOf(content, TWEETS);
    expect(full).toMatchObject({
      kind: 'value',
      original: '5,2015-02-17T07:48:48Z,"late, again",negative,united; delta,US,12',
      value: {
        id: '5',
        platform: 'x',
        kind: 'post',
        at: '2015-02-17T07:48:48Z',
        text: 'late, again',
        sentiment: -1,
        brands: ['united', 'delta'],
        segment: { country: 'US' },
        followers: 12,
      },
    });
    expect(sparse?.kind === 'value' && sparse.value).toEqual({
      id: '6',
      platform: 'x',
      kind: 'post',
      at: '2015-02-17T07:48:48Z',
      followers: 'many',
    });
  });

  it('may run over lines within quotes, and is known by the line that it begins on', async () => {
    const entries = await entriesOf('\ufeffid,text\r\n1,"two\r\n\r\nlines"\r\n\r\n2,"say ""hi"""\r\n3,end', SHORT);
    expect(told(entries)).toEqual(['2 two\n\nlines', '6 say "hi"', '7 end']);
  });

  it.each([
    ['too few cells', '1,a\n2\n3,c\n', ['2 a', '3 !The row has 1 cells where the header has 2', '4 c']],
    ['too many cells', '1,a\n2,b,c\n3,c\n', ['2 a', '3 !The row has 3 cells where the header has 2', '4 c']],
    ['junk after a quote', '1,"a"b\n2,b\n3,c\n', ['2 !A quote opens or closes in the wrong place', '3 b', '4 c']],
    [
      'a quote never closed',
      '1,a\n2,"b\n3,c\n4,d\n',
      ['2 a', '3 !A quote opens or closes in the wrong place', '4 c', '5 d'],
    ],
    [
      'two stray quotes',
      '1,5" pipe\n2,b\n3,6" pipe\n4,d\n',
      ['2 !A quote opens or closes in the wrong place', '3 b', '4 !A quote opens or closes in the wrong place', '5 d'],
    ],
  ])('with %s is refused alone', async (_what, rows, expected) => {
    expect(told(await entriesOf(`id,text\n${rows}`, SHORT))).toEqual(expected);
  });

  it('that is not UTF-8 is refused alone', async () => {
    const content = Buffer.concat([Buffer.from('id,text\n1,a\n2,'), Buffer.from([0xe5]), Buffer.from('\n3,c\n')]);
    expect(told(await entriesOf(content, SHORT))).toEqual(['2 a', '3 !The row is not UTF-8', '4 c']);
  });

  it('over 1 MiB is refused alone', async () => {
    const entries = await entriesOf(`id,text\n1,a\n2,${'x'.repeat(1_100_000)}\n3,c\n`, SHORT);
    expect(entries.map(({ kind, line }) => [kind, line])).toEqual([
      ['value', 2],
      ['refused', 3],
      ['value', 4],
    ]);
    expect(entries[1]).toMatchObject({ reason: 'too-long' });
  });

  it('with a cell that the mapping does not list is refused', async () => {
    const content = 'tweet_id,created,text,label,airline,land,fans\n5,2015-02-17T07:48:48Z,a,angry,,,\n';
    expect(told(await entriesOf(content, TWEETS))).toEqual([
      '2 !Column "label" holds "angry", which "values" of "sentiment" does not list',
    ]);
  });

  it('without an id of its own has the digest of its file and its line', async () => {
    const mapping = mappingOf('{ columns: { text: text }, constants: { kind: post } }');
    const idsOf = async (content: string): Promise<unknown[]> =>
      (await entriesOf(content, mapping)).map((entry) => entry.kind === 'value' && (entry.value as { id: string }).id);
    const [first, second] = await idsOf('text\na\nb\n');
    expect(first).toMatch(/^[0-9a-f]{16}:2$/);
    expect(second).toBe(String(first).replace(/2$/, '3'));
    expect(await idsOf('text\na\nb\n')).toEqual([first, second]);
    expect((await idsOf('text\na\nc\n'))[0]).not.toBe(first);
  });
});

describe('a CSV file', () => {
  it.each(['b.csv', 'b.csv.gz'])('is read on from any of its cursors as if never left: %s', async (name) => {
    const text = 'id,text\n1,a\n2,"b\nb"\n3\n4,d';
    const content = name.endsWith('.gz') ? gzipSync(text) : text;
    const whole = await entriesOf(content, SHORT, {}, name);
    expect(whole).toHaveLength(4);
    for (const [index, { end }] of whole.entries()) {
      expect(await entriesOf(content, SHORT, { from: end, batchEntries: 2 }, name)).toEqual(whole.slice(index + 1));
    }
  });

  it('may be parted by tabs', async () => {
    const tabs = mappingOf('{ columns: { id: id, text: text }, delimiter: "\\t" }');
    expect(told(await entriesOf('id\ttext\n1\ta, b\n', tabs))).toEqual(['2 a, b']);
  });

  it('without the columns of the mapping is refused, with the nearest names', async () => {
    await expect(entriesOf('ID,txt\n1,a\n', SHORT)).rejects.toMatchObject({
      code: 'GV_CSV_HEADER',
      message: expect.stringContaining('the header has no "id" (did you mean "ID"?), "text" (did you mean "txt"?)'),
    });
  });

  it('that is empty, or a header only, has no rows', async () => {
    expect(await entriesOf('', SHORT)).toEqual([]);
    expect(await entriesOf('id,text\n', SHORT)).toEqual([]);
  });
});

describe('any text', () => {
  it('that begins with a header comes to entries that follow on each other, without an exception', async () => {
    const pieces = fc.array(fc.constantFrom('"', ',', '\n', '\r\n', 'a', 'å', '""', '","'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(pieces, async (rows) => {
        const content = `id,text\n${rows.join('')}`;
        const entries = await entriesOf(content, SHORT, {}, 'any.csv');
        const ends = entries.map(({ end }) => end.byte);
        expect(ends).toEqual([...new Set(ends)].toSorted((left, right) => left - right));
        const lines = content.split('\n').length;
        for (const { end, line } of entries) expect(line <= end.line && end.line <= lines).toBe(true);
        const isBlank = rows.join('').replace(/[\r\n]/g, '') === '';
        expect(entries.length === 0).toBe(isBlank);
      }),
    );
  });
});

describe('the faults of a mapping', () => {
  it.each([
    ['constants: { kind: post }', 'columns is missing'],
    ['columns: { txet: a }', 'columns.txet is not a field of an interaction (did you mean "text"?)'],
    ['columns: { segment: a }', 'columns.segment is not a field'],
    ['{ columns: { id: a }, constants: { id: b } }', 'constants.id has a column too'],
    ['{ columns: { id: a }, values: { sentiment: { a: 1 } } }', 'values.sentiment has no column'],
    ['{ columns: { id: a }, values: { id: { a: [1] } } }', 'is not a string or a number'],
    ['{ columns: { id: a }, colums: {} }', 'did you mean "columns"?'],
    ['{ columns: { id: a }, delimiter: ";;" }', 'delimiter has 2 characters'],
    ['columns: [', '1:'],
  ])('%s has one', (text, expected) => {
    const reading = parseCsvMapping(text, 'map.yaml');
    const faults = reading.kind === 'faults' ? reading.faults : [];
    expect(
      faults.map(({ column, line, message, path }) => `${line}:${column} ${path} ${message}`).join('\n'),
    ).toContain(expected);
  });
});

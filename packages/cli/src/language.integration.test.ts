import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { run, runJson, temporaryFolder } from './child-process.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
afterAll(folder.remove);

const ROWS = [
  'positive\tThank you, I love it!',
  'negative\tWorst service ever, I hate it',
  'neutral\tThe shop opens at nine on Monday',
  'negative\tWhat a great day, love it',
];

function write(name: string, lines: readonly string[]): string {
  const text = `${lines.join('\n')}\n`;
  writeFileSync(join(cwd, name), name.endsWith('.gz') ? gzipSync(text) : text);
  return name;
}

test('the labels of a file are predicted, a line for each text, and counted', async () => {
  const file = write('three.tsv.gz', ['label\ttext', ...ROWS]);
  const args = ['language', 'eval', file, '--lang', 'en', '--predictions', 'out.tsv', '--json'];
  const report = await runJson<Record<string, unknown>>(args, options);
  expect(report).toMatchObject({ n: 4, accuracy: 0.75, scorer: 'ngram/4', macroRecall: (0.5 + 1 + 1) / 3 });
  const [header, ...lines] = readFileSync(join(cwd, 'out.tsv'), 'utf8').trimEnd().split('\n');
  expect(header).toBe('label\tscore');
  expect(lines.map((line) => line.split('\t')[0])).toEqual(['positive', 'negative', 'neutral', 'positive']);
  expect(lines.every((line) => Math.abs(Number(line.split('\t')[1])) <= 1)).toBe(true);
});

test('where only two labels occur, one of these is predicted', async () => {
  const file = write('two.tsv', ['label\ttext', 'negative\tThe shop opens at nine on Monday', 'positive\tLove it']);
  await run(['language', 'eval', file, '--lang', 'en', '--predictions', 'two.out'], options);
  expect(readFileSync(join(cwd, 'two.out'), 'utf8')).not.toContain('neutral');
});

test('claims of harm have labels of their own', async () => {
  const file = write('harm.tsv', ['label\ttext', 'claim\tThis milk made my son really ill', 'none\tI am sick of them']);
  const { code, out } = await run(['language', 'eval', file, '--lang', 'en', '--task', 'harm'], options);
  expect(code).toBe(0);
  expect(out).toContain('macro-F1 1.000');
});

test('digits are labels as TweetEval writes them, and \\u2019 is the character', async () => {
  const plain = write('plain.tsv', ['label\ttext', 'negative\tIt doesn’t work, I hate it']);
  const coded = write('coded.tsv', ['label\ttext', '0\tIt doesn\\u2019t work, I hate it']);
  const [one, other] = await Promise.all(
    [plain, coded].map((file) => runJson(['language', 'eval', file, '--lang', 'en', '--json'], options)),
  );
  expect(one).toEqual(other);
});

test.each([
  [['label\ttext', 'glad\tHi'], 'line 2 must begin with one of negative, neutral, positive, and a tab'],
  [['negative\tHi'], 'line 1 must be the header "label<TAB>text"'],
  [['label\ttext'], 'has no labelled text; write label<TAB>text in the first line'],
  [['label\ttext', 'claim\tHi'], 'it begins with "claim", a label of --task harm'],
])('%j is no labelled file', async (lines, words) => {
  const { code, err } = await run(['language', 'eval', write('bad.tsv', lines), '--lang', 'en'], options);
  expect(err).toContain(words);
  expect(code).toBe(2);
});

test('texts in Latin-1 are refused with their line, and nothing is scored', async () => {
  const bytes = Buffer.from('label\ttext\npositive\tFint!\npositive\tK\u00f8dd, men bra\n', 'latin1');
  writeFileSync(join(cwd, 'latin1.tsv'), bytes);
  const { code, out, err } = await run(['language', 'eval', 'latin1.tsv', '--lang', 'nb'], options);
  expect(err).toContain('latin1.tsv: line 3 is not UTF-8 (is it Latin-1 or UTF-16?)');
  expect([code, out]).toEqual([2, '']);
});

test('a file that is not there, and one that is no gzip, are told', async () => {
  const absent = await run(['language', 'eval', 'absent.tsv', '--lang', 'en'], options);
  expect(absent).toMatchObject({ code: 2, err: expect.stringContaining('absent.tsv: there is no such file') });
  writeFileSync(join(cwd, 'no.tsv.gz'), 'label\ttext\n');
  const broken = await run(['language', 'eval', 'no.tsv.gz', '--lang', 'en'], options);
  expect(broken).toMatchObject({ code: 2, err: expect.stringContaining('no.tsv.gz: is not what its name says') });
  const directory = await run(['language', 'eval', '.', '--lang', 'en'], options);
  expect(directory).toMatchObject({ code: 2, err: expect.stringContaining('is a directory') });
});

test('capitals and line ends of other systems do not matter, nor whether it is a file or piped, packed or not', async () => {
  const evaluated = (file: string, input?: string | Buffer) =>
    runJson(['language', 'eval', file, '--lang', 'en'], input === undefined ? options : { cwd, input });
  const plain = `label\ttext\n${ROWS.join('\n')}\n`;
  const expected = await evaluated(write('lf.tsv', ['label\ttext', ...ROWS]));
  writeFileSync(join(cwd, 'crlf.tsv'), `\uFEFFLabel\tText\r\n${ROWS.join('\r\n')}`);
  expect(await evaluated('crlf.tsv')).toEqual(expected);
  expect(await evaluated('-', plain)).toEqual(expected);
  expect(await evaluated('-', gzipSync(plain))).toEqual(expected);
  expect(await evaluated('-', zstdCompressSync(plain))).toEqual(expected);
});

test('predictions are never written over the texts, and it is said where they cannot be written', async () => {
  const file = write('kept.tsv', ['label\ttext', ...ROWS]);
  const before = readFileSync(join(cwd, file), 'utf8');
  symlinkSync(file, join(cwd, 'another-name.tsv'));
  const into = (target: string) => run(['language', 'eval', file, '--lang', 'en', '--predictions', target], options);
  for (const target of [file, 'another-name.tsv']) {
    const words = 'the predictions would be written over kept.tsv, which is read; name another file';
    expect(await into(target)).toMatchObject({ code: 2, err: expect.stringContaining(words) });
  }
  expect(readFileSync(join(cwd, file), 'utf8')).toBe(before);
  const nowhere = await into('no-folder/out.tsv');
  expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('no-folder/out.tsv cannot be written') });
});

test('of a full disk it is said that no space is left, not that there is no folder', async (context) => {
  if (!existsSync('/dev/full')) context.skip('data absent: /dev/full');
  const file = write('of-full.tsv', ['label\ttext', ...ROWS]);
  const args = ['language', 'eval', file, '--lang', 'en', '--predictions', '/dev/full'];
  const { code, err } = await run(args, options);
  expect(err).toBe(
    'grapevine: the predictions /dev/full cannot be written: no space is left there (ENOSPC); free some, or name a file on another disk.\n',
  );
  expect(code).toBe(2);
});

test('predictions of before stand where a file has a fault', async () => {
  writeFileSync(join(cwd, 'old.tsv'), 'of yesterday');
  const file = write('faulty.tsv', ['label\ttext', ...ROWS, 'glad\tHi']);
  const { code } = await run(['language', 'eval', file, '--lang', 'en', '--predictions', 'old.tsv'], options);
  expect(code).toBe(2);
  expect(readFileSync(join(cwd, 'old.tsv'), 'utf8')).toBe('of yesterday');
});

test('of a language that is not read it is said so, and it is measured all the same', async () => {
  const file = write('swedish.tsv', ['label\ttext', 'negative\tJag hatar det']);
  const swedish = await run(['language', 'eval', file, '--lang', 'sv'], options);
  expect(swedish).toMatchObject({ code: 0, err: expect.stringContaining('sv is none of the languages that are read') });
  expect((await run(['language', 'eval', file, '--lang', 'en-GB'], options)).err).toBe('');
});

test('doctor tells the error of each language, and of what the model was made', async () => {
  const { code, out } = await run(['doctor', '--language'], options);
  expect(code).toBe(0);
  for (const language of ['en', 'nb', 'ar', 'de', 'es', 'fr', 'hi', 'it', 'pt']) {
    expect(out).toMatch(new RegExp(`^${language} +\\d+ +0\\.\\d{3} +0\\.\\d{3} +0\\.\\d{3}$`, 'm'));
  }
  const report = await runJson<{ corpora: { name: string }[] }>(['doctor', '--language', '--json'], options);
  expect(new Set(report.corpora.map(({ name }) => name))).toEqual(
    new Set(['xlm-t', 'norec', 'vader', 'tweeteval', 'everyday']),
  );
});

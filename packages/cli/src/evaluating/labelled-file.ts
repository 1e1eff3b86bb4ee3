/**
 * A file of labelled texts: TSV with the header `label<TAB>text`, plain or gzipped (`.gz`), read line by line. Labels are
 * `negative neutral positive` (or 0 1 2, as TweetEval and XLM-T write them), for claims of harm `claim none`. A character may be
 * written as `\\u2019`, as some published files do.
 */
import { createReadStream, existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CliError } from '../cli-error.ts';

export const LABEL_TASKS = ['sentiment', 'harm'] as const;
export type LabelTask = (typeof LABEL_TASKS)[number];

export interface EvaluatedFile {
  readonly file: string;
  readonly task: LabelTask;
}

export interface LabelledLine {
  readonly label: string;
  readonly text: string;
}

const LABELS: Readonly<Record<LabelTask, readonly string[]>> = {
  sentiment: ['negative', 'neutral', 'positive'],
  harm: ['claim', 'none'],
};
const HEADER = 'label\ttext';
const ESCAPED = /\\u([0-9a-f]{4})/giu;

/** The labels of `task`, in the order in which they are shown. */
export function labelsOf(task: LabelTask): readonly string[] {
  return LABELS[task];
}

/** Throws a CliError with the number of the line for what is no such file. */
export async function* labelledLines({ file, task }: EvaluatedFile): AsyncGenerator<LabelledLine> {
  if (!existsSync(file)) throw new CliError('GV_USAGE', `${file} is not there`);
  const labels = LABELS[task];
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  // An error of the file's own would otherwise go unseen by the reader of its decompressed lines.
  raw.on('error', (error) => input.destroy(error));
  let number = 0;
  for await (const line of linesOf(input, file)) {
    number += 1;
    if (number === 1) {
      if (line.replace(/^\uFEFF/u, '').toLowerCase() === HEADER) continue;
      throw new CliError('GV_USAGE', `${file}: line 1 must be the header "label<TAB>text"`);
    }
    if (line === '') continue;
    const tab = line.indexOf('\t');
    const written = tab === -1 ? '' : line.slice(0, tab).trim().toLowerCase();
    const label = task === 'sentiment' && /^[012]$/u.test(written) ? labels[Number(written)] : written;
    if (label === undefined || !labels.includes(label))
      throw new CliError('GV_USAGE', `${file}: line ${number} must begin with one of ${labels.join(', ')}, and a tab`);
    yield { label, text: plainText(line.slice(tab + 1)) };
  }
}

async function* linesOf(input: Readable, file: string): AsyncGenerator<string> {
  // Not the lines' own iterator: it does not pass on an error of the stream.
  let rest = '';
  try {
    input.setEncoding('utf8');
    for await (const piece of input) {
      const lines = (rest + String(piece)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError('GV_USAGE', `${file} cannot be read: ${why}`, { cause: error });
  }
  if (rest !== '') yield rest;
}

function plainText(written: string): string {
  return written.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

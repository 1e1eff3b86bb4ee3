/**
 * A file of labelled texts: TSV with the header `label<TAB>text`, also `.gz` and `.zst`, `-` for standard input, read line by
 * line. Labels are `negative neutral positive` (or 0 1 2, as TweetEval and XLM-T write them), for claims of harm `claim none`.
 * A character may be written as `\\u2019`, as some published files do.
 */
import { START } from '@grapevine/connectors/files/file-batch.ts';
import { type Line, LineSplitter, MAX_LINE_BYTES } from '@grapevine/connectors/files/line-splitter.ts';
import { withoutByteOrderMark } from '@grapevine/connectors/files/ndjson.ts';
import { NOT_UTF_8, textChunks, utf8Text } from '@grapevine/connectors/files/utf8-text.ts';
import { quoted } from '@grapevine/core/edge/nearest-name.ts';
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
const SHOWN_LABEL = 40;

/** The labels of `task`, in the order in which they are shown. */
export function labelsOf(task: LabelTask): readonly string[] {
  return LABELS[task];
}

/** Throws for what is no such file: a `CliError` with the number of the line, a `ConnectorError` where it cannot be read. */
export async function* labelledLines(from: EvaluatedFile): AsyncGenerator<LabelledLine, void, undefined> {
  const splitter = new LineSplitter(START);
  for await (const chunk of textChunks(from.file)) yield* labelled(splitter.push(chunk), from);
  yield* labelled(splitter.end(), from);
}

function* labelled(lines: readonly Line[], from: EvaluatedFile): Generator<LabelledLine, void, undefined> {
  for (const line of lines) {
    if (line.kind === 'too-long') throw refused(from, line.line, `is longer than ${MAX_LINE_BYTES} bytes`);
    const text = utf8Text(line.line === 1 ? withoutByteOrderMark(line.bytes) : line.bytes);
    if (text === undefined) throw refused(from, line.line, NOT_UTF_8);
    if (line.line === 1 && text.toLowerCase() !== HEADER) throw refused(from, 1, 'must be the header "label<TAB>text"');
    if (line.line > 1 && text !== '') yield labelledLine(text, line.line, from);
  }
}

function labelledLine(line: string, number: number, from: EvaluatedFile): LabelledLine {
  const { task } = from;
  const labels = LABELS[task];
  const tab = line.indexOf('\t');
  const written = tab === -1 ? '' : line.slice(0, tab).trim().toLowerCase();
  const label = task === 'sentiment' && /^[012]$/u.test(written) ? labels[Number(written)] : written;
  if (label !== undefined && labels.includes(label)) return { label, text: plainText(line.slice(tab + 1)) };
  throw refused(from, number, `must begin with one of ${labels.join(', ')}, and a tab${foundInstead(written, task)}`);
}

/** What stands there, and whether it is a label of another task. */
function foundInstead(written: string, task: LabelTask): string {
  if (written === '') return '';
  const other = LABEL_TASKS.find((name) => name !== task && LABELS[name].includes(written));
  const found = `; it begins with ${quoted(written.slice(0, SHOWN_LABEL))}`;
  return other === undefined ? found : `${found}, a label of --task ${other}`;
}

function refused({ file }: EvaluatedFile, line: number, what: string): CliError {
  return new CliError('GV_USAGE', `${file}: line ${line} ${what}`);
}

function plainText(written: string): string {
  return written.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

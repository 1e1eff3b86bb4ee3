/**
 * The labelled texts that the sentiment weights may be made of, and those that they are only measured on. The public ones
 * are read from beside the repository and are no part of it; our own of everyday lie in bench/everyday.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { ModelLanguage } from '@grapevine/core/language/model-languages.ts';
import { sittingFiles } from '../sitting-files.ts';

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

export const NEGATIVE = 0;
export const NEUTRAL = 1;
export const POSITIVE = 2;
/** Their names, in this order. */
export const LABELS: readonly string[] = ['negative', 'neutral', 'positive'];

export interface LabelledText {
  readonly text: string;
  /** NEGATIVE, NEUTRAL or POSITIVE. */
  readonly label: number;
  readonly language: ModelLanguage;
  readonly corpus: string;
  /** Texts of one group are never parted between learning and measuring: the same words, or one review. */
  readonly group: string;
}

export interface Corpus {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly texts: readonly LabelledText[];
}

const XLMT_LANGUAGES: readonly (readonly [string, ModelLanguage])[] = [
  ['arabic', 'ar'],
  ['english', 'en'],
  ['french', 'fr'],
  ['german', 'de'],
  ['hindi', 'hi'],
  ['italian', 'it'],
  ['portuguese', 'pt'],
  ['spanish', 'es'],
];
/** The corpus of our own texts; a group of it is a sitting. */
export const EVERYDAY = 'everyday';
// Of -4..4, the mean of twenty people's ratings.
const POLAR_RATING = 0.5;

export function hasCorpora(): boolean {
  return existsSync(`${DATA}xlmt-sentiment`) && existsSync(`${DATA}norec-sentence`);
}

/** What is learned of: the public texts, and our own of everyday. */
export function trainingCorpora(): Corpus[] {
  return [...publicCorpora(), ...everydayCorpora()];
}

/** TweetEval's validation part last: nearly all of it is in XLM-T's English part too. */
export function publicCorpora(): Corpus[] {
  return [
    ...XLMT_LANGUAGES.flatMap(([name, language]) =>
      ['train', 'val'].map((part) => ofTsv({ name: 'xlm-t', file: `xlmt-sentiment/${name}.${part}.tsv.gz` }, language)),
    ),
    ofNorec('train'),
    ofNorec('dev'),
    ofVader(),
    ofTsv({ name: 'tweeteval', file: 'tweeteval-sentiment/val.tsv.gz' }, 'en'),
  ];
}

function bytesOf(file: string): { readonly bytes: Buffer; readonly sha256: string } {
  const raw = readFileSync(DATA + file);
  const bytes = file.endsWith('.gz') ? gunzipSync(raw) : raw;
  return { bytes, sha256: sha256Of(bytes) };
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The published files write some characters as `\u2019`, and quotes doubled. */
function plainText(written: string): string {
  const trimmed = written.trim();
  const inner = /^".*"$/su.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
  return inner
    .replace(/\\u([0-9a-f]{4})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\?""+/gu, '"');
}

/** The words of a text without handles, links, digits and marks: texts that agree in them count as the same. */
function wordsOf(text: string): string {
  return text.toLowerCase().replace(/@\w+|https?:\S+|[^\p{L}]/gu, '');
}

function ofTsv({ name, file }: { readonly name: string; readonly file: string }, language: ModelLanguage): Corpus {
  const { bytes, sha256 } = bytesOf(file);
  const texts = bytes
    .toString('utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const text = plainText(line.slice(line.indexOf('\t') + 1));
      return { text, label: Number(line[0]), language, corpus: name, group: `${language} ${wordsOf(text)}` };
    });
  return { name, file, sha256, texts };
}

function ofNorec(part: string): Corpus {
  const file = `norec-sentence/3class.${part}.json.gz`;
  const { bytes, sha256 } = bytesOf(file);
  const rows = JSON.parse(bytes.toString('utf8')) as { sent_id: string; text: string; label: string }[];
  const texts = rows.map(({ sent_id: id, text, label }) => ({
    text,
    label: labelNamed(label.toLowerCase()),
    language: 'nb' as const,
    corpus: 'norec',
    group: `nb ${id.split('-', 1)[0]}`,
  }));
  return { name: 'norec', file, sha256, texts };
}

function everydayCorpora(): Corpus[] {
  return sittingFiles('everyday').map(({ file, sitting, lang, bytes, texts }) => ({
    name: EVERYDAY,
    file,
    sha256: sha256Of(bytes),
    texts: texts.map(({ label, text }) => ({
      text,
      label: labelNamed(label),
      language: lang,
      corpus: EVERYDAY,
      group: `${EVERYDAY} ${sitting}`,
    })),
  }));
}

function ofVader(): Corpus {
  const file = 'vader-tweets/tweets.tsv';
  const { bytes, sha256 } = bytesOf(file);
  const lines = bytes.toString('utf8').split('\n').slice(1);
  const texts = lines
    .filter((line) => line !== '')
    .map((line) => {
      const [, rating = '0', ...rest] = line.split('\t');
      const text = rest.join(' ');
      return {
        text,
        label: labelOf(Number(rating)),
        language: 'en' as const,
        corpus: 'vader',
        group: `en ${wordsOf(text)}`,
      };
    });
  return { name: 'vader', file, sha256, texts };
}

/** Throws for one that there is none of. */
function labelNamed(name: string): number {
  const label = LABELS.indexOf(name);
  if (label === -1) throw new Error(`${name} is none of the labels ${LABELS.join(', ')}`);
  return label;
}

function labelOf(rating: number): number {
  if (rating <= -POLAR_RATING) return NEGATIVE;
  return rating >= POLAR_RATING ? POSITIVE : NEUTRAL;
}

/**
 * The file of a sentiment model, little endian:
 *
 *     "GVSM" | format: u32 = 1 | length of the header: u32 | header: JSON
 *            | weights: int8, two for each feature
 *            | listed words: key i32, two weights i16 each; ascending by key
 *
 * The two weights are how much it speaks for negative and for positive rather than for neutral, in `step`s. The header says of what data (digests) and by which command it was made, and what it was measured to do on data it had not seen.
 */
import { z } from 'zod';
import { MODEL_LANGUAGES } from './model-languages.ts';
import { FEATURE_SPACE } from './sentiment-features.ts';

const MAGIC = 0x4d535647;
const FORMAT = 1;
const PREFIX_BYTES = 12;
const LISTED_BYTES = 8;

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const measured = z.object({
  /** Texts, each predicted by weights that were learned without it. */
  texts: count,
  accuracy: share,
  macroF1: share,
  macroRecall: share,
});
const headerShape = z.object({
  /** Goes with every score; changes with every change of any score. */
  version: z.number().int().positive(),
  command: z.string(),
  corpora: z.array(z.object({ name: z.string(), file: z.string(), texts: count, sha256: z.string() })),
  /** Words and signs that the word lists know. */
  listedWords: count,
  step: z.number().positive(),
  ruleNegative: z.number(),
  rulePositive: z.number(),
  /** Of the logistic curve between margins and probabilities. */
  sharpness: z.number().positive(),
  languages: z.record(
    z.enum(MODEL_LANGUAGES),
    z.object({ biasNegative: z.number(), biasPositive: z.number(), measured }),
  ),
});

export type ModelHeader = z.infer<typeof headerShape>;

export interface SentimentModel {
  readonly header: ModelHeader;
  /** 2 * FEATURE_SPACE. */
  readonly weights: Int8Array;
  readonly listed: readonly ListedWord[];
}

export interface ListedWord {
  /** Of `keyOfWord` or `keyOfSign`. */
  readonly key: number;
  readonly negative: number;
  readonly positive: number;
}

export function encodeSentimentModel({ header, weights, listed }: SentimentModel): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(headerShape.parse(header)));
  const listFrom = PREFIX_BYTES + json.length + weights.length;
  const bytes = new Uint8Array(listFrom + LISTED_BYTES * listed.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, FORMAT, true);
  view.setUint32(8, json.length, true);
  bytes.set(json, PREFIX_BYTES);
  bytes.set(new Uint8Array(weights.buffer, weights.byteOffset, weights.length), PREFIX_BYTES + json.length);
  listed
    .toSorted((one, other) => one.key - other.key)
    .forEach(({ key, negative, positive }, i) => {
      const at = listFrom + LISTED_BYTES * i;
      view.setInt32(at, key, true);
      view.setInt16(at + 4, negative, true);
      view.setInt16(at + 6, positive, true);
    });
  return bytes;
}

/** Throws an error that says what is wrong with the file; its weights are a view of `bytes`. */
export function decodeSentimentModel(bytes: Uint8Array): SentimentModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < PREFIX_BYTES || view.getUint32(0, true) !== MAGIC)
    throw new Error('this is no sentiment model: it does not begin with "GVSM"');
  const format = view.getUint32(4, true);
  if (format !== FORMAT) throw new Error(`a sentiment model of format ${format}; this version reads ${FORMAT}`);
  const from = PREFIX_BYTES + view.getUint32(8, true);
  const listFrom = from + 2 * FEATURE_SPACE;
  if (bytes.length < listFrom) throw new Error(`a sentiment model of ${bytes.length} bytes is cut short`);
  const header = headerShape.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX_BYTES, from))));
  const wanted = listFrom + LISTED_BYTES * header.listedWords;
  if (bytes.length !== wanted)
    throw new Error(`a sentiment model of ${bytes.length} bytes; its header wants ${wanted}`);
  const listed = Array.from({ length: header.listedWords }, (_, i) => {
    const at = listFrom + LISTED_BYTES * i;
    return {
      key: view.getInt32(at, true),
      negative: view.getInt16(at + 4, true),
      positive: view.getInt16(at + 6, true),
    };
  });
  return { header, weights: new Int8Array(bytes.buffer, bytes.byteOffset + from, 2 * FEATURE_SPACE), listed };
}

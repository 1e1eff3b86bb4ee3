/**
 * The file of what was learned of claims of harm, little endian:
 *
 *     "GVHM" | format: u32 = 1 | length of the header: u32 | header: JSON
 *            | n-grams: int8, one for each feature below HARM_SPACE, in `step`s
 *            | cues: int16, one for each of HARM_FEATURES, in thousandths
 *
 * The header says of how many examples and by which command it was made, and what it was measured to do on examples of
 * sittings that it had not seen.
 */
import { z } from 'zod';
import { HARM_FEATURES } from './harm-features.ts';

/** N-gram features (`sentiment-features.ts`) are numbered below this here, by their lowest bits: a power of two. */
export const HARM_SPACE = 1 << 18;
/** What a cue is worth before learning, beside the n-grams, which have a length of 1 together. */
export const CUE_VALUE = 0.25;

const MAGIC = 0x4d485647;
const FORMAT = 1;
const PREFIX_BYTES = 12;
const CUE_BYTES = 2;

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const measured = z.object({ texts: count, precision: share, recall: share, f1: share });
const headerShape = z.object({
  command: z.string(),
  examples: count,
  /** Texts of everyday, taken for no claims. */
  background: count,
  step: z.number().positive(),
  bias: z.number(),
  measured: z.object({ en: measured, nb: measured }),
});

export type HarmHeader = z.infer<typeof headerShape>;

export interface HarmModel {
  readonly header: HarmHeader;
  /** HARM_SPACE. */
  readonly grams: Int8Array;
  /** HARM_FEATURES. */
  readonly cues: Int16Array;
}

export function encodeHarmModel({ header, grams, cues }: HarmModel): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(headerShape.parse(header)));
  const cuesFrom = PREFIX_BYTES + json.length + grams.length;
  const bytes = new Uint8Array(cuesFrom + CUE_BYTES * cues.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, FORMAT, true);
  view.setUint32(8, json.length, true);
  bytes.set(json, PREFIX_BYTES);
  bytes.set(new Uint8Array(grams.buffer, grams.byteOffset, grams.length), PREFIX_BYTES + json.length);
  cues.forEach((weight, cue) => {
    view.setInt16(cuesFrom + CUE_BYTES * cue, weight, true);
  });
  return bytes;
}

/** Throws an error that says what is wrong with the file; the weights of n-grams are a view of `bytes`. */
export function decodeHarmModel(bytes: Uint8Array): HarmModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < PREFIX_BYTES || view.getUint32(0, true) !== MAGIC)
    throw new Error('this is no model of harm: it does not begin with "GVHM"');
  const format = view.getUint32(4, true);
  if (format !== FORMAT) throw new Error(`a model of harm of format ${format}; this version reads ${FORMAT}`);
  const from = PREFIX_BYTES + view.getUint32(8, true);
  const cuesFrom = from + HARM_SPACE;
  const wanted = cuesFrom + CUE_BYTES * HARM_FEATURES;
  if (bytes.length !== wanted) throw new Error(`a model of harm of ${bytes.length} bytes; its header wants ${wanted}`);
  return {
    header: headerShape.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX_BYTES, from)))),
    grams: new Int8Array(bytes.buffer, bytes.byteOffset + from, HARM_SPACE),
    cues: Int16Array.from({ length: HARM_FEATURES }, (_, cue) => view.getInt16(cuesFrom + CUE_BYTES * cue, true)),
  };
}

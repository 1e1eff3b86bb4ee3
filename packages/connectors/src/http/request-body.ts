/**
 * The body of `POST /v1/interactions` to entries: one object, a list of them, or NDJSON, by the content type; gzip by
 * the content encoding. What the whole request is refused for is a `BodyFault`; what one entry is refused for is not.
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parseJsonLine } from '@grapevine/core/edge/json-line.ts';
import { quoted } from '@grapevine/core/edge/nearest-name.ts';
import type { RawEntry } from '../ingest/raw-entry.ts';

export const MAX_BODY_BYTES = 1_048_576;
export const MAX_ENTRIES = 5000;

const unpackGzip = promisify(gunzip);
const LF = 0x0a;

/** Which form the body has. */
export type BodyForm = 'json' | 'ndjson';

export interface BodyFault {
  readonly kind: 'fault';
  readonly status: 400 | 413 | 415;
  readonly type: 'malformed' | 'too-large' | 'too-many' | 'unsupported-media-type';
  readonly detail: string;
}

export type Fallible<T> = BodyFault | { readonly kind: 'read'; readonly is: T };

function fault(status: BodyFault['status'], type: BodyFault['type'], detail: string): BodyFault {
  return { kind: 'fault', status, type, detail };
}

function read<T>(is: T): Fallible<T> {
  return { kind: 'read', is };
}

const FORMS: ReadonlyMap<string, BodyForm> = new Map([
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
]);

/** The form that a content type stands for; its charset, if it has one, must be UTF-8. */
export function bodyFormOf(contentType: string | undefined): Fallible<BodyForm> {
  const [media = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const form = FORMS.get(media);
  if (form === undefined) {
    return fault(
      415,
      'unsupported-media-type',
      `Send application/json or application/x-ndjson, not ${quoted(contentType ?? 'nothing')}.`,
    );
  }
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8') return read(form);
  return fault(415, 'unsupported-media-type', `Send UTF-8, not ${quoted(charset)}.`);
}

export function tooLarge(): BodyFault {
  return fault(
    413,
    'too-large',
    `A request holds at most ${MAX_BODY_BYTES} bytes, also when it is unpacked; send several.`,
  );
}

/** The bytes of a body without its encoding; unpacking stops at the limit. */
export async function unpackedBody(body: Buffer, contentEncoding: string | undefined): Promise<Fallible<Buffer>> {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return read(body);
  if (encoding !== 'gzip') return fault(415, 'unsupported-media-type', `Send plain or gzip, not ${quoted(encoding)}.`);
  try {
    return read(await unpackGzip(body, { maxOutputLength: MAX_BODY_BYTES }));
  } catch (cause) {
    const isTooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? tooLarge() : fault(400, 'malformed', 'The body is not gzip, or it is cut off.');
  }
}

function* linesOf(body: Buffer): Generator<Buffer, void, undefined> {
  let start = 0;
  while (start < body.length) {
    const found = body.indexOf(LF, start);
    const end = found < 0 ? body.length : found;
    const line = body.subarray(start, end);
    if (line.toString('latin1').trim() !== '') yield line;
    start = end + 1;
  }
}

function limited(entries: readonly RawEntry[]): Fallible<readonly RawEntry[]> {
  if (entries.length === 0) return fault(400, 'malformed', 'There is no interaction in the body; send at least one.');
  if (entries.length <= MAX_ENTRIES) return read(entries);
  return fault(
    413,
    'too-many',
    `A request holds at most ${MAX_ENTRIES} interactions, not ${entries.length}; send several.`,
  );
}

/** The entries of an unpacked body, in order; `source` names the request in their origins. */
export function entriesOf(body: Buffer, form: BodyForm, source: string): Fallible<readonly RawEntry[]> {
  const originAt = (index: number): RawEntry['origin'] => ({ kind: 'request', source, index });
  if (form === 'ndjson') {
    return limited([...linesOf(body)].map((bytes, index) => ({ kind: 'bytes', origin: originAt(index), bytes })));
  }
  const parsed = parseJsonLine(body);
  if (parsed.kind === 'rejected') return fault(400, 'malformed', `The body is refused: ${parsed.message}.`);
  const { json } = parsed;
  if (typeof json !== 'object' || json === null) {
    return fault(400, 'malformed', `Send an interaction (an object) or a list of them, not ${quoted(json)}.`);
  }
  const values: readonly unknown[] = Array.isArray(json) ? json : [json];
  return limited(values.map((value, index) => ({ kind: 'value', origin: originAt(index), value, original: null })));
}

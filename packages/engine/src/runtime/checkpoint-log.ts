/**
 * Checkpoints: all rows of a stage as of one position, on the compacted topic `grapevine.checkpoints.v1`, so that a stage
 * whose input no longer reaches back can begin again from there.
 *
 *     <scope>/checkpoint/rows/<family>/<0|1>/00000 ...   the rows of a family, in chunks of 256 KiB     written first
 *     <scope>/checkpoint/head/<0|1>                      position; of each family which of the two, and its digest
 *
 * Heads are written in turn, and a family that has changed to whichever of its two places the last head does not name:
 * so the last checkpoint stays whole, whatever happens while the next is written. A family that has not changed is not
 * written again: most of what radar keeps is final. What a head names and is not there with that digest makes the
 * checkpoint as good as none.
 */
import { createHash } from 'node:crypto';
import { packRow, unpackRow } from '@grapevine/core/stages/row-codec.ts';
import type { EventLog, Offset } from '../ports/event-log.ts';
import type { Row } from '../ports/state-store.ts';
import { TOPICS } from './topics.ts';

export type Place = 0 | 1;

export interface StoredFamily {
  readonly place: Place;
  readonly chunks: number;
  readonly digest: string;
  /** Chunks that have ever been written to each place, to be removed when the family is gone. */
  readonly written: readonly [number, number];
}

export interface CheckpointHead {
  /** Where in its input the stage goes on. */
  readonly position: Offset;
  /** Event time up to which it had decided. */
  readonly reachedMs: number;
  readonly families: ReadonlyMap<string, StoredFamily>;
}

export interface CheckpointRow extends Row {
  readonly family: string;
}

export interface StoredCheckpoint {
  readonly at: Place;
  readonly head: CheckpointHead;
  /** What only the other head names: to be removed before the next is written. */
  readonly gone: CheckpointHead['families'];
  readonly rows: readonly CheckpointRow[];
}

type PackedFamily = readonly [
  family: string,
  place: number,
  chunks: number,
  digest: string,
  written0: number,
  written1: number,
];
type PackedHead = readonly [position: number, reachedMs: number, families: readonly PackedFamily[]];
type PackedChunk = readonly (readonly [key: string, bytes: Uint8Array])[];

const CHUNK_BYTES = 256 * 1024;
/** Of lengths, for each row. */
const ROW_OVERHEAD_BYTES = 16;
const DIGEST_BYTES = 16;

/** Writes what has changed of a family, and gives what the next head has to say of it. */
export async function writeFamily(
  log: EventLog,
  scope: string,
  { family, rows, before }: { family: string; rows: readonly Row[]; before: StoredFamily | undefined },
): Promise<StoredFamily> {
  const values = [...chunksOf(rows)].map((chunk) => packRow(chunk));
  const digest = digestOf(values);
  if (before?.digest === digest && before.chunks === values.length) return before;
  const place: Place = before?.place === 0 ? 1 : 0;
  for (const [nth, value] of values.entries()) await append(log, chunkKey(scope, { family, place, nth }), value);
  const written: [number, number] = [...(before?.written ?? [0, 0])];
  written[place] = Math.max(written[place], values.length);
  return { place, chunks: values.length, digest, written };
}

/** Makes the checkpoint what stands, in the other place than the head before it. */
export async function writeHead(log: EventLog, scope: string, at: Place, head: CheckpointHead): Promise<void> {
  const families = [...head.families].map(
    ([family, { place, chunks, digest, written }]): PackedFamily => [family, place, chunks, digest, ...written],
  );
  await append(log, headKey(scope, at), packRow([head.position, head.reachedMs, families]));
}

/** Removes families from the log, in both of their places. */
export async function forgetFamilies(log: EventLog, scope: string, gone: CheckpointHead['families']): Promise<void> {
  for (const [family, { written }] of gone) {
    for (const place of [0, 1] as const) {
      for (let nth = 0; nth < written[place]; nth++) await append(log, chunkKey(scope, { family, place, nth }), null);
    }
  }
}

/**
 * The newest that is whole and had decided up to an instant before `beforeMs` only; `null`: there is none. Reads the whole
 * topic into memory.
 */
export async function newestCheckpoint(
  log: EventLog,
  scope: string,
  beforeMs: number = Number.POSITIVE_INFINITY,
): Promise<StoredCheckpoint | null> {
  const values = new Map<string, Uint8Array>();
  for (const { key, value } of await log.latest(TOPICS.checkpoints.topic, 0)) {
    if (key?.startsWith(`${scope}/checkpoint/`) && value !== null) values.set(key, value);
  }
  const heads = ([0, 1] as const).map((at) => headAt(values, scope, at));
  const newestFirst = ([0, 1] as const).toSorted((a, b) => (heads[b]?.position ?? -1) - (heads[a]?.position ?? -1));
  for (const at of newestFirst) {
    const head = (heads[at]?.reachedMs ?? 0) < beforeMs ? heads[at] : null;
    const rows = head === null || head === undefined ? null : rowsOf(values, scope, head);
    if (head === null || head === undefined || rows === null) continue;
    const others = heads[1 - at]?.families ?? new Map<string, StoredFamily>();
    return { at, head, rows, gone: without(others, head.families) };
  }
  return null;
}

/** The families that are in one head and not in the other. */
export function without(
  families: CheckpointHead['families'],
  named: CheckpointHead['families'],
): CheckpointHead['families'] {
  return new Map([...families].filter(([family]) => !named.has(family)));
}

function headAt(values: ReadonlyMap<string, Uint8Array>, scope: string, at: Place): CheckpointHead | null {
  const bytes = values.get(headKey(scope, at));
  if (bytes === undefined) return null;
  const [position, reachedMs, packed] = unpackRow<PackedHead>(bytes);
  const families = packed.map(
    ([family, place, chunks, digest, ...written]) =>
      [family, { place: place as Place, chunks, digest, written }] as const,
  );
  return { position, reachedMs, families: new Map(families) };
}

/** `null`: something of it is not there, or is not what the head names. */
function rowsOf(
  values: ReadonlyMap<string, Uint8Array>,
  scope: string,
  { families }: CheckpointHead,
): readonly CheckpointRow[] | null {
  const rows: CheckpointRow[] = [];
  for (const [family, { place, chunks, digest }] of families) {
    const parts = Array.from({ length: chunks }, (_, nth) => values.get(chunkKey(scope, { family, place, nth })));
    const found = parts.filter((part) => part !== undefined);
    if (found.length < chunks || digestOf(found) !== digest) return null;
    for (const part of found) {
      for (const [key, bytes] of unpackRow<PackedChunk>(part)) rows.push({ family, key, bytes });
    }
  }
  return rows;
}

function* chunksOf(rows: readonly Row[]): Generator<PackedChunk> {
  let chunk: (readonly [string, Uint8Array])[] = [];
  let bytes = 0;
  for (const row of rows) {
    const rowBytes = row.bytes.byteLength + Buffer.byteLength(row.key) + ROW_OVERHEAD_BYTES;
    if (chunk.length > 0 && bytes + rowBytes > CHUNK_BYTES) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push([row.key, row.bytes]);
    bytes += rowBytes;
  }
  if (chunk.length > 0) yield chunk;
}

function digestOf(values: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const value of values) hash.update(value);
  return hash.digest().subarray(0, DIGEST_BYTES).toString('base64url');
}

async function append(log: EventLog, key: string, value: Uint8Array | null): Promise<void> {
  await log.append([{ topic: TOPICS.checkpoints.topic, partition: 0, records: [{ key, value }] }]);
}

function headKey(scope: string, at: Place): string {
  return `${scope}/checkpoint/head/${at}`;
}

function chunkKey(scope: string, { family, place, nth }: { family: string; place: Place; nth: number }): string {
  return `${scope}/checkpoint/rows/${family}/${place}/${String(nth).padStart(5, '0')}`;
}

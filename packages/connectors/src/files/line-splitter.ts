/**
 * Lines out of chunks of bytes, without copying a line that lies within one chunk. Ends are LF or CRLF; the last line
 * needs none. A line of more than the limit is not collected: of it only the first part, the length and the hash remain.
 *
 *     chunk 1            chunk 2
 *     {"id":"1"}\n{"id"  :"2"}\r\n\n{"id":"3"}
 *     |--line 1--| |---line 2---|    3 |-line 4-|
 */

import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { MAX_KEPT_BYTES } from '../ingest/raw-entry.ts';
import type { FileCursor } from './file-batch.ts';

export const MAX_LINE_BYTES = 1_048_576;

const LF = 0x0a;
const CR = 0x0d;

/** Without its end. */
export interface WholeLine {
  readonly kind: 'line';
  readonly line: number;
  readonly bytes: Uint8Array;
  readonly end: FileCursor;
}

export interface OverlongLine {
  readonly kind: 'too-long';
  readonly line: number;
  readonly head: Uint8Array;
  readonly byteLength: number;
  readonly sha256: string;
  readonly end: FileCursor;
}

export type Line = WholeLine | OverlongLine;

/** Owns the unfinished line; `push` and `end` give the finished ones. */
export class LineSplitter {
  #line: number;
  #byte: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** Set while the unfinished line is over the limit. */
  #overlong: { readonly head: Buffer; readonly hash: Hash } | undefined;

  constructor(from: FileCursor) {
    this.#line = from.line;
    this.#byte = from.byte;
  }

  /** The lines that end in `chunk`. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LF, start);
      if (end < 0) break;
      this.#finish(chunk.subarray(start, end), 1, lines);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return lines;
  }

  /** The last line, if the file does not end in LF. */
  end(): Line[] {
    const lines: Line[] = [];
    if (this.#pendingBytes > 0) this.#finish(Buffer.alloc(0), 0, lines);
    return lines;
  }

  #keep(part: Buffer): void {
    this.#pendingBytes += part.length;
    if (this.#overlong !== undefined) {
      this.#overlong.hash.update(part);
      return;
    }
    this.#pending.push(part);
    if (this.#pendingBytes <= MAX_LINE_BYTES) return;
    const soFar = Buffer.concat(this.#pending);
    this.#overlong = { head: Buffer.from(soFar.subarray(0, MAX_KEPT_BYTES)), hash: createHash('sha256').update(soFar) };
    this.#pending = [];
  }

  #finish(rest: Buffer, terminatorBytes: number, lines: Line[]): void {
    if (this.#pendingBytes > 0 || rest.length > MAX_LINE_BYTES) this.#keep(rest);
    const byteLength = this.#pendingBytes > 0 ? this.#pendingBytes : rest.length;
    this.#line += 1;
    this.#byte += byteLength + terminatorBytes;
    const end = { line: this.#line, byte: this.#byte };
    const line = this.#line;
    if (this.#overlong === undefined) {
      const whole = this.#pendingBytes > 0 ? this.#joined() : rest;
      const bytes = whole.at(-1) === CR ? whole.subarray(0, -1) : whole;
      lines.push({ kind: 'line', line, bytes, end });
    } else {
      const { hash, head } = this.#overlong;
      lines.push({ kind: 'too-long', line, head, byteLength, sha256: hash.digest('hex'), end });
    }
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#overlong = undefined;
  }

  #joined(): Buffer {
    const [only, ...more] = this.#pending;
    return only !== undefined && more.length === 0 ? only : Buffer.concat(this.#pending);
  }
}

/**
 * From bytes to a JSON value, strictly: UTF-8 or nothing, no deeper than 32 levels, no names that reach for a prototype.
 * Of a name that stands twice in an object the last one holds, as JSON.parse has it.
 *
 * `JSON.parse` needs 130 ms for a megabyte of brackets, so long lines are measured before they are parsed; in short ones
 * the depth is found by walking the value, which for a flat interaction is a look at each of its fields.
 */
import type { Rejection } from './interaction-schema.ts';
import { jsonFaultIndex } from './json-fault.ts';
import { quoted } from './nearest-name.ts';

export const MAX_JSON_DEPTH = 32;

export type JsonReading = { readonly kind: 'parsed'; readonly json: unknown } | Rejection;

const LONG_LINE_BYTES = 4096;
const DEPTH_MESSAGE = `nested deeper than ${MAX_JSON_DEPTH} levels; an interaction has at most two`;
// A byte order mark stays, to be refused as what it is here: not JSON.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function rejected(reason: Rejection['reason'], message: string): Rejection {
  return { kind: 'rejected', reason, message };
}

function isNestedTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) {
      inString = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What is wrong with the nesting or the names of a parsed value, if anything. */
function faultWithin(value: object, depth: number): Rejection | undefined {
  if (depth > MAX_JSON_DEPTH) return rejected('too-deep', DEPTH_MESSAGE);
  for (const name in value) {
    if (FORBIDDEN.has(name)) return rejected('unknown-field', `the name "${name}" is refused; remove it`);
    const inner = (value as Record<string, unknown>)[name];
    if (typeof inner !== 'object' || inner === null) continue;
    const fault = faultWithin(inner, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultInList(list: readonly unknown[]): Rejection | undefined {
  for (const entry of list) {
    const fault = typeof entry === 'object' && entry !== null ? faultWithin(entry, 2) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function notJson(text: string): Rejection {
  if (text.trim() === '') return rejected('not-json', 'not JSON: there is nothing; send an object');
  const index = jsonFaultIndex(text);
  if (index >= text.length) return rejected('not-json', `not JSON: it ends too early, after ${index} characters`);
  const found = quoted(text.slice(index, index + 12));
  return rejected('not-json', `not JSON: what begins at character ${index + 1} (${found}) does not belong there`);
}

/** Offset of the first byte that is not UTF-8, by halving: a stream decoder takes a character cut off at the end. */
function utf8FaultOffset(bytes: Uint8Array): number {
  let sound = 0;
  let unsound = bytes.length;
  while (unsound - sound > 1) {
    const middle = (sound + unsound) >> 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      sound = middle;
    } catch {
      unsound = middle;
    }
  }
  return sound;
}

/** Reads one JSON value from UTF-8 bytes. Never throws. Positions in messages count UTF-16 units from 1. */
export function parseJsonLine(bytes: Uint8Array): JsonReading {
  if (bytes.length > LONG_LINE_BYTES && isNestedTooDeep(bytes)) return rejected('too-deep', DEPTH_MESSAGE);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return rejected('not-utf8', `not UTF-8 at byte ${utf8FaultOffset(bytes) + 1}; save it in that encoding`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return notJson(text);
  }
  if (typeof json !== 'object' || json === null) return { kind: 'parsed', json };
  const fault = Array.isArray(json) ? faultInList(json) : faultWithin(json, 1);
  return fault ?? { kind: 'parsed', json };
}

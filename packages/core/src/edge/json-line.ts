/**
 * From bytes to a JSON value, strictly: UTF-8 or nothing, no deeper than 32 levels, no names that reach for a prototype.
 * Of a name that stands twice in an object the last one holds, as JSON.parse has it.
 *
 * `JSON.parse` needs 130 ms for a megabyte of brackets, so the depth is measured before, in the bytes. A value is walked
 * only where a refused name may stand in its text: to walk every one takes as long as to parse it.
 */
import type { Rejection } from './interaction-schema.ts';
import { jsonFaultIndex } from './json-fault.ts';
import { quoted } from './nearest-name.ts';

export const MAX_JSON_DEPTH = 32;

export type JsonReading = { readonly kind: 'parsed'; readonly json: unknown } | Rejection;

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

const FORBIDDEN: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** Whether a refused name may stand in it: as it is, or with any of its characters escaped. */
function mayNameForbidden(text: string): boolean {
  return FORBIDDEN.some((name) => text.includes(name)) || text.includes('\\u');
}

/** The refused name in a parsed value, if there is one; it is not nested deeper than allowed. */
function forbiddenName(value: object): string | undefined {
  for (const name in value) {
    if (FORBIDDEN.includes(name)) return name;
    const inner = (value as Record<string, unknown>)[name];
    if (typeof inner !== 'object' || inner === null) continue;
    const found = forbiddenName(inner);
    if (found !== undefined) return found;
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
  if (isNestedTooDeep(bytes)) return rejected('too-deep', DEPTH_MESSAGE);
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
  if (typeof json !== 'object' || json === null || !mayNameForbidden(text)) return { kind: 'parsed', json };
  const name = forbiddenName(json);
  if (name === undefined) return { kind: 'parsed', json };
  return rejected('unknown-field', `the name "${name}" is refused; remove it`);
}

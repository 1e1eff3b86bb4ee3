/**
 * A dead letter mended by `--set field=value`: the field, named by its path, gets the value; without a value it is taken
 * away. Values are read as JSON where they are JSON, else as text: `--set count=2`, `--set platform=x`, `--set author=`.
 */
import { parseJsonLine } from '@grapevine/core/edge/json-line.ts';
import { quoted } from '@grapevine/core/edge/nearest-name.ts';
import { InvalidArgumentError } from 'commander';

export interface Setting {
  readonly path: readonly string[];
  /** `undefined`: the field is taken away. */
  readonly value: unknown;
}

/** Reads `segment.country=NO`, as an option that may stand several times. */
export function settingValue(text: string, before: readonly Setting[] | undefined): readonly Setting[] {
  const [, name = '', written = ''] = /^([A-Za-z]+(?:\.[A-Za-z]+)*)=(.*)$/s.exec(text) ?? [];
  if (name === '') {
    throw new InvalidArgumentError(
      `${quoted(text)} is not a field and its value, such as platform=x or segment.country=NO.`,
    );
  }
  return [...(before ?? []), { path: name.split('.'), value: written === '' ? undefined : jsonOrText(written) }];
}

function jsonOrText(written: string): unknown {
  const reading = parseJsonLine(Buffer.from(written));
  return reading.kind === 'parsed' ? reading.json : written;
}

/** The interaction as it is with the settings; `null`: it is no JSON object in which fields could be set. */
export function repaired(bytes: Uint8Array, settings: readonly Setting[]): Buffer | null {
  const reading = parseJsonLine(bytes);
  if (reading.kind === 'rejected' || !isObject(reading.json)) return null;
  const json = { ...reading.json };
  for (const { path, value } of settings) put(json, path, value);
  return Buffer.from(JSON.stringify(json));
}

type JsonObject = Record<string, unknown>;

function put(target: JsonObject, [name = '', ...inner]: readonly string[], value: unknown): void {
  if (inner.length === 0) {
    if (value === undefined) delete target[name];
    else target[name] = value;
    return;
  }
  const below = Object.hasOwn(target, name) ? target[name] : undefined;
  const nested = isObject(below) ? { ...below } : {};
  put(nested, inner, value);
  target[name] = nested;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

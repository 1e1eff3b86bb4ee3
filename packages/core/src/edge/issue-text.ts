/**
 * What a breach of a schema means, in words for whoever sent the value: where, what is wrong, what to do. Shared by the
 * interactions at the edge and the configuration, which show all breaches at once.
 */
import type { z } from 'zod';
import { nearestName, quoted } from './nearest-name.ts';

export interface Complaint {
  readonly reason: 'missing-field' | 'unknown-field' | 'invalid-field';
  readonly path: readonly PropertyKey[];
  /** Without the path: "is missing; ...". */
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** `segment.country`, `brands[2].match`; the empty path is `$`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text === '' ? '$' : text;
}

/** What stands at `path`; `undefined` where there is nothing. Own properties only. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return quoted(value);
}

function wrongType(expected: string, value: unknown): string {
  const noun = NOUNS[expected] ?? expected;
  if (value === null) return `is null; give ${noun}, or leave it out if it is optional`;
  const isIdentifierAsNumber = expected === 'string' && typeof value === 'number';
  const advice = isIdentifierAsNumber ? '; put it in quotes' : '';
  return `is ${typeName(value)}, not ${noun}${advice}`;
}

function bound(issue: Issue & { code: 'too_small' | 'too_big' }, value: unknown): string {
  const words =
    issue.inclusive === false
      ? { too_small: 'more than', too_big: 'less than' }
      : { too_small: 'at least', too_big: 'at most' };
  const limit = `${words[issue.code]} ${issue.code === 'too_small' ? issue.minimum : issue.maximum}`;
  if (issue.origin === 'array') return `has ${(value as unknown[]).length} entries; ${limit} are allowed`;
  if (issue.origin === 'string') return `has ${(value as string).length} characters; ${limit} are allowed`;
  return `is ${quoted(value)}; it must be ${limit}`;
}

/** Unknown names of one object for which a near one is looked for: whoever sends more does not mean any. */
const MOST_ADVISED = 20;

function unknownNames(issue: Issue & { code: 'unrecognized_keys' }, known: readonly string[]): Complaint[] {
  return issue.keys.map((key, index) => {
    const nearest = index < MOST_ADVISED ? nearestName(key, known) : undefined;
    const advice = nearest === undefined ? '; remove it' : ` (did you mean "${nearest}"?)`;
    return { reason: 'unknown-field', path: [...issue.path, key], message: `is not known here${advice}` };
  });
}

/**
 * The complaints that one issue stands for. `root` is the value that was checked, `namesAt` the names known to the
 * object at a path (for "did you mean").
 */
export function complaintsOf(
  issue: Issue,
  root: unknown,
  namesAt: (path: readonly PropertyKey[]) => readonly string[],
): readonly Complaint[] {
  const value = valueAt(root, issue.path);
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') return unknownNames(issue, namesAt(path));
  if (value === undefined && path.length > 0) return [{ reason: 'missing-field', path, message: 'is missing' }];
  return [{ reason: 'invalid-field', path, message: sentenceOf(issue, value) }];
}

function sentenceOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, value);
    case 'invalid_value': {
      const known = issue.values.map(String);
      const nearest = typeof value === 'string' ? nearestName(value, known) : undefined;
      const advice = nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
      return `is ${typeName(value)}; it must be one of ${known.join(', ')}${advice}`;
    }
    case 'too_small':
    case 'too_big':
      return bound(issue, value);
    case 'invalid_format':
    case 'custom':
      return issue.message;
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_union':
    case 'unrecognized_keys':
      return issue.message;
  }
}

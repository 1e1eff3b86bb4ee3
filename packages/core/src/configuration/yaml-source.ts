/**
 * YAML that people write, read with its places: every fault has the line and column that it stands at.
 *
 * YAML 1.2 core schema and nothing beyond it: no tags of its own, no merge keys, at most 100 uses of aliases ("billion
 * laughs"), at most 32 levels, at most 1 MiB, one document. An entry without a value (`alerts:`) counts as left out.
 *
 * The library composes what it has parsed by recursion, and where that leaves too little stack to compile a regular
 * expression the whole process ends: ten thousand dashes do it, and nothing can catch it. So depth is measured while it
 * parses, which needs no recursion, and what is too deep is not composed.
 */

import type { CST, Document, YAMLError } from 'yaml';
import { Composer, isMap, isNode, isPair, isScalar, Lexer, LineCounter, Parser, visit } from 'yaml';
import { pathText } from '../edge/issue-text.ts';
import { quoted } from '../edge/nearest-name.ts';

export const MAX_YAML_CHARACTERS = 1_048_576;
export const MAX_ALIASES = 100;
export const MAX_YAML_DEPTH = 32;

/** A fault and where it stands; line and column count from 1. */
export interface SourceFault {
  readonly line: number;
  readonly column: number;
  /** `brands[0].id`; `$` for the whole. */
  readonly path: string;
  readonly message: string;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

type Path = readonly PropertyKey[];

/** A document that can be checked further, though it may have faults already (a name that stands twice). */
export interface YamlDocument {
  readonly kind: 'document';
  readonly value: unknown;
  readonly faults: readonly SourceFault[];
  /** Where the entry at `path` begins, by its name if it has one; of what is missing, what should hold it. */
  placeOf(path: Path): Place;
}

export type YamlReading = YamlDocument | { readonly kind: 'unreadable'; readonly faults: readonly SourceFault[] };

/** Faults that are told of one file; finding the place of each takes longer, the longer the file is. */
const LONGEST_SENTENCE = 200;
const MOST_FAULTS = 100;

/** The first faults, each at its place, and how many there are besides. */
export function placedFaults(
  source: YamlDocument,
  faults: readonly { readonly path: Path; readonly message: string }[],
): readonly SourceFault[] {
  const placed = faults
    .slice(0, MOST_FAULTS)
    .map(({ path, message }) => ({ ...source.placeOf(path), path: quoted(pathText(path)).slice(1, -1), message }));
  const more = faults.length - placed.length;
  if (more === 0) return placed;
  return [...placed, andMore(more, placed.at(-1))];
}

function andMore(count: number, { line, column }: Place = { line: 1, column: 1 }): SourceFault {
  return { line, column, path: '$', message: `and ${count} more; mend these first` };
}

function unreadable(message: string, place: Place = { line: 1, column: 1 }): YamlReading {
  return { kind: 'unreadable', faults: [{ ...place, path: '$', message }] };
}

const WORDS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAG_RESOLVE_FAILED: 'this tag is not known; write the value without one',
};

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The parser tells a fault once for each level that it spoils. */
function faultsOf(errors: readonly YAMLError[], lines: LineCounter): readonly SourceFault[] {
  const seen = new Map<string, SourceFault>();
  for (const { pos, code, message: said } of errors) {
    const place = placeAt(lines, pos[0]);
    const message = WORDS[code] ?? bounded(said);
    seen.set(`${place.line}:${place.column}:${message}`, { ...place, path: '$', message });
  }
  const faults = [...seen.values()];
  if (faults.length <= MOST_FAULTS) return faults;
  return [...faults.slice(0, MOST_FAULTS), andMore(faults.length - MOST_FAULTS, faults[MOST_FAULTS - 1])];
}

/** Some of the parser's sentences quote all that is left of the file. */
function bounded(said: string): string {
  return said.length <= LONGEST_SENTENCE
    ? said
    : `${said.slice(0, LONGEST_SENTENCE).replace(/[\ud800-\udbff]$/u, '')}...`;
}

/** Entries without a value are taken out, so that an empty section reads like one that is not there. */
function withoutEmptyEntries(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyEntries);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(entries.map(([name, entry]) => [name, withoutEmptyEntries(entry)]));
}

function offsetOf(document: Document, path: Path): number | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

function offsetOfName(document: Document, path: Path): number | undefined {
  const holder: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(holder)) return undefined;
  const pair = holder.items.find(
    (item) => isPair(item) && isNode(item.key) && String(item.key) === String(path.at(-1)),
  );
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}

function placeIn(document: Document, lines: LineCounter, path: Path): Place {
  for (let length = path.length; length >= 0; length -= 1) {
    const part = path.slice(0, length);
    const offset = (length > 0 ? offsetOfName(document, part) : undefined) ?? offsetOf(document, part);
    if (offset === undefined) continue;
    return placeAt(lines, offset);
  }
  return { line: 1, column: 1 };
}

/** Names that stand twice in their section: the first ones, and how many there are besides. */
function duplicateFaults(document: Document, lines: LineCounter): readonly SourceFault[] {
  const faults: SourceFault[] = [];
  let count = 0;
  visit(document, {
    Map(_, map) {
      const names = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : key;
        if (names.has(name) && isNode(key)) {
          const { line, col } = lines.linePos(key.range?.[0] ?? 0);
          const message = 'this name stands twice in its section; remove one';
          if (count < MOST_FAULTS) faults.push({ line, column: col, path: '$', message });
          count += 1;
        }
        names.add(name);
      }
    },
  });
  return count === faults.length ? faults : [...faults, andMore(count - faults.length, faults.at(-1))];
}

type Parsing =
  | { readonly kind: 'tokens'; readonly tokens: readonly CST.Token[] }
  | { readonly kind: 'too-deep'; readonly place: Place };

/** Ends at the first place that is too deep, however long the text is. */
function parsed(text: string, lines: LineCounter): Parsing {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    tokens.push(...parser.next(lexeme));
    // On its stack lie the document and all that is open in it.
    if (parser.stack.length - 1 > MAX_YAML_DEPTH) return { kind: 'too-deep', place: placeAt(lines, offset) };
  }
  return { kind: 'tokens', tokens: [...tokens, ...parser.end()] };
}

function documentOf(text: string): YamlReading {
  const lines = new LineCounter();
  const parsing = parsed(text, lines);
  if (parsing.kind === 'too-deep') {
    return unreadable(`nested deeper than ${MAX_YAML_DEPTH} levels; flatten it`, parsing.place);
  }
  const composer = new Composer({
    schema: 'core',
    version: '1.2',
    merge: false,
    resolveKnownTags: false,
    // The parser compares each name with all before it, which is minutes for 40,000 of them: see duplicateFaults.
    uniqueKeys: false,
  });
  const [document, second] = composer.compose(parsing.tokens, true, text.length);
  if (document === undefined) throw new Error('a document was to be composed of whatever there is');
  if (second !== undefined) {
    return unreadable('a second document begins here; a file holds one', placeAt(lines, second.range[0]));
  }
  // What is only a warning to the parser (a tag that it does not know) would change a value in silence.
  const faults = faultsOf([...document.errors, ...document.warnings], lines);
  if (document.errors.length > 0) return { kind: 'unreadable', faults };
  if (document.contents === null) return unreadable('the file is empty');
  const value = withoutEmptyEntries(document.toJS({ maxAliasCount: MAX_ALIASES }));
  const all = [...faults, ...duplicateFaults(document, lines)];
  return { kind: 'document', value, faults: all, placeOf: (path) => placeIn(document, lines, path) };
}

/** Reads one YAML document. Never throws. */
export function readYaml(text: string): YamlReading {
  if (text.length > MAX_YAML_CHARACTERS) {
    return unreadable(
      `has ${text.length} characters, more than ${MAX_YAML_CHARACTERS}; split it or remove what is not needed`,
    );
  }
  try {
    return documentOf(text);
  } catch (cause) {
    // So the library refuses too many uses of aliases.
    if (!(cause instanceof ReferenceError)) throw cause;
    return unreadable(`uses aliases more than ${MAX_ALIASES} times; write the values out`);
  }
}

/**
 * Where a text stops being JSON (RFC 8259). `JSON.parse` says so for some faults only, and in words that change with
 * the engine; so a text that it refused is read once more, token by token, with a stack of the open brackets.
 */

const TOKEN =
  /[ \t\n\r]*(?:([{}[\]:,])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;
const SPACE = /[ \t\n\r]*/y;

type Expected = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end';

function skipSpace(text: string, from: number): number {
  SPACE.lastIndex = from;
  SPACE.test(text);
  return SPACE.lastIndex;
}

/** What may follow a token, or `undefined` when that token does not belong there. Opens and closes brackets in `open`. */
function after(expected: Expected, mark: string | undefined, isString: boolean, open: string[]): Expected | undefined {
  const takesValue = expected === 'value' || expected === 'value-or-end';
  if (mark === '{' || mark === '[') {
    if (!takesValue) return undefined;
    open.push(mark === '{' ? '}' : ']');
    return mark === '{' ? 'name-or-end' : 'value-or-end';
  }
  if (mark === '}' || mark === ']') {
    const mayEnd = expected === 'comma-or-end' || expected === (mark === '}' ? 'name-or-end' : 'value-or-end');
    return mayEnd && open.pop() === mark ? 'comma-or-end' : undefined;
  }
  if (mark === ':') return expected === 'colon' ? 'value' : undefined;
  if (mark === ',') {
    if (expected !== 'comma-or-end' || open.length === 0) return undefined;
    return open.at(-1) === '}' ? 'name' : 'value';
  }
  if (takesValue) return 'comma-or-end';
  return isString && (expected === 'name' || expected === 'name-or-end') ? 'colon' : undefined;
}

/** Index of the first UTF-16 unit that does not belong; the length of the text where it ends too early or is JSON. */
export function jsonFaultIndex(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let index = skipSpace(text, 0);
  while (index < text.length) {
    TOKEN.lastIndex = index;
    const token = TOKEN.exec(text);
    if (token === null) return index;
    const next = after(expected, token[1], token[2] !== undefined, open);
    if (next === undefined) return index;
    expected = next;
    index = skipSpace(text, TOKEN.lastIndex);
  }
  return text.length;
}

/**
 * HTML in which text of strangers can do nothing: whatever is put into a template is escaped, unless it is markup that
 * was made here. Control characters and those that turn a line round are shown as their codes.
 */
import { harmless } from '../../terminal/foreign-text.ts';

export interface Markup {
  readonly markup: string;
}

export type Part = string | number | Markup | null | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A tag for template literals; between quotes in an attribute, and as text, but never as a name or an address. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let markup = literals[0] ?? '';
  for (const [index, part] of parts.entries()) markup += written(part) + (literals[index + 1] ?? '');
  return { markup };
}

function written(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return harmless(part).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
  if ('markup' in part) return part.markup;
  return part.map(written).join('');
}

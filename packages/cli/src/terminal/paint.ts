/** Colour, where there is a terminal that shows it and nobody asked for none (NO_COLOR, https://no-color.org). */
import { styleText } from 'node:util';

export type Ink = 'plain' | 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan' | 'inverse';
export type Paint = (ink: Ink, text: string) => string;

export const plain: Paint = (_, text) => text;

export const coloured: Paint = (ink, text) =>
  ink === 'plain' || text === '' ? text : styleText(ink, text, { validateStream: false });

export function paintFor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Paint {
  const isRefused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return isTerminal && !isRefused ? coloured : plain;
}

/** A person's hash as text, in 16 hexadecimal digits: where JSON and people read it. */
import type { AuthorHash } from './interaction.ts';

const HEX = /^[0-9a-f]{16}$/;

export function authorText(author: AuthorHash): string {
  return author.toString(16).padStart(16, '0');
}

/** `null`: it is none. */
export function authorOfText(text: string): AuthorHash | null {
  return HEX.test(text) ? BigInt(`0x${text}`) : null;
}

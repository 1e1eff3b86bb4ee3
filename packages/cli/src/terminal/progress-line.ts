/** One line on standard error that is written anew in place; nothing at all where there is no terminal. */
import type { Shell } from '../shell.ts';
import { cutTo } from './foreign-text.ts';

export interface ProgressLine {
  /** Shows a text, at most ten times a second. */
  show(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

const LEAST_GAP_MS = 100;

export function progressLine({
  errTerminal,
  rawErr,
  nowMs,
}: Pick<Shell, 'errTerminal' | 'rawErr' | 'nowMs'>): ProgressLine {
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show(text) {
      const size = errTerminal();
      if (size === null || nowMs() - shownAtMs < LEAST_GAP_MS) return;
      shownAtMs = nowMs();
      isShown = true;
      rawErr(`\r${cutTo(text, size.columns - 1)}\u001b[K`);
    },
    clear() {
      if (isShown) rawErr('\r\u001b[K');
      isShown = false;
    },
  };
}

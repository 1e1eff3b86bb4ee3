/** The terminal's other screen, drawn anew in place; what was on the first one comes back when it is left. */
import type { Shell } from '../shell.ts';

export interface Screen {
  /** Draws the lines from the top; what was below goes. */
  draw(lines: readonly string[]): void;
  leave(): void;
}

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[2J';
const LEAVE = '\u001b[?25h\u001b[?1049l';
// Terminals that know it show the frame at once; the others ignore it.
const BEGIN_FRAME = '\u001b[?2026h\u001b[H';
const END_FRAME = '\u001b[J\u001b[?2026l';

export function openScreen({ rawOut }: Pick<Shell, 'rawOut'>): Screen {
  let isOpen = true;
  const leave = () => {
    if (!isOpen) return;
    isOpen = false;
    process.off('exit', leave);
    rawOut(LEAVE);
  };
  // Also when a second signal ends the process at once.
  process.on('exit', leave);
  rawOut(ENTER);
  return {
    draw(lines) {
      if (!isOpen) return;
      rawOut(`${BEGIN_FRAME}${lines.map((line) => `${line}\u001b[K`).join('\r\n')}${END_FRAME}`);
    },
    leave,
  };
}

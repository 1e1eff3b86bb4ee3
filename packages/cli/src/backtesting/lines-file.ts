/** Lines that are there already, read as if they stood in a file. */
import type { ReplayFile } from '../replaying/replay-files.ts';

export function linesFile(name: string, lines: readonly string[]): ReplayFile {
  const encoder = new TextEncoder();
  return {
    shown: name,
    path: name,
    bytes: null,
    isPacked: false,
    fingerprint: '',
    async *read() {
      yield lines.map((text, index) => {
        const line = index + 1;
        const origin = { kind: 'file', file: name, line } as const;
        return { kind: 'bytes', bytes: encoder.encode(text), origin, line, end: { line, byte: 0 } };
      });
    },
  };
}

/**
 * Text that strangers wrote, made harmless for a terminal: what would move the cursor, change colours, ring the bell or
 * turn the line round is shown as its code, and line ends become spaces. Measured and cut in cells, not in characters.
 */

const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const LINE_ENDS = /\s*[\r\n\u0085\u2028\u2029]+\s*/gu;
/** East Asian wide and fullwidth, and what is drawn as a picture (Unicode TR 11, TR 51). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const ONLY_MARKS = /^[\p{M}\u200d]+$/u;
const ASCII = /^[\x20-\x7e]*$/;

const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** One harmless line. Joiners within emoji go too: a family is shown as its members. */
export function harmless(text: string): string {
  return text
    .replace(LINE_ENDS, ' ')
    .replaceAll('\t', ' ')
    .replace(HARMFUL, (unit) => (unit === '\u200d' ? '' : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

/** Cells that a line without escape sequences takes. */
export function cellsOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let cells = 0;
  for (const { segment } of clusters.segment(text)) cells += cellsOfCluster(segment);
  return cells;
}

/** At most `cells` wide; what is cut ends in an ellipsis. */
export function cutTo(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of clusters.segment(text)) {
    const wide = cellsOfCluster(segment);
    if (used + wide > cells - 1) break;
    kept += segment;
    used += wide;
  }
  return cells < 1 ? '' : `${kept.trimEnd()}…`;
}

export function padEnd(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - cellsOf(text)));
}

export function padStart(text: string, cells: number): string {
  return ' '.repeat(Math.max(0, cells - cellsOf(text))) + text;
}

/** Lines of at most `cells`, broken between words; a word that is longer is broken. */
export function wrapped(text: string, cells: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    while (cellsOf(rest) > cells) {
      const room = line === '' ? cells : cells - cellsOf(line) - 1;
      if (room < 8 && line !== '') {
        lines.push(line);
        line = '';
        continue;
      }
      const head = headOf(rest, room);
      lines.push(line === '' ? head : `${line} ${head}`);
      rest = rest.slice(head.length);
      line = '';
    }
    if (line === '') line = rest;
    else if (cellsOf(line) + 1 + cellsOf(rest) <= cells) line += ` ${rest}`;
    else {
      lines.push(line);
      line = rest;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

function headOf(text: string, cells: number): string {
  let head = '';
  let used = 0;
  for (const { segment } of clusters.segment(text)) {
    const wide = cellsOfCluster(segment);
    if (used + wide > cells && head !== '') break;
    head += segment;
    used += wide;
  }
  return head;
}

function cellsOfCluster(cluster: string): number {
  if (ONLY_MARKS.test(cluster)) return 0;
  return WIDE.test(cluster) ? 2 : 1;
}

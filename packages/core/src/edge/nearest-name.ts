/**
 * Did you mean: the known name that a mistyped one is nearest to, by edits and swaps (Damerau 1964), and the quoting of
 * foreign text in messages, where it must not be able to move the cursor or turn the line round.
 */

const LONGEST_NAME = 64;

/** Edits from one name to the other: a letter more, less or another, or two neighbours swapped. */
function distance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      let edits = Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (isSwapped) edits = Math.min(edits, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(edits);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** The known name at most two edits (one, below six letters) from `name`, whatever its capitals; the first of equals. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const lower = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = lower.length < 6 ? 2 : 3;
  for (const candidate of known) {
    // Each letter more or less is an edit: most names are told apart by their length.
    if (Math.abs(candidate.length - lower.length) >= bestDistance) continue;
    const edits = distance(lower, candidate.toLowerCase());
    if (edits >= bestDistance) continue;
    best = candidate;
    bestDistance = edits;
  }
  return best;
}

const UNSEEN = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A foreign value for a message: as JSON, at most 80 characters, with control and direction characters escaped. */
export function quoted(value: unknown): string {
  const json =
    typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : (JSON.stringify(value) ?? String(value));
  const escaped = json.replace(UNSEEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  // Not between the halves of a character.
  return escaped.length <= 84 ? escaped : `${escaped.slice(0, 80).replace(/[\ud800-\udbff]$/, '')}...`;
}

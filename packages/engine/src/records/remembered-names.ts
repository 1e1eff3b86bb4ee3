/**
 * Strings of which there are few in all records (platforms, brands, countries), by their bytes: who reads one that was read
 * lately gets the string that was made then, in less time than it takes to make it anew.
 *
 * A table of 512 places, each for the last name that fell there; a name that is not of ASCII, or longer than 64 bytes, is
 * made each time.
 */
const PLACES = 1 << 9;
const LONGEST = 64;

export class RememberedNames {
  private readonly names: string[] = Array.from({ length: PLACES }, () => '');

  /** The UTF-8 text at `[from, to)`. */
  at(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length > LONGEST) return bytes.toString('utf8', from, to);
    // FNV-1a, of 32 bits.
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    const place = (hash ^ (hash >>> 16)) & (PLACES - 1);
    const known = this.names[place] as string;
    if (known.length === length && isSpelled(known, bytes, from)) return known;
    const name = bytes.toString('utf8', from, to);
    this.names[place] = name;
    return name;
  }
}

/** Whether these are the bytes of a name of as many characters: only of one that is of ASCII. */
function isSpelled(name: string, bytes: Buffer, from: number): boolean {
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at);
    if (unit !== bytes[from + at] || unit > 0x7f) return false;
  }
  return true;
}

/**
 * A text as the lexicons read it: words in small letters (apostrophes straight, "don't" one word), marks that end or part
 * a clause, emoticons and emoji, each a token. Links and @handles are dropped; of a #hashtag the word remains.
 */

const TOKEN =
  /@[\w.]+|https?:\/\/\S+|www\.\S+|[:;=]['-]?[()[\]dp/\\|](?!\w)|<3|[\p{L}\p{N}]+(?:['\u2019-][\p{L}\p{N}]+)*|[!?.,;:\u2026]+|\p{Extended_Pictographic}/gu;
const CURLY = /\u2019/gu;

/** True for a token of the marks . , ; : ! ? and the ellipsis. */
export function isMark(token: string): boolean {
  const unit = token.charCodeAt(0);
  return (
    unit === 0x21 ||
    unit === 0x2c ||
    unit === 0x2e ||
    unit === 0x3a ||
    unit === 0x3b ||
    unit === 0x3f ||
    unit === 0x2026
  );
}

/** The tokens of `text`, in order. Linear. */
export function tokensOf(text: string): string[] {
  const lower = text.toLowerCase();
  const found = (lower.includes('\u2019') ? lower.replace(CURLY, "'") : lower).match(TOKEN);
  if (found === null) return [];
  return found.filter((token) => {
    const unit = token.charCodeAt(0);
    if (unit === 0x40) return false;
    return !(token.startsWith('http') && token.includes('://')) && !token.startsWith('www.');
  });
}

/** Node's words for an option that it does not know have no end, or several lines: here they are one sentence. */
export function oneSentence(message: string): string {
  return message.replaceAll(/\s*\n\s*/g, ' ').replace(/\.?$/, '.');
}

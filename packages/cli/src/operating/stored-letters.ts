/** The dead letters of a data set, read from their topic; each once, however often its fault was reported. */
import type { DeadLetter, DeadLetterOrigin } from '@grapevine/core/model/dead-letter.ts';
import { openEmbeddedReadOnly } from '@grapevine/embedded/open-embedded.ts';
import { decodeDeadLetter } from '@grapevine/engine/records/dead-letter-codec.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';

const READ_LIMIT = { maxRecords: 1000, maxBytes: 4 * 1024 * 1024 };

/** In the order in which they came. Works beside a running instance too: it takes no lock. */
export async function* storedLetters(dataDir: string): AsyncGenerator<DeadLetter, void, undefined> {
  const embedded = await openEmbeddedReadOnly({ dataDir });
  try {
    const { log } = embedded;
    const { topic } = TOPICS.deadLetters;
    const seen = new Set<string>();
    let { startOffset: offset, endOffset } = await log.bounds(topic, 0);
    while (offset < endOffset) {
      const batch = await log.read(topic, 0, offset, READ_LIMIT);
      for (const { value } of batch.records) {
        if (value === null) continue;
        const letter = decodeDeadLetter(value);
        if (seen.has(letter.id)) continue;
        seen.add(letter.id);
        yield letter;
      }
      offset = batch.nextOffset;
    }
  } finally {
    await embedded.close();
  }
}

/** Where it came from, in words. */
export function originText(origin: DeadLetterOrigin): string {
  switch (origin.kind) {
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'request':
      return `${origin.source} entry ${origin.index}`;
    case 'record':
      return `${origin.topic}/${origin.partition}@${origin.offset}`;
  }
}

/** Why it cannot be sent again as it is; `null`: it can. */
export function hindranceOf(letter: DeadLetter): string | null {
  if (letter.origin.kind === 'record') return 'it is a record of the log, not an interaction as it was handed in';
  if (letter.byteLength > letter.bytes.length)
    return `only ${letter.bytes.length} of its ${letter.byteLength} bytes are kept`;
  return null;
}

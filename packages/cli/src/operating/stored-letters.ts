/** The dead letters of a log, read from their topic; each once, however often its fault was reported. */
import { parseJsonLine } from '@grapevine/core/edge/json-line.ts';
import type { DeadLetter, DeadLetterOrigin } from '@grapevine/core/model/dead-letter.ts';
import { openEmbeddedReadOnly } from '@grapevine/embedded/open-embedded.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { decodeDeadLetter } from '@grapevine/engine/records/dead-letter-codec.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { RecordDecodeError } from '@grapevine/engine/records/record-errors.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { openKafkaLog } from '@grapevine/kafka-log/open-kafka-log.ts';
import { readSettings } from '@grapevine/service-kit/settings.ts';
import { CliError } from '../cli-error.ts';
import type { EngineName } from '../live/engine-names.ts';
import { dataDirOf } from '../settings/data-set.ts';
import type { Shell } from '../shell.ts';
import { howMany } from '../terminal/wording.ts';

const READ_LIMIT = { maxRecords: 1000, maxBytes: 4 * 1024 * 1024 };

/** Where the letters lie: a data set, or the topic on Kafka that the environment says. */
export interface LetterPlace {
  readonly engine: EngineName;
  readonly dataDir?: string;
}

type LetterLog = Pick<EventLog, 'bounds' | 'read'>;

/** In the order in which they came. Works beside a running instance too: it takes no lock and belongs to no group. */
export async function* storedLetters(place: LetterPlace, shell: Shell): AsyncGenerator<DeadLetter, void, undefined> {
  const { log, close } = await openLetters(place, shell);
  let foreign = 0;
  try {
    for await (const value of valuesOf(log)) {
      const letter = letterOf(value);
      if (letter === null) foreign += 1;
      else yield letter;
    }
  } finally {
    await close();
  }
  if (foreign > 0)
    shell.notice(
      `${howMany(foreign, 'record')} of the topic ${foreign === 1 ? 'is' : 'are'} no dead letter; somebody else wrote there.`,
    );
}

async function openLetters(
  { dataDir, engine }: LetterPlace,
  shell: Shell,
): Promise<{ readonly log: LetterLog; readonly close: () => Promise<void> }> {
  if (engine === 'embedded') {
    const embedded = await openEmbeddedReadOnly({ dataDir: dataDirOf(shell, dataDir) });
    return { log: embedded.log, close: () => embedded.close() };
  }
  if (dataDir !== undefined) throw new CliError('GV_USAGE', '--data-dir is of the embedded engine; leave it out.');
  const { kafka } = readSettings(shell.env);
  const log = openKafkaLog({ ...kafka, schemas: LOG_SCHEMAS, clientId: 'grapevine-dead-letters', nowMs: shell.nowMs });
  return { log, close: () => log.close() };
}

async function* valuesOf(log: LetterLog): AsyncGenerator<Uint8Array, void, undefined> {
  const { topic } = TOPICS.deadLetters;
  const seen = new Set<string>();
  let { startOffset: offset, endOffset } = await log.bounds(topic, 0);
  while (offset < endOffset) {
    const batch = await log.read(topic, 0, offset, READ_LIMIT);
    for (const { key, value } of batch.records) {
      // The key is the letter's id: a fault that was reported again is the same letter.
      if (value === null || (key !== null && seen.has(key))) continue;
      if (key !== null) seen.add(key);
      yield value;
    }
    offset = batch.nextOffset;
  }
}

function letterOf(value: Uint8Array): DeadLetter | null {
  try {
    return decodeDeadLetter(value);
  } catch (cause) {
    if (cause instanceof RecordDecodeError) return null;
    throw cause;
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
export function hindranceOf({ byteLength, bytes, origin }: DeadLetter): string | null {
  if (origin.kind === 'record') return 'it is a record of the log, not an interaction as it was handed in';
  if (byteLength > bytes.length) return `only ${bytes.length} of its ${byteLength} bytes are kept`;
  if (origin.kind === 'file' && /\.csv(?:\.gz|\.zst)?$/i.test(origin.file))
    return 'it is a row of a CSV file: mend the file or its mapping and replay that, or send it as an interaction by --edit';
  const platform = platformWhoseFormIs(bytes);
  if (platform === null) return null;
  return `it is in ${platform}'s own form: write the interaction that it stands for, and send that by --edit`;
}

/** Whose form, where a source has kept what it was given and could not translate it; `null`: an interaction's, or none. */
function platformWhoseFormIs(bytes: Uint8Array): string | null {
  const reading = parseJsonLine(bytes);
  if (reading.kind === 'rejected' || typeof reading.json !== 'object' || reading.json === null) return null;
  if ('time_us' in reading.json || 'commit' in reading.json) return 'Bluesky';
  return 'object' in reading.json && 'entry' in reading.json ? 'Facebook' : null;
}

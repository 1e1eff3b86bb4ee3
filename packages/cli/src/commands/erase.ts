/** `erase`: a person is forgotten. Words and name go from what is remembered, counts stay; docs/privacy.md says what goes when. */
import { createAuthorHasher } from '@grapevine/connectors/ingest/author-hash.ts';
import { quoted } from '@grapevine/core/edge/nearest-name.ts';
import { DAY_MS } from '@grapevine/core/windows/pane.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { FeedBatch } from '@grapevine/engine/runtime/feed-batch.ts';
import { INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { openKafkaLog } from '@grapevine/kafka-log/open-kafka-log.ts';
import { readSettings } from '@grapevine/service-kit/settings.ts';
import { CliError, EXIT } from '../cli-error.ts';
import type { EngineName } from '../live/engine-names.ts';
import { withStoppedDataSet } from '../operating/stopped-data-set.ts';
import { givenAuthorKey } from '../settings/author-key.ts';
import { dataDirOf, shownPath } from '../settings/data-set.ts';
import { printJson, type Shell } from '../shell.ts';

export interface EraseFlags {
  readonly engine: EngineName;
  readonly dataDir?: string;
  readonly json?: boolean;
}

interface Person {
  readonly platform: string;
  /** As the platform names this person. */
  readonly author: string;
}

const PLATFORM = /^[a-z0-9-]{1,32}$/;

export async function erase(person: Person, flags: EraseFlags, shell: Shell): Promise<number> {
  const { platform, author } = person;
  if (!PLATFORM.test(platform) || author === '')
    throw new CliError(
      'GV_USAGE',
      `name a platform and the person's id there, such as \`erase bluesky did:plc:...\`, not ${quoted(`${platform} ${author}`)}.`,
    );
  if (flags.engine === 'embedded') await eraseInDataSet(person, flags, shell);
  else await eraseOnKafka(person, flags, shell);
  report(flags, shell);
  return EXIT.fine;
}

/** Embedded data has one owner, so that the instance steps aside for the moment that this takes. */
async function eraseInDataSet(person: Person, flags: EraseFlags, shell: Shell): Promise<void> {
  const dataDir = dataDirOf(shell, flags.dataDir);
  try {
    await withStoppedDataSet(dataDir, shell, ({ system, authorKey }) =>
      append(system.engine.log, person, authorKey, shell),
    );
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.code !== 'GV_DATA_DIR_IN_USE') throw cause;
    const message = `an instance runs on ${shownPath(shell, dataDir)}, and nobody is erased yet. Stop it, run this again, and start it anew: its sources are read on from where they were, and what is sent by HTTP meanwhile has to be sent again. On Kafka (--engine kafka) nothing need be stopped.`;
    throw new EngineError(cause.code, message, { cause });
  }
}

/** The tallies take it up as they read on. */
async function eraseOnKafka(person: Person, { dataDir }: EraseFlags, shell: Shell): Promise<void> {
  if (dataDir !== undefined) throw new CliError('GV_USAGE', '--data-dir is of the embedded engine; leave it out.');
  const { kafka } = readSettings(shell.env);
  const authorKey = givenAuthorKey(shell);
  if (authorKey === null)
    throw new CliError(
      'GV_AUTHOR_KEY',
      'set GRAPEVINE_AUTHOR_KEY or GRAPEVINE_AUTHOR_KEY_FILE, as ingest has it: without it nobody can be found.',
    );
  const log = openKafkaLog({ ...kafka, schemas: LOG_SCHEMAS, clientId: 'grapevine-erase', nowMs: shell.nowMs });
  try {
    await append(log, person, authorKey, shell);
  } finally {
    await log.close();
  }
}

async function append(log: EventLog, { platform, author }: Person, authorKey: Uint8Array, shell: Shell): Promise<void> {
  const batch = new FeedBatch();
  const hash = createAuthorHasher(authorKey)(platform, author);
  batch.addErasure({ type: 'erasure', author: hash, requestedAtMs: shell.nowMs() });
  await batch.append(log);
}

/** Without the person: what is printed is kept by others. */
function report({ engine, json }: EraseFlags, shell: Shell): void {
  const days = (keptMs: number) => keptMs / DAY_MS;
  const keptDays = {
    interactions: days(TOPICS.interactions.keptMs),
    pulses: days(TOPICS.pulses.keptMs),
    alerts: days(TOPICS.alerts.keptMs),
    deadLetters: days(TOPICS.deadLetters.keptMs),
  };
  if (json === true) {
    printJson(shell, { erased: true, partitions: INTERACTION_PARTITIONS, keptDays });
    return;
  }
  const now = engine === 'embedded' ? 'are gone' : 'go as the tallies read on, within seconds';
  shell.out(`The words and the name of this person ${now}: from posts, leaderboards and incidents. Counts stay.`);
  shell.out(
    `The logs forget by themselves: interactions after ${keptDays.interactions} days, pulses and alerts after ${keptDays.alerts}, dead letters after ${keptDays.deadLetters}.`,
  );
}

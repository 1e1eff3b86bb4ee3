/** `erase`: a person is forgotten. Words and name go from what is remembered, counts stay; docs/privacy.md says what goes when. */

import { quoted } from '@grapevine/core/edge/nearest-name.ts';
import { PLATFORM_NAME, type PlatformPerson } from '@grapevine/core/model/platform-name.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { ERASED, ERASURE_ENDPOINT } from '@grapevine/http-api/erasure-endpoint.ts';
import { openKafkaLog } from '@grapevine/kafka-log/open-kafka-log.ts';
import { eraserOf } from '@grapevine/service-kit/eraser.ts';
import { readSettings } from '@grapevine/service-kit/settings.ts';
import { CliError, EXIT } from '../cli-error.ts';
import type { EngineName } from '../live/engine-names.ts';
import { withStoppedDataSet } from '../operating/stopped-data-set.ts';
import { DEFAULT_URL } from '../reading/answer-source.ts';
import { instanceAt, isAnswering } from '../reading/instance-source.ts';
import { apiKeyFor } from '../settings/api-key-for.ts';
import { givenAuthorKey } from '../settings/author-key.ts';
import { dataDirOf, shownPath } from '../settings/data-set.ts';
import { printJson, type Shell } from '../shell.ts';

export interface EraseFlags {
  readonly engine: EngineName;
  readonly url?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

export async function erase(person: PlatformPerson, flags: EraseFlags, shell: Shell): Promise<number> {
  const { platform, author } = person;
  if (!PLATFORM_NAME.test(platform) || author === '')
    throw new CliError(
      'GV_USAGE',
      `name a platform and the person's id there, such as \`erase bluesky did:plc:...\`, not ${quoted(`${platform} ${author}`)}.`,
    );
  const isLive = await eraseWhereAsked(person, flags, shell);
  report(flags, isLive, shell);
  return EXIT.fine;
}

/** Whether what has to be forgotten goes only as the tallies read on. */
async function eraseWhereAsked(person: PlatformPerson, flags: EraseFlags, shell: Shell): Promise<boolean> {
  const { engine, url, dataDir } = flags;
  if (url !== undefined && (engine === 'kafka' || dataDir !== undefined)) {
    const others = '--data-dir opens a stopped one, and --engine kafka writes to the log';
    throw new CliError('GV_USAGE', `--url asks a running instance, ${others}; give one of them.`);
  }
  if (engine === 'kafka') {
    await eraseOnKafka(person, flags, shell);
    return true;
  }
  const asked = url ?? (dataDir === undefined && (await isAnswering(DEFAULT_URL)) ? DEFAULT_URL : null);
  if (asked === null) {
    await eraseInDataSet(person, flags, shell);
    return false;
  }
  const instance = instanceAt(asked, { apiKey: apiKeyFor(asked, shell), locale: () => 'en' });
  await instance.act('POST', ERASURE_ENDPOINT.path, person);
  return true;
}

/** Embedded data has one owner: of an instance that runs the instance itself is asked. */
async function eraseInDataSet(person: PlatformPerson, flags: EraseFlags, shell: Shell): Promise<void> {
  const dataDir = dataDirOf(shell, flags.dataDir);
  try {
    await withStoppedDataSet(dataDir, shell, ({ system, authorKey }) =>
      eraserOf({ log: system.engine.log, authorKey, nowMs: shell.nowMs })(person),
    );
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.code !== 'GV_DATA_DIR_IN_USE') throw cause;
    const message = `an instance runs on ${shownPath(shell, dataDir)}, and nobody is erased yet. Ask that instance: give the address at which it answers, such as --url ${DEFAULT_URL}, in the place of --data-dir.`;
    throw new EngineError(cause.code, message, { cause });
  }
}

/** The tallies take it up as they read on. */
async function eraseOnKafka(person: PlatformPerson, { dataDir }: EraseFlags, shell: Shell): Promise<void> {
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
    await eraserOf({ log, authorKey, nowMs: shell.nowMs })(person);
  } finally {
    await log.close();
  }
}

/** Without the person: what is printed is kept by others. */
function report({ json }: EraseFlags, isLive: boolean, shell: Shell): void {
  if (json === true) {
    printJson(shell, ERASED);
    return;
  }
  const { keptDays } = ERASED;
  const now = isLive ? 'go as the tallies read on, within seconds' : 'are gone';
  shell.out(`The words and the name of this person ${now}: from posts, leaderboards and incidents. Counts stay.`);
  shell.out(
    `The logs forget by themselves: interactions after ${keptDays.interactions} days, pulses and alerts after ${keptDays.alerts}, dead letters after ${keptDays.deadLetters}.`,
  );
}

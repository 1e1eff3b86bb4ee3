/**
 * Where an alert is verified: by a log, which is read only, so that an instance may run on it; or, where there is none to
 * be had, by what an instance answers of it.
 */
import { quoted } from '@grapevine/core/edge/nearest-name.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { openEmbeddedReadOnly } from '@grapevine/embedded/open-embedded.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { decodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { RecordDecodeError } from '@grapevine/engine/records/record-errors.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { openKafkaLog } from '@grapevine/kafka-log/open-kafka-log.ts';
import { readSettings } from '@grapevine/service-kit/settings.ts';
import { CliError } from '../cli-error.ts';
import type { EngineName } from '../live/engine-names.ts';
import { dataDirOf, hasData } from '../settings/data-set.ts';
import type { Shell } from '../shell.ts';

export interface PlaceFlags {
  readonly url?: string;
  readonly dataDir?: string;
  readonly engine: EngineName;
}

const READ_LIMIT = { maxRecords: 1000, maxBytes: 4 * 1024 * 1024 };

/** Whether there is a log to be read. */
export function hasLog({ url, engine, dataDir }: PlaceFlags, shell: Shell): boolean {
  if (url !== undefined && (dataDir !== undefined || engine === 'kafka')) {
    throw new CliError('GV_USAGE', '--url asks an instance; leave it out where a log is read (--data-dir, --engine).');
  }
  if (engine === 'kafka' && dataDir !== undefined) {
    throw new CliError('GV_USAGE', '--data-dir is of the embedded engine; leave it out.');
  }
  return url === undefined && (engine === 'kafka' || dataDir !== undefined || hasData(dataDirOf(shell, undefined)));
}

export async function withLog<T>(
  { engine, dataDir }: PlaceFlags,
  shell: Shell,
  use: (log: EventLog) => Promise<T>,
): Promise<T> {
  const { log, close } = await openLog(engine, dataDirOf(shell, dataDir), shell);
  try {
    return await use(log);
  } finally {
    await close();
  }
}

async function openLog(
  engine: EngineName,
  dataDir: string,
  shell: Shell,
): Promise<{ readonly log: EventLog; readonly close: () => Promise<void> }> {
  if (engine === 'embedded') return openEmbeddedReadOnly({ dataDir });
  const { kafka } = readSettings(shell.env);
  const log = openKafkaLog({ ...kafka, schemas: LOG_SCHEMAS, clientId: 'grapevine-verify', nowMs: shell.nowMs });
  return { log, close: () => log.close() };
}

/** By its id, or as much of it as no other one begins with. */
export async function alertOnLog(log: EventLog, beginning: string): Promise<Alert> {
  const found = new Map<string, Alert>();
  const { topic, partitions } = TOPICS.alerts;
  for (let partition = 0; partition < partitions; partition++) {
    const { startOffset, endOffset } = await log.bounds(topic, partition);
    for (let next = startOffset; next < endOffset; ) {
      const { records, nextOffset } = await log.read(topic, partition, next, READ_LIMIT);
      for (const { value, fault } of records) {
        const alert = value === null || fault !== undefined ? null : alertOf(value);
        if (alert?.id.startsWith(beginning) === true) found.set(alert.id, alert);
      }
      next = nextOffset;
    }
  }
  return onlyOne([...found.values()], beginning);
}

export function onlyOne<T extends { readonly id: string }>(found: readonly T[], beginning: string): T {
  const [one, another] = found;
  if (one !== undefined && (another === undefined || one.id === beginning)) return one;
  const what = one === undefined ? 'no alert that is still kept has' : `${found.length} alerts have`;
  const message = `${what} an id that begins with ${quoted(beginning)}; \`grapevine alerts\` shows the ids.`;
  throw new CliError('GV_USAGE', message);
}

/** `null`: somebody else wrote it. */
function alertOf(value: Uint8Array): Alert | null {
  try {
    return decodeAlert(value);
  } catch (cause) {
    if (cause instanceof RecordDecodeError) return null;
    throw cause;
  }
}

/** What `up` runs on: the embedded engine in a data directory, or Kafka, the registry and Redis. */
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { openKafkaEngine } from '@grapevine/service-kit/kafka-engine.ts';
import { prepareLog } from '@grapevine/service-kit/log-preparation.ts';
import type { Observer } from '@grapevine/service-kit/observer.ts';
import { checkAsksForKeys } from '@grapevine/service-kit/open-keys.ts';
import { type DoorSettings, readSettings } from '@grapevine/service-kit/settings.ts';
import { STAGE_BATCH, TALLY_COMMITS } from '@grapevine/service-kit/stage-batch.ts';
import { CliError } from '../cli-error.ts';
import { fingerprintOfKey, givenAuthorKey, liveAuthorKey } from '../settings/author-key.ts';
import type { ConfigurationFile } from '../settings/configuration-file.ts';
import {
  checkKind,
  dataDirOf,
  enterDataSet,
  keepConfiguration,
  makeDataDir,
  noteOf,
  shownPath,
} from '../settings/data-set.ts';
import { doorOf } from '../settings/keys-in-use.ts';
import type { Shell } from '../shell.ts';
import type { EngineName } from './engine-names.ts';
import type { LiveSystemOptions } from './live-system.ts';

export interface LiveEngine extends Pick<LiveSystemOptions, 'batch' | 'commits' | 'trims'> {
  readonly engine: Engine;
  readonly authorKey: Uint8Array;
  readonly door: DoorSettings;
  /** Where the data lies, for people. */
  readonly where: string;
  /** To be called when the system is open: what is to be remembered of the configuration. */
  readonly remember: () => 'same' | 'changed';
}

export function openLiveEngine(
  name: EngineName,
  file: ConfigurationFile,
  {
    dataDir,
    shell,
    observe,
  }: { readonly dataDir: string | undefined; readonly shell: Shell; readonly observe: Observer },
): Promise<LiveEngine> {
  return name === 'embedded' ? embedded(file, dataDirOf(shell, dataDir), shell) : kafka(dataDir, shell, observe);
}

async function embedded(file: ConfigurationFile, dataDir: string, shell: Shell): Promise<LiveEngine> {
  makeDataDir(dataDir);
  const note = noteOf(dataDir);
  if (note !== null) checkKind(dataDir, note, 'live');
  const authorKey = liveAuthorKey(shell, dataDir, note === null);
  const { group } = file.configuration;
  enterDataSet(dataDir, { kind: 'live', group, authorKey: fingerprintOfKey(authorKey), delayMs: null });
  return {
    engine: await openEmbedded({ dataDir, nowMs: shell.nowMs }),
    authorKey,
    door: doorOf(shell, dataDir),
    where: shownPath(shell, dataDir),
    remember: () => (keepConfiguration(dataDir, file) === 'changed' ? 'changed' : 'same'),
  };
}

/** Several of these may run at once: whoever comes last takes over, and the one before stops. */
async function kafka(dataDir: string | undefined, shell: Shell, observe: Observer): Promise<LiveEngine> {
  if (dataDir !== undefined) throw new CliError('GV_USAGE', '--data-dir is of the embedded engine; leave it out.');
  const settings = readSettings(shell.env);
  checkAsksForKeys(settings.door);
  const authorKey = givenAuthorKey(shell);
  if (authorKey === null) {
    throw new CliError(
      'GV_AUTHOR_KEY',
      'with --engine kafka set GRAPEVINE_AUTHOR_KEY or GRAPEVINE_AUTHOR_KEY_FILE: there is no data directory to keep a key in.',
    );
  }
  const { nowMs } = shell;
  await prepareLog(settings);
  return {
    engine: await openKafkaEngine({ settings, clientId: 'grapevine-up', nowMs, observe }),
    authorKey,
    door: settings.door,
    where: `Kafka at ${settings.kafka.brokers.join(', ')}, and Redis`,
    batch: STAGE_BATCH,
    commits: TALLY_COMMITS,
    trims: false,
    remember: () => 'same',
  };
}

/** A data set whose instance is stopped, opened to have something folded into it: with its configuration and its key. */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import { replayAuthorKey } from '@grapevine/service-kit/surroundings.ts';
import { openSystem, type System } from '@grapevine/single-process/system.ts';
import { CliError } from '../cli-error.ts';
import { fingerprintOfKey, givenAuthorKey, liveAuthorKey } from '../settings/author-key.ts';
import { enterDataSet, keptConfiguration, noteOf } from '../settings/data-set.ts';
import type { Shell } from '../shell.ts';

export interface StoppedDataSet {
  readonly system: System;
  readonly configuration: Configuration;
  readonly authorKey: Uint8Array;
}

/** Refuses (`GV_DATA_DIR_IN_USE`) while an instance runs on it. What `use` appends is folded before this resolves. */
export async function withStoppedDataSet<T>(
  dataDir: string,
  shell: Shell,
  use: (dataSet: StoppedDataSet) => Promise<T>,
): Promise<T> {
  const note = noteOf(dataDir);
  const file = keptConfiguration(dataDir);
  if (note === null || file === null) {
    throw new CliError(
      'GV_DATA_SET_OTHER',
      `${dataDir} was not begun by \`up\` or \`replay\`; name one that was with --data-dir.`,
    );
  }
  const { configuration } = file;
  const authorKey =
    note.kind === 'live'
      ? liveAuthorKey(shell, dataDir, false)
      : (givenAuthorKey(shell) ?? replayAuthorKey(configuration.group));
  enterDataSet(dataDir, { ...note, authorKey: fingerprintOfKey(authorKey) });
  const { nowMs } = shell;
  const system = await openSystem({ engine: await openEmbedded({ dataDir, nowMs }), configuration, nowMs, paceMs: 0 });
  try {
    const result = await use({ system, configuration, authorKey });
    await system.settled();
    return result;
  } finally {
    await system.close();
  }
}

/** For tests: an embedded instance in a directory of its own that can be restarted, and is removed at the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { openEmbedded } from './open-embedded.ts';

export interface TemporaryEmbedded {
  readonly dataDir: string;
  readonly current: () => Engine;
  readonly reopen: () => Promise<Engine>;
  readonly close: () => Promise<void>;
}

export async function openTemporarily(nowMs: () => number): Promise<TemporaryEmbedded> {
  const dataDir = mkdtempSync(join(tmpdir(), 'grapevine-embedded-'));
  let current = await openEmbedded({ dataDir, nowMs });
  return {
    dataDir,
    current: () => current,
    reopen: async () => {
      await current.close();
      current = await openEmbedded({ dataDir, nowMs });
      return current;
    },
    close: async () => {
      await current.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

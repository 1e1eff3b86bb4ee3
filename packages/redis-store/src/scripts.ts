/**
 * The scripts as methods of the client. ioredis sends a script's text the first time that a connection needs it, its
 * digest from then on, and the text again where Redis does not know it (any more).
 */
import { readFileSync } from 'node:fs';
import type { Cluster, Redis } from 'ioredis';

type Reply = readonly [Buffer, ...(Buffer | null | readonly Buffer[])[]];

/** The first argument is the number of keys. */
type Script = (numberOfKeys: number, ...keysAndArguments: (string | Buffer)[]) => Promise<Reply>;

/** Methods of this name give bytes, not text. */
export interface Scripts {
  readonly gvAcquireBuffer: Script;
  readonly gvStageBuffer: Script;
  readonly gvCommitBuffer: Script;
  readonly gvApplyBuffer: Script;
  readonly gvShowBuffer: Script;
  readonly gvStagedBuffer: Script;
  readonly gvReadBuffer: Script;
  readonly gvScanBuffer: Script;
  readonly gvEmptyBuffer: Script;
}

const FILES = {
  gvAcquire: 'acquire.lua',
  gvStage: 'stage.lua',
  gvCommit: 'commit.lua',
  gvApply: 'apply.lua',
  gvShow: 'show.lua',
  gvStaged: 'staged.lua',
  gvRead: 'read.lua',
  gvScan: 'scan.lua',
  gvEmpty: 'empty.lua',
} as const;

export function defineScripts<T extends Redis | Cluster>(client: T): T & Scripts {
  for (const [name, file] of Object.entries(FILES)) {
    client.defineCommand(name, { lua: readFileSync(new URL(`./scripts/${file}`, import.meta.url), 'utf8') });
  }
  return client as T & Scripts;
}

/**
 * The options of a source of kind `bluesky`:
 *
 *     endpoints           where to connect, in turn; default Bluesky's own four
 *     wantedCollections   which of posts, likes and reposts; default all three
 *     wantedDids          only what these accounts do; default everybody
 *     languages           only posts that say one of these languages, and posts that say none; default all
 *     rewind              how far before its cursor reading goes on; default 10s. Smaller: less comes twice. Larger: safer
 *     stall               silence after which a connection is taken for dead; default 30s
 *     maxFrameBytes       a larger frame is a dead letter; default 1 MiB
 *     maxQueuedBytes      of frames that wait to be written; a frame beyond it ends the connection; default 8 MiB
 *     rememberedSubjects  likes, reposts, replies and quotes whose undoing is understood; default 100,000 (about 40 MB)
 */
import { DURATION_PATTERN, durationMs } from '@grapevine/core/configuration/duration.ts';
import { z } from 'zod';
import type { OptionsReading } from '../sources/read-options.ts';
import { readOptions } from '../sources/read-options.ts';
import { isDid, LIKES, POSTS, REPOSTS } from './at-uri.ts';
import type { Wanted } from './decode.ts';

const BLUESKYS_OWN = ['1.us-east', '2.us-east', '1.us-west', '2.us-west'].map(
  (place) => `wss://jetstream${place}.bsky.network/subscribe`,
);
/** They go into the address, which servers take up to about 16 KiB. */
const MAX_DIDS = 200;

const duration = z.string().regex(DURATION_PATTERN, 'is not a duration; write a whole number and s, m, h or d, as 10s');

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hash, password, protocol, search, username } = new URL(text);
  return /^wss?:$/.test(protocol) && username + password + search + hash === '';
}

const optionsSchema = z.strictObject({
  endpoints: z
    .array(z.string().refine(isEndpoint, 'is not a ws or wss address without name, password and query'))
    .min(1)
    .max(16)
    .default(BLUESKYS_OWN),
  wantedCollections: z
    .array(z.enum([POSTS, LIKES, REPOSTS]))
    .min(1)
    .default([POSTS, LIKES, REPOSTS]),
  wantedDids: z.array(z.string().refine(isDid, 'is not a DID, such as did:plc:...')).max(MAX_DIDS).default([]),
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/, 'is not a language; write its two or three small letters, such as nb'))
    .default([]),
  rewind: duration.default('10s'),
  stall: duration.default('30s'),
  maxFrameBytes: z.int().min(16_384).max(16_777_216).default(1_048_576),
  maxQueuedBytes: z.int().min(1_048_576).max(268_435_456).default(8_388_608),
  rememberedSubjects: z.int().min(0).max(2_000_000).default(100_000),
});

export interface JetstreamOptions {
  readonly endpoints: readonly string[];
  readonly wanted: Wanted;
  readonly rewindMs: number;
  readonly stallMs: number;
  readonly maxFrameBytes: number;
  readonly maxQueuedBytes: number;
  readonly rememberedSubjects: number;
}

export function parseJetstreamOptions(value: unknown): OptionsReading<JetstreamOptions> {
  const reading = readOptions(optionsSchema, value);
  if (reading.kind === 'faults') return reading;
  const { languages, rewind, stall, wantedCollections, wantedDids, ...plain } = reading.options;
  return {
    kind: 'ok',
    options: {
      ...plain,
      wanted: {
        collections: new Set(wantedCollections),
        dids: new Set(wantedDids),
        languages: new Set(languages),
      },
      rewindMs: durationMs(rewind),
      stallMs: durationMs(stall),
    },
  };
}

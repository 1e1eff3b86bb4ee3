/** Frames as a Jetstream of July 2026 sent them, where they are on this machine; and made ones of what is not among them. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../../../../shared/data/bluesky-jetstream/', import.meta.url);
const CHOSEN = fileURLToPath(new URL('golden_v1.jsonl', FOLDER));
const STREAM = fileURLToPath(new URL('expected_v1.first76.jsonl', FOLDER));

export const areFramesHere: boolean = [CHOSEN, STREAM].every((file) => existsSync(file));

const linesOf = (file: string): readonly string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** 76 in a row, which lie within 146 ms. */
export function recordedStream(): readonly string[] {
  return linesOf(STREAM);
}

/** Ten chosen from a busy second of May, and not in its order. */
export function chosenFrames(): readonly string[] {
  return linesOf(CHOSEN);
}

/** Shortly after the last of the recorded ones. */
export const RECORDED_UNTIL_MS: number = Date.UTC(2026, 6, 4, 14, 38, 9);

export const START_US = 1_783_175_888_000_000;
export const ANNA = 'did:plc:anna';
export const POST_URI = 'at://did:plc:ola/app.bsky.feed.post/3kpost';

export interface MadeFrame {
  readonly did?: string;
  readonly timeUs?: number;
  readonly collection?: string;
  readonly operation?: 'create' | 'update' | 'delete';
  readonly rkey?: string;
  readonly rev?: string;
  readonly record?: Readonly<Record<string, unknown>>;
}

/** A commit; by default Anna's like of a post. */
export function frameOf(made: MadeFrame = {}): string {
  const { did = ANNA, timeUs = START_US, collection = 'app.bsky.feed.like', operation = 'create' } = made;
  const { rkey = '3kact', rev = '3krev', record = { subject: { uri: POST_URI, cid: 'c' } } } = made;
  const content = operation === 'delete' ? {} : { record: { $type: collection, ...record }, cid: 'c' };
  return JSON.stringify({
    did,
    time_us: timeUs,
    kind: 'commit',
    commit: { rev, operation, collection, rkey, ...content },
  });
}

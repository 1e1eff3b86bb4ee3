/**
 * Cascades of an NDJSON file, one a line, read as a stream (`.gz` and `.zst` unpacked, `-` is standard input):
 *
 *     {"id": "1462", "t": [0, 12.5, 40], "followers": [310, 22, 7], "brand": "united", "platform": "x"}
 *
 * A line is held in memory whole. One that is no cascade is refused with the reason, and the reading goes on.
 */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { textChunks } from '@grapevine/connectors/files/utf8-text.ts';
import { quoted } from '@grapevine/core/edge/nearest-name.ts';
import type { RecordedCascade } from '@grapevine/core/virality/recorded-cascade.ts';

export type CascadeLine =
  | { readonly kind: 'cascade'; readonly id: string | number; readonly cascade: RecordedCascade }
  | { readonly kind: 'refused'; readonly line: number; readonly message: string };

type Reading = { readonly kind: 'fault'; readonly message: string } | Extract<CascadeLine, { kind: 'cascade' }>;

/** Blank lines are passed over. Throws `ConnectorError` (`GV_FILE_...`) after what could be read. */
export async function* readCascades(file: string): AsyncGenerator<CascadeLine, void, undefined> {
  let line = 0;
  const input = Readable.from(textChunks(file), { objectMode: false });
  for await (const text of linesOf(input)) {
    line++;
    const bare = line === 1 ? text.replace(/^\uFEFF/u, '') : text;
    if (bare.trim() === '') continue;
    const reading = cascadeOf(bare);
    yield reading.kind === 'fault' ? { kind: 'refused', line, message: reading.message } : reading;
  }
}

/** readline gives no error of its input: it would end as if the file did. */
async function* linesOf(input: Readable): AsyncGenerator<string, void, undefined> {
  let failure: unknown;
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  input.on('error', (cause) => {
    failure = cause;
    lines.close();
  });
  yield* lines;
  if (failure !== undefined) throw failure;
}

function cascadeOf(text: string): Reading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return fault(`is no JSON (${cause instanceof Error ? cause.message : String(cause)}); write one cascade a line.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fault('is no JSON object.');
  const { id, t, followers, brand, platform } = value as Record<string, unknown>;
  if (typeof id !== 'string' && typeof id !== 'number') return fault('"id" must be a text or a number.');
  const wrongTime = timeFault(t);
  if (wrongTime !== null) return fault(wrongTime);
  const seconds = t as readonly number[];
  const wrongFollowers = followersFault(followers, seconds.length);
  if (wrongFollowers !== null) return fault(wrongFollowers);
  for (const [name, given] of Object.entries({ brand, platform })) {
    if (given !== undefined && typeof given !== 'string') return fault(`"${name}" must be a text, or left out.`);
  }
  const key = brand === undefined && platform === undefined ? '' : JSON.stringify([brand ?? '', platform ?? '']);
  return {
    kind: 'cascade',
    id,
    cascade: { seconds, followers: (followers as RecordedCascade['followers'] | undefined) ?? null, key },
  };
}

function timeFault(t: unknown): string | null {
  if (!Array.isArray(t) || t.length === 0)
    return '"t" must be a list of seconds since the post; the first is the post itself, 0.';
  if (t[0] !== 0) return `"t" must begin with the post itself, 0; it begins with ${quoted(String(t[0]))}.`;
  for (let index = 0; index < t.length; index++) {
    const value: unknown = t[index];
    if (typeof value !== 'number' || !Number.isFinite(value)) return `"t"[${index}] is not a number of seconds.`;
    if (index > 0 && value < (t[index - 1] as number)) {
      return `"t"[${index}] is ${value}, before the ${t[index - 1]} that precedes it; sort "t" ascending.`;
    }
  }
  return null;
}

function followersFault(followers: unknown, acts: number): string | null {
  if (followers === undefined || followers === null) return null;
  if (!Array.isArray(followers) || followers.length !== acts) {
    return `"followers" must have one number for each entry of "t" (${acts}), or be left out.`;
  }
  const wrong = followers.findIndex((count: unknown) => count !== null && !isCount(count));
  return wrong < 0 ? null : `"followers"[${wrong}] is not a number of followers, nor null where it is not known.`;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

function fault(message: string): Reading {
  return { kind: 'fault', message };
}

/**
 * A batch of frames to the entries of the ingester, the furthest place in the stream, and the account of both:
 * `frames = mapped + malformed + all that is left out`, always.
 */
import type { DeadLetterReason } from '@grapevine/core/model/dead-letter.ts';
import { keptOf } from '../ingest/dead-letters.ts';
import type { RawEntry } from '../ingest/raw-entry.ts';
import type { LeftOutReason, Wanted } from './decode.ts';
import { decodeFrame, LEFT_OUT_REASONS, undoneOf } from './decode.ts';
import type { SubjectMemory } from './subject-memory.ts';

export interface FrameCounts {
  readonly frames: number;
  readonly mapped: number;
  readonly malformed: number;
  readonly leftOut: Readonly<Record<LeftOutReason, number>>;
  /** Among `mapped`: comments that quote a post too, whose `quotes` does not learn of it. */
  readonly quotingComments: number;
}

export interface FrameEntries {
  readonly entries: readonly RawEntry[];
  /** The largest `time_us`; `null`: no frame had one. */
  readonly newestUs: number | null;
  /** The smallest. */
  readonly oldestUs: number | null;
  readonly counts: FrameCounts;
}

export interface FrameContext {
  readonly wanted: Wanted;
  readonly subjects: SubjectMemory;
  /** Names the stream in the origin of a dead letter. */
  readonly source: string;
  readonly maxFrameBytes: number;
  readonly nowMs: number;
}

export function entriesOfFrames(frames: readonly Uint8Array[], context: FrameContext): FrameEntries {
  const { maxFrameBytes, source, subjects } = context;
  // Without a number: a frame that comes again is the same dead letter.
  const origin = { kind: 'request', source, index: 0 } as const;
  const entries: RawEntry[] = [];
  const leftOut = Object.fromEntries(LEFT_OUT_REASONS.map((reason) => [reason, 0])) as Record<LeftOutReason, number>;
  let [mapped, malformed, quotingComments] = [0, 0, 0];
  let newestUs: number | null = null;
  let oldestUs: number | null = null;

  const refuse = (bytes: Uint8Array, reason: DeadLetterReason, message: string): void => {
    malformed += 1;
    entries.push({ kind: 'refused', origin, reason, message, ...keptOf(bytes) });
  };

  for (const bytes of frames) {
    if (bytes.length > maxFrameBytes) {
      refuse(bytes, 'too-long', `The frame has ${bytes.length} bytes, more than ${maxFrameBytes}.`);
      continue;
    }
    const decoded = decodeFrame(bytes, context);
    if (decoded.timeUs !== null) {
      newestUs = Math.max(newestUs ?? decoded.timeUs, decoded.timeUs);
      oldestUs = Math.min(oldestUs ?? decoded.timeUs, decoded.timeUs);
    }
    switch (decoded.kind) {
      case 'malformed':
        refuse(bytes, decoded.reason, decoded.message);
        break;
      case 'leftOut':
        leftOut[decoded.reason] += 1;
        break;
      case 'interaction':
        mapped += 1;
        if (decoded.isQuotingComment) quotingComments += 1;
        if (decoded.subject !== null) subjects.note(decoded.uri, decoded.subject);
        entries.push({ kind: 'value', origin, value: decoded.interaction, original: Buffer.from(bytes).toString() });
        break;
      case 'undoing': {
        const value = undoneOf(decoded, subjects.subjectOf(decoded.uri));
        if (value === 'unknown-undone') {
          leftOut[value] += 1;
          break;
        }
        mapped += 1;
        entries.push({ kind: 'value', origin, value, original: Buffer.from(bytes).toString() });
      }
    }
  }
  return {
    entries,
    newestUs,
    oldestUs,
    counts: { frames: frames.length, mapped, malformed, leftOut, quotingComments },
  };
}

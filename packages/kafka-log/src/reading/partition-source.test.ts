import { expect, test } from 'vitest';
import { EARLIEST } from '../protocol/list-offsets-request.ts';
import type { Request } from '../protocol/request.ts';
import { WireWriter } from '../protocol/wire.ts';
import type { TopicHandle } from '../topics/topic-handles.ts';
import { PartitionSource, type SourceParts } from './partition-source.ts';

const PLENTY = { maxRecords: 10, maxBytes: 1_000 };

/** A partition whose leader says one end after the other, the last one from then on; it has no record to fetch. */
function sourceWith(...ends: readonly number[]) {
  const asked: number[] = [];
  const askLeader = async (_topic: string, _partition: number, request: Request<unknown>) => {
    if (instantOf(request) === EARLIEST) return { errorCode: 0, offset: 0 };
    const offset = ends[Math.min(asked.length, ends.length - 1)] as number;
    asked.push(offset);
    return { errorCode: 0, offset };
  };
  const nothing = () => undefined;
  const parts = {
    cluster: { askLeader, signal: new AbortController().signal },
    fetcher: { add: nothing, remove: nothing, pump: nothing },
    handles: { check: nothing },
    frames: {},
    withinMs: 1_000,
  };
  const handle = { fullName: 't', description: { topic: 't' }, frame: {} };
  const source = new PartitionSource(handle as unknown as TopicHandle, 0, parts as unknown as SourceParts);
  return { source, asked };
}

/** What the request asks for, which it writes last. */
function instantOf(request: Request<unknown>): number {
  const writer = new WireWriter();
  request.write(writer);
  return Number(writer.written.readBigInt64BE(writer.written.length - 8));
}

test('a new leader that does not know yet how far the others are is asked again, and reading goes on', async () => {
  const { source, asked } = sourceWith(206, 206, 207);
  expect(await source.read(207, PLENTY)).toEqual({ records: [], nextOffset: 207 });
  expect(asked.slice(0, 3)).toEqual([206, 206, 207]);
  // The same where it becomes the leader while a reader goes on.
  const later = sourceWith(207, 207, 206, 207);
  await later.source.read(207, PLENTY);
  expect(await later.source.read(207, PLENTY)).toEqual({ records: [], nextOffset: 207 });
});

test('an offset that stays beyond the end is of another log', async () => {
  const { source } = sourceWith(100);
  await expect(source.read(207, PLENTY)).rejects.toMatchObject({ code: 'GV_LOG_OUT_OF_RANGE' });
});

/**
 * The laws of the port EventLog, as tests that every adapter passes unchanged. An adapter supplies a factory; one that
 * cannot be restarted leaves `reopen` out, and that law is then not tested for it.
 *
 * Offsets are compared by order, never by number: gaps are allowed.
 */
import type { EventLog, LogRecord, Offset, StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

export interface OpenedLog {
  readonly log: EventLog;
  /** A restart: the same data, another instance. The one before is not used any more. */
  readonly reopen?: () => Promise<EventLog>;
  close(): Promise<void>;
}

export interface ContractClock {
  atMs: number;
}

/** Gives an empty log whose records are stamped by `clock`. */
export type OpenLog = (clock: ContractClock) => Promise<OpenedLog>;

const PLENTY = { maxRecords: 100_000, maxBytes: 100_000_000 };
const TOPIC = 'interactions';
const NEVER = new AbortController().signal;

export function describeEventLog(name: string, open: OpenLog): void {
  describe(`EventLog: ${name}`, () => {
    const clock: ContractClock = { atMs: 0 };
    let opened: OpenedLog;
    let log: EventLog;

    beforeEach(async () => {
      clock.atMs = 1_700_000_000_000;
      opened = await open(clock);
      log = opened.log;
      await log.ensureTopic(TOPIC, { partitions: 3, compacted: false });
    });
    afterEach(() => opened.close());

    const append = async (partition: number, records: readonly LogRecord[], topic = TOPIC): Promise<Offset> =>
      (await log.append([{ topic, partition, records }]))[0]!;
    const readAll = (partition: number, topic = TOPIC): Promise<StoredRecord[]> => readFrom(log, topic, partition);

    describe('topics', () => {
      test('a topic that is asked for twice is made once', async () => {
        const first = await log.ensureTopic(TOPIC, { partitions: 3, compacted: false });
        expect(await log.ensureTopic(TOPIC, { partitions: 3, compacted: false })).toEqual(first);
        expect(await log.describe(TOPIC)).toEqual(first);
        expect(first).toMatchObject({ topic: TOPIC, partitions: 3, compacted: false });
      });

      test('two topics have two ids', async () => {
        const other = await log.ensureTopic('other', { partitions: 1, compacted: true });
        expect(other.topicId).not.toBe((await log.describe(TOPIC)).topicId);
      });

      test('a topic that is there with another shape is refused', async () => {
        const differs = { code: 'GV_LOG_TOPIC_DIFFERS' };
        await expect(log.ensureTopic(TOPIC, { partitions: 4, compacted: false })).rejects.toMatchObject(differs);
        await expect(log.ensureTopic(TOPIC, { partitions: 3, compacted: true })).rejects.toMatchObject(differs);
      });

      test('an unknown topic, or a partition that it does not have, is refused', async () => {
        const none = { code: 'GV_LOG_NO_TOPIC' };
        await expect(log.describe('nowhere')).rejects.toMatchObject(none);
        await expect(append(0, [text('a')], 'nowhere')).rejects.toMatchObject(none);
        await expect(append(3, [text('a')])).rejects.toMatchObject(none);
        await expect(log.read('nowhere', 0, 0, PLENTY)).rejects.toMatchObject(none);
      });
    });

    describe('appending', () => {
      test('offsets of a partition grow, in the order of the appends', async () => {
        const first = await append(0, [text('a'), text('b')]);
        const second = await append(0, [text('c')]);
        const records = await readAll(0);
        expect(records.map(valueText)).toEqual(['a', 'b', 'c']);
        expect(records[0]!.offset).toBe(first);
        expect(records[2]!.offset).toBe(second);
        expectGrowing(records);
        expect((await log.bounds(TOPIC, 0)).endOffset).toBeGreaterThan(second);
      });

      test('partitions do not touch each other', async () => {
        await log.append([
          { topic: TOPIC, partition: 0, records: [text('a')] },
          { topic: TOPIC, partition: 2, records: [text('b'), text('c')] },
        ]);
        expect((await readAll(0)).map(valueText)).toEqual(['a']);
        expect(await readAll(1)).toEqual([]);
        expect((await readAll(2)).map(valueText)).toEqual(['b', 'c']);
      });

      test('an empty part is allowed and gives the end offset', async () => {
        await append(1, [text('a')]);
        const { endOffset } = await log.bounds(TOPIC, 1);
        expect(await append(1, [])).toBe(endOffset);
        expect(await log.append([])).toEqual([]);
        expect((await log.bounds(TOPIC, 1)).endOffset).toBe(endOffset);
      });

      test('a record comes back as it was: key, value, headers, time', async () => {
        clock.atMs = 1_700_000_012_345;
        const records: LogRecord[] = [
          { key: 'post', value: bytesOf('value'), headers: { schema: '7', origin: 'köln' } },
          { key: null, value: bytesOf('no key') },
          { key: '', value: bytesOf('empty key') },
          { key: 'naïve 漢字 🍇', value: bytesOf('unicode') },
          { key: 'empty', value: new Uint8Array(0) },
          { key: 'none', value: null },
          { key: 'all bytes', value: Uint8Array.from({ length: 256 }, (_, byte) => byte) },
        ];
        await append(0, records);
        const stored = await readAll(0);
        expect(stored.map(plain)).toEqual(records.map(plain));
        expect(stored.every((record) => record.appendedAtMs === 1_700_000_012_345)).toBe(true);
      });

      test('a record of one megabyte goes through, among small ones', async () => {
        const large = Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 31) & 0xff);
        await append(0, [text('before'), { key: 'large', value: large }, text('after')]);
        const stored = await readAll(0);
        expect(stored.map((record) => record.value!.length)).toEqual([6, 1_000_000, 5]);
        expect(Buffer.compare(stored[1]!.value!, large)).toBe(0);
      });

      test('appends that are under way together are all kept, each in one piece', async () => {
        const batches = Array.from({ length: 40 }, (_, batch) =>
          Array.from({ length: 5 }, (__, index) => text(`${batch}.${index}`)),
        );
        const firsts = await Promise.all(batches.map((records) => append(0, records)));
        const stored = await readAll(0);
        expect(stored).toHaveLength(200);
        expectGrowing(stored);
        for (const [batch, first] of firsts.entries()) {
          const at = stored.findIndex((record) => record.offset === first);
          expect(stored.slice(at, at + 5).map(valueText)).toEqual(batches[batch]!.map(valueText));
        }
      });
    });

    describe('reading', () => {
      beforeEach(async () => {
        for (const batch of [700, 1, 299])
          await append(
            0,
            Array.from({ length: batch }, (_, index) => text(`${batch}-${index}`)),
          );
      });

      test('reading on from each answer gives every record once and in order, however small the steps', async () => {
        const whole = await readAll(0);
        expect(whole).toHaveLength(1_000);
        for (const maxRecords of [1, 7, 256, 999]) {
          const steps = await readFrom(log, TOPIC, 0, { maxRecords, maxBytes: 1_000_000 });
          expect(steps.map((record) => record.offset)).toEqual(whole.map((record) => record.offset));
        }
        const byBytes = await readFrom(log, TOPIC, 0, { maxRecords: 1_000, maxBytes: 50 });
        expect(byBytes.map(valueText)).toEqual(whole.map(valueText));
      });

      test('an answer keeps to the limit, but holds at least one record', async () => {
        const { startOffset } = await log.bounds(TOPIC, 0);
        const few = await log.read(TOPIC, 0, startOffset, { maxRecords: 3, maxBytes: 1_000_000 });
        expect(few.records.length).toBeLessThanOrEqual(3);
        const tiny = await log.read(TOPIC, 0, startOffset, { maxRecords: 1_000, maxBytes: 1 });
        expect(tiny.records).toHaveLength(1);
      });

      test('a read from the middle begins at that very record', async () => {
        const whole = await readAll(0);
        for (const index of [0, 1, 255, 256, 257, 699, 700, 701, 999]) {
          const batch = await log.read(TOPIC, 0, whole[index]!.offset, { maxRecords: 2, maxBytes: 1_000_000 });
          expect(batch.records[0]!.offset).toBe(whole[index]!.offset);
        }
      });

      test('at the end there is nothing to read, and that is no error', async () => {
        const { endOffset } = await log.bounds(TOPIC, 0);
        expect(await log.read(TOPIC, 0, endOffset, PLENTY)).toEqual({ records: [], nextOffset: endOffset });
      });

      test('a read beyond the end is refused, never answered with a guess', async () => {
        const { endOffset } = await log.bounds(TOPIC, 0);
        await expect(log.read(TOPIC, 0, endOffset + 1, PLENTY)).rejects.toMatchObject({ code: 'GV_LOG_OUT_OF_RANGE' });
        await expect(log.read(TOPIC, 1, 1, PLENTY)).rejects.toMatchObject({ code: 'GV_LOG_OUT_OF_RANGE' });
      });
    });

    describe('waiting', () => {
      test('a wait for what is there already is over at once', async () => {
        const offset = await append(0, [text('a')]);
        await log.waitBeyond(TOPIC, 0, offset, NEVER);
      });

      test('a wait ends with the append that it waited for, not with one to another partition', async () => {
        const { endOffset } = await log.bounds(TOPIC, 0);
        let over = false;
        const wait = log.waitBeyond(TOPIC, 0, endOffset, NEVER).then(() => {
          over = true;
        });
        await append(1, [text('elsewhere')]);
        expect(over).toBe(false);
        await append(0, [text('here')]);
        await wait;
        expect((await log.bounds(TOPIC, 0)).endOffset).toBeGreaterThan(endOffset);
      });

      test('a wait that is called off ends without an error', async () => {
        const { endOffset } = await log.bounds(TOPIC, 0);
        const calledOff = new AbortController();
        const wait = log.waitBeyond(TOPIC, 0, endOffset, calledOff.signal);
        calledOff.abort();
        await wait;
        await log.waitBeyond(TOPIC, 0, endOffset, calledOff.signal);
      });
    });

    describe('retention', () => {
      test('a trim removes what is older, from the start on, and no more', async () => {
        const offsets: Offset[] = [];
        for (const minute of [0, 1, 2, 3]) {
          clock.atMs = 1_700_000_000_000 + minute * 60_000;
          offsets.push(await append(0, [text(`${minute}a`), text(`${minute}b`)]));
        }
        const { endOffset } = await log.bounds(TOPIC, 0);
        await log.trim(TOPIC, 0, 1_700_000_000_000 + 2 * 60_000);
        expect((await readAll(0)).map(valueText)).toEqual(['2a', '2b', '3a', '3b']);
        const bounds = await log.bounds(TOPIC, 0);
        expect(bounds.startOffset).toBeGreaterThan(offsets[1]!);
        expect(bounds.startOffset).toBeLessThanOrEqual(offsets[2]!);
        expect(bounds.endOffset).toBe(endOffset);
      });

      test('a read below the start is refused: what retention took is not passed over in silence', async () => {
        const first = await append(0, [text('old')]);
        clock.atMs += 60_000;
        await append(0, [text('new')]);
        await log.trim(TOPIC, 0, clock.atMs);
        await expect(log.read(TOPIC, 0, first, PLENTY)).rejects.toMatchObject({ code: 'GV_LOG_OUT_OF_RANGE' });
      });

      test('a partition that was trimmed to nothing goes on behind its last offset', async () => {
        const before = await append(0, [text('a'), text('b')]);
        await log.trim(TOPIC, 0, clock.atMs + 1);
        expect(await readAll(0)).toEqual([]);
        expect(await append(0, [text('c')])).toBeGreaterThan(before + 1);
        expect((await readAll(0)).map(valueText)).toEqual(['c']);
      });
    });

    describe('compacted topics', () => {
      const COMPACTED = 'checkpoints';
      beforeEach(() => log.ensureTopic(COMPACTED, { partitions: 2, compacted: true }));
      const latest = async (partition = 0): Promise<string[]> =>
        (await log.latest(COMPACTED, partition)).map((record) => `${record.key}=${valueText(record)}`).sort();

      test('the newest record of each key is kept', async () => {
        await append(0, [keyed('a', '1'), keyed('b', '1'), keyed('a', '2')], COMPACTED);
        await append(0, [keyed('c', '1'), keyed('a', '3')], COMPACTED);
        await append(1, [keyed('a', 'of another partition')], COMPACTED);
        expect(await latest()).toEqual(['a=3', 'b=1', 'c=1']);
      });

      test('a null value removes the key, until it is given another', async () => {
        await append(0, [keyed('a', '1'), keyed('b', '1')], COMPACTED);
        await append(0, [{ key: 'a', value: null }], COMPACTED);
        expect(await latest()).toEqual(['b=1']);
        await append(0, [keyed('a', '2')], COMPACTED);
        expect(await latest()).toEqual(['a=2', 'b=1']);
      });

      test('keys are told apart by all their bytes: empty, unicode and very long ones', async () => {
        const long = 'x'.repeat(3_000);
        const keys = ['', '漢字', `${long}1`, `${long}2`];
        await append(
          0,
          keys.map((key) => keyed(key, 'old')),
          COMPACTED,
        );
        await append(
          0,
          keys.map((key) => keyed(key, 'new')),
          COMPACTED,
        );
        const found = await log.latest(COMPACTED, 0);
        expect(new Set(found.map((record) => record.key))).toEqual(new Set(keys));
        expect(found).toHaveLength(keys.length);
        expect(found.every((record) => valueText(record) === 'new')).toBe(true);
      });

      test('offsets still grow, and who follows sees the newest of each key, removals too', async () => {
        await append(0, [keyed('a', '1')], COMPACTED);
        await append(0, [keyed('a', '2'), keyed('b', '1')], COMPACTED);
        const last = await append(0, [{ key: 'b', value: null }], COMPACTED);
        const followed = await readAll(0, COMPACTED);
        expectGrowing(followed);
        expect(followed.at(-1)).toMatchObject({ key: 'b', value: null, offset: last });
        expect(followed.filter((record) => record.key === 'a').at(-1)).toMatchObject({ value: expect.anything() });
      });

      test('a record without a key is refused, and a trim takes nothing', async () => {
        await expect(append(0, [text('no key')], COMPACTED)).rejects.toMatchObject({ code: 'GV_LOG_WRITE_FAILED' });
        await append(0, [keyed('a', '1')], COMPACTED);
        await log.trim(COMPACTED, 0, clock.atMs + 1);
        expect(await latest()).toEqual(['a=1']);
      });
    });

    describe('after a restart', () => {
      test('what was acknowledged is there, at the same offsets, and appends go on behind it', async () => {
        if (opened.reopen === undefined) return;
        await log.ensureTopic('checkpoints', { partitions: 1, compacted: true });
        await append(
          0,
          Array.from({ length: 600 }, (_, index) => text(`${index}`)),
        );
        await append(0, [keyed('a', '1'), keyed('a', '2')], 'checkpoints');
        const described = await log.describe(TOPIC);
        const before = await readAll(0);
        log = await opened.reopen();
        expect(await log.describe(TOPIC)).toEqual(described);
        expect((await readAll(0)).map(plainStored)).toEqual(before.map(plainStored));
        expect(await append(0, [text('on')])).toBeGreaterThan(before.at(-1)!.offset);
        expect((await log.latest('checkpoints', 0)).map(valueText)).toEqual(['2']);
      });

      test('a single record is enough to be found again', async () => {
        if (opened.reopen === undefined) return;
        for (const partition of [0, 2]) await append(partition, [text('only')]);
        log = await opened.reopen();
        for (const partition of [0, 2]) expect((await readAll(partition)).map(valueText)).toEqual(['only']);
        expect(await append(0, [text('on')])).toBeGreaterThan(0);
      });

      test('a trim stays, also one that took everything', async () => {
        if (opened.reopen === undefined) return;
        await append(0, [text('a'), text('b')]);
        await log.trim(TOPIC, 0, clock.atMs + 1);
        const bounds = await log.bounds(TOPIC, 0);
        log = await opened.reopen();
        expect(await log.bounds(TOPIC, 0)).toEqual(bounds);
        expect(await append(0, [text('c')])).toBeGreaterThanOrEqual(bounds.endOffset);
      });
    });
  });
}

async function readFrom(log: EventLog, topic: string, partition: number, limit = PLENTY): Promise<StoredRecord[]> {
  const { startOffset, endOffset } = await log.bounds(topic, partition);
  const records: StoredRecord[] = [];
  for (let offset = startOffset; offset < endOffset; ) {
    const batch = await log.read(topic, partition, offset, limit);
    expect(batch.nextOffset).toBeGreaterThan(offset);
    records.push(...batch.records);
    offset = batch.nextOffset;
  }
  return records;
}

function expectGrowing(records: readonly StoredRecord[]): void {
  const offsets = records.map((record) => record.offset);
  expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
}

function bytesOf(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function text(value: string): LogRecord {
  return { key: null, value: bytesOf(value) };
}

function keyed(key: string, value: string): LogRecord {
  return { key, value: bytesOf(value) };
}

function valueText({ value }: LogRecord): string {
  return value === null ? 'null' : new TextDecoder().decode(value);
}

function plain({ key, value, headers }: LogRecord): unknown {
  return { key, value: value === null ? null : [...value], headers: headers ?? {} };
}

function plainStored(record: StoredRecord): unknown {
  return [record.offset, record.appendedAtMs, plain(record)];
}

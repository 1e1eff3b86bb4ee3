/** What a data directory may do to us: be in use, be damaged, be full, be missing; and what it must not do: grow. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CRASH_TOPIC } from './crash-writer.ts';
import { LOCK_FILE } from './data-dir-lock.ts';
import { DATA_FILE, Environment } from './environment.ts';
import { openEmbedded, openEmbeddedReadOnly } from './open-embedded.ts';

const WRITER = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));
const UNUSABLE = { code: 'GV_DATA_DIR_UNUSABLE' };
const PLENTY = { maxRecords: 1_000_000, maxBytes: 100_000_000 };

let dataDir: string;
let nowMs: number;
const open = () => openEmbedded({ dataDir, nowMs: () => nowMs });
beforeEach(() => {
  nowMs = 1_700_000_000_000;
  dataDir = mkdtempSync(join(tmpdir(), 'grapevine-data-dir-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('a directory that another process owns is refused, with who it is; when that was killed it is taken over', async () => {
  const child = spawn(process.execPath, [WRITER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('ready')) continue;
    await expect(open()).rejects.toMatchObject({
      code: 'GV_DATA_DIR_IN_USE',
      message: expect.stringContaining(`process ${child.pid}`),
    });
    child.kill('SIGKILL');
  }
  await ended;
  expect(existsSync(join(dataDir, LOCK_FILE))).toBe(true);
  const taken = await open();
  expect((await taken.log.describe(CRASH_TOPIC)).partitions).toBe(1);
  await taken.close();
  expect(existsSync(join(dataDir, LOCK_FILE))).toBe(false);
});

test('the same process cannot open a directory twice, but can again after closing it', async () => {
  const first = await open();
  await expect(open()).rejects.toMatchObject({ code: 'GV_DATA_DIR_IN_USE' });
  await first.close();
  await first.close();
  await (await open()).close();
});

test('a lock that was not written whole, or whose process id is in use by another program now, is taken over', async () => {
  for (const stale of ['', '{"pid":', JSON.stringify({ pid: process.ppid, startTime: '1', bootId: 'another boot' })]) {
    writeFileSync(join(dataDir, LOCK_FILE), stale);
    await (await open()).close();
  }
});

test('a path that is not a directory is refused', async () => {
  const file = join(dataDir, 'file');
  writeFileSync(file, '');
  await expect(openEmbedded({ dataDir: file, nowMs: () => 0 })).rejects.toMatchObject(UNUSABLE);
  await expect(openEmbedded({ dataDir: join(file, 'below'), nowMs: () => 0 })).rejects.toMatchObject(UNUSABLE);
});

test('a file that is no database is refused, and left as it was', async () => {
  writeFileSync(join(dataDir, DATA_FILE), 'x'.repeat(20_000));
  await expect(open()).rejects.toMatchObject(UNUSABLE);
  expect(readFileSync(join(dataDir, DATA_FILE), 'utf8')).toBe('x'.repeat(20_000));
  expect(existsSync(join(dataDir, LOCK_FILE))).toBe(false);
});

test('data of a format that this version does not know is refused', async () => {
  await (await open()).close();
  const later = new Environment(dataDir, { readOnly: false });
  const meta = later.table('meta');
  await later.write('GV_DATA_DIR_UNUSABLE', () => meta.putSync(Buffer.from('format'), Buffer.from([2])));
  await later.close();
  await expect(open()).rejects.toMatchObject({ ...UNUSABLE, message: expect.stringContaining('format 2') });
  await expect(openEmbeddedReadOnly({ dataDir })).rejects.toMatchObject(UNUSABLE);
});

test('records that the disk changed are refused, not delivered', async () => {
  const before = await open();
  await before.log.ensureTopic('t', { partitions: 1, compacted: false });
  await before.log.append([
    { topic: 't', partition: 0, records: [{ key: null, value: Buffer.alloc(20_000, 'needle') }] },
  ]);
  await before.close();
  const file = readFileSync(join(dataDir, DATA_FILE));
  const at = file.indexOf('needleneedle');
  file[at + 10_000]! ^= 1;
  writeFileSync(join(dataDir, DATA_FILE), file);
  const after = await open();
  await expect(after.log.read('t', 0, 0, PLENTY)).rejects.toMatchObject(UNUSABLE);
  await after.close();
});

test('reading only takes no lock, makes nothing, sees everything, and refuses to write', async () => {
  await expect(openEmbeddedReadOnly({ dataDir })).rejects.toMatchObject(UNUSABLE);
  expect(readdirSync(dataDir)).toEqual([]);
  const writer = await open();
  await writer.log.ensureTopic('t', { partitions: 1, compacted: false });
  await writer.log.append([{ topic: 't', partition: 0, records: [{ key: 'k', value: Buffer.from('v') }] }]);
  await (await writer.store.acquire('tally/0')).commit(1, {
    drops: [],
    puts: [{ family: 'f', key: 'k', bytes: Buffer.from('v') }],
    deletes: [],
  });
  await writer.close();
  const files = readdirSync(dataDir);

  const reader = await openEmbeddedReadOnly({ dataDir });
  expect((await reader.log.read('t', 0, 0, PLENTY)).records.map((record) => record.key)).toEqual(['k']);
  const snapshot = await reader.store.snapshot('tally/0');
  expect([snapshot.position, (await snapshot.scan('f')).length]).toEqual([1, 1]);
  snapshot.close();
  await expect(
    reader.log.append([{ topic: 't', partition: 0, records: [{ key: null, value: null }] }]),
  ).rejects.toMatchObject({ code: 'GV_LOG_WRITE_FAILED' });
  await expect(reader.store.acquire('tally/0')).rejects.toMatchObject({ code: 'GV_STORE_WRITE_FAILED' });
  expect(readdirSync(dataDir)).toEqual(files);
  await reader.close();
});

test('a full disk fails the write with a clear code and ends nothing; what was acknowledged is there afterwards', async () => {
  // The limit on a file's size (in blocks of 1 KiB) stands for a full disk: the same path through the database.
  const command = `trap '' XFSZ; ulimit -f 4000; exec "$0" "$1" "$2"`;
  const child = spawn('bash', ['-c', command, process.execPath, WRITER, dataDir], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const status = new Promise((resolve) => child.once('close', resolve));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  expect(await status).toBe(0);
  expect(lines.at(-1)).toMatch(/^failed GV_(LOG|STORE)_WRITE_FAILED true$/);
  const appended = lines
    .findLast((line) => line.startsWith('appended'))!
    .split(' ')
    .map(Number);
  const after = await open();
  expect((await after.log.bounds(CRASH_TOPIC, 0)).endOffset).toBe(appended[1]! + appended[2]!);
  await after.close();
});

test('the file stays bounded while as much is trimmed as is appended', async () => {
  const { log, store, close } = await open();
  await log.ensureTopic('t', { partitions: 1, compacted: false });
  const owner = await store.acquire('tally/0');
  const sizes: number[] = [];
  for (let cycle = 0; cycle < 40; cycle++) {
    nowMs += 60_000;
    const records = Array.from({ length: 2_000 + 500 * (cycle % 3) }, (_, index) => ({
      key: `${index}`,
      value: Buffer.alloc(100 + (cycle % 7)),
    }));
    await log.append([{ topic: 't', partition: 0, records }]);
    const puts = Array.from({ length: 200 }, (_, index) => ({
      family: `bucket:${cycle}`,
      key: `${index * 7_919}`,
      bytes: Buffer.alloc(150),
    }));
    await owner.commit(cycle, { drops: [`bucket:${cycle - 3}`], puts, deletes: [] });
    await log.trim('t', 0, nowMs - 3 * 60_000);
    sizes.push(statSync(join(dataDir, DATA_FILE)).size);
  }
  await close();
  expect(sizes.at(-1)!).toBeLessThanOrEqual(1.5 * sizes[9]!);
});

test('a key that does not fit is refused with what fits, and the commit changes nothing', async () => {
  const { store, close } = await open();
  const owner = await store.acquire('tally/0');
  const put = (key: string) => ({ family: 'f', key, bytes: Buffer.from('v') });
  await owner.commit(1, { drops: [], puts: [put('x'.repeat(1_900))], deletes: [] });
  const tooLong = owner.commit(2, { drops: ['f'], puts: [put('ok'), put('x'.repeat(1_973))], deletes: [] });
  await expect(tooLong).rejects.toMatchObject({
    code: 'GV_STORE_WRITE_FAILED',
    message: expect.stringContaining('1972 fit'),
  });
  expect(owner.position).toBe(1);
  expect(await owner.scan('f')).toHaveLength(1);
  await owner.commit(2, { drops: [], puts: [put('x'.repeat(1_972))], deletes: [] });
  await close();
});

test('closing ends a wait, and refuses what comes after', async () => {
  const { log, store, close } = await open();
  await log.ensureTopic('t', { partitions: 1, compacted: false });
  const owner = await store.acquire('tally/0');
  await owner.commit(1, { drops: [], puts: [{ family: 'f', key: 'k', bytes: Buffer.from('v') }], deletes: [] });
  const [left, used] = [await store.snapshot('tally/0'), await store.snapshot('tally/0')];
  await used.scan('f');
  const wait = log.waitBeyond('t', 0, 0, new AbortController().signal);
  await close();
  await wait;
  for (const reader of [left, used, owner]) await expect(reader.read('f', ['k'])).rejects.toMatchObject(UNUSABLE);
  left.close();
  used.close();
  await expect(store.snapshot('tally/0')).rejects.toMatchObject(UNUSABLE);
  await expect(store.scopes()).rejects.toMatchObject(UNUSABLE);
  await expect(log.read('t', 0, 0, PLENTY)).rejects.toMatchObject(UNUSABLE);
  await expect(log.append([{ topic: 't', partition: 0, records: [{ key: null, value: null }] }])).rejects.toMatchObject(
    { code: 'GV_LOG_WRITE_FAILED' },
  );
  await expect(store.acquire('tally/0')).rejects.toMatchObject({ code: 'GV_STORE_WRITE_FAILED' });
});

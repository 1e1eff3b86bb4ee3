import { connect, type Socket } from 'node:net';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { encodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Api, ApiOptions } from './api.ts';
import { alertOf, apiOver, servedWorld } from './served-world.ts';

const TOPIC = 'grapevine.alerts.v1';

let log: MemoryLog;
const apis: Api[] = [];
const readers: Reader[] = [];

beforeEach(async () => {
  log = new MemoryLog({ nowMs: () => 0, gapAfterAppend: 1 });
  await log.ensureTopic(TOPIC, { partitions: 2, compacted: false });
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.socket.destroy();
  await Promise.all(apis.splice(0).map((api) => api.close()));
});

async function append(alert: Alert, partition = 0): Promise<void> {
  await log.append([{ topic: TOPIC, partition, records: [{ key: alert.brand, value: encodeAlert(alert) }] }]);
}

async function serve(options: Partial<ApiOptions> = {}): Promise<{ api: Api; port: number }> {
  const store = await servedWorld();
  const api = apiOver(store, log, options);
  apis.push(api);
  return { api, port: await api.listen({ host: '127.0.0.1', port: 0 }) };
}

interface Reader {
  readonly socket: Socket;
  /** Everything that came so far. */
  text: string;
  ended: boolean;
}

/** A reader of its own, so that it can stop taking. */
function read(port: number, { query = '', lastEventId = '' } = {}): Reader {
  const socket = connect(port, '127.0.0.1');
  const reader: Reader = { socket, text: '', ended: false };
  readers.push(reader);
  socket.on('data', (chunk) => {
    reader.text += chunk.toString();
  });
  socket.on('close', () => {
    reader.ended = true;
  });
  socket.on('error', () => {});
  const resume = lastEventId === '' ? '' : `last-event-id: ${lastEventId}\r\n`;
  socket.write(`GET /v1/stream${query} HTTP/1.1\r\nhost: 127.0.0.1\r\n${resume}\r\n`);
  return reader;
}

const idsIn = ({ text }: Reader): string[] => [...text.matchAll(/"id":"(alert-[^"]+)"/g)].map(([, id]) => id as string);
const positionsIn = ({ text }: Reader): string[] => [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id as string);
const until = (condition: () => unknown) => expect.poll(condition, { timeout: 5000, interval: 5 });

it('an alert reaches who listens, as the same object that HTTP gives', async () => {
  const { port } = await serve();
  const reader = read(port);
  await until(() => positionsIn(reader)).toHaveLength(1);
  await append(alertOf(0, 'opened'));
  await until(() => idsIn(reader)).toEqual(['alert-main/united-0']);
  expect(reader.text).toContain('content-type: text/event-stream; charset=utf-8');
  expect(reader.text).toContain('x-content-type-options: nosniff');
  expect(reader.text).toMatch(/event: alert\ndata: \{.*"brand":"united".*"at":"2026-11-23T12:00:00\.000Z".*\}\n\n/);
});

it('an alert that lies twice on the log comes once', async () => {
  const { port } = await serve();
  const reader = read(port);
  await until(() => positionsIn(reader)).toHaveLength(1);
  for (const sequence of [0, 0, 1, 0]) await append(alertOf(sequence, 'opened'), sequence % 2);
  await append(alertOf(2, 'opened'));
  await until(() => idsIn(reader).includes('alert-main/united-2')).toBe(true);
  expect(idsIn(reader).toSorted()).toEqual(['alert-main/united-0', 'alert-main/united-1', 'alert-main/united-2']);
});

it('who comes back with the last position misses nothing, also before the first alert', async () => {
  const { port } = await serve();
  const before = read(port);
  await until(() => positionsIn(before)).toHaveLength(1);
  before.socket.destroy();
  for (const sequence of [0, 1, 2]) await append(alertOf(sequence, 'opened'), sequence % 2);
  const [start = ''] = positionsIn(before);
  const again = read(port, { lastEventId: start });
  await until(() => idsIn(again)).toHaveLength(3);
  const third = read(port, { lastEventId: positionsIn(again)[2] as string });
  await until(() => idsIn(third)).toHaveLength(1);
  expect(idsIn(third)).toEqual([idsIn(again)[2]]);
});

it('a position of another log is refused, and so is one that is none', async () => {
  const { port } = await serve();
  for (const lastEventId of ['topic-9~0~0', 'topic-1~0', 'topic-1~99~0', 'x', 'topic-1~-1~0']) {
    const reader = read(port, { lastEventId });
    await until(() => reader.text).toContain('urn:grapevine:problem:unknown-position');
    expect(reader.text).toMatch(/^HTTP\/1\.1 400 /);
  }
});

it('what the log no longer keeps is said to be missing', async () => {
  const { port } = await serve();
  await append(alertOf(0, 'opened'));
  await log.trim(TOPIC, 0, 1);
  await append(alertOf(1, 'escalated'));
  const reader = read(port, { lastEventId: 'topic-1~0~0' });
  await until(() => idsIn(reader)).toEqual(['alert-main/united-1']);
  expect(reader.text).toContain('event: lagged');
});

it('a reader of one brand gets the alerts of that brand only', async () => {
  const { port } = await serve();
  const reader = read(port, { query: '?brand=delta' });
  await until(() => positionsIn(reader)).toHaveLength(1);
  await append(alertOf(0, 'opened', 'main/united'));
  await append(alertOf(0, 'opened', 'main/delta'));
  await until(() => idsIn(reader)).toEqual(['alert-main/delta-0']);
});

it('a quiet stream beats', async () => {
  const { port } = await serve({ heartbeatMs: 10 });
  const reader = read(port);
  await until(() => reader.text).toContain(': beat\n\n');
});

it('one stream too many is refused, and a place is free again when a reader leaves', async () => {
  const { port } = await serve({ maxStreams: 1 });
  const first = read(port);
  await until(() => positionsIn(first)).toHaveLength(1);
  const second = read(port);
  await until(() => second.text).toContain('HTTP/1.1 429 ');
  expect(second.text).toContain('retry-after: 30');
  first.socket.destroy();
  await until(async () => {
    const third = read(port);
    await until(() => third.text).not.toBe('');
    return third.text.startsWith('HTTP/1.1 200 ');
  }).toBe(true);
});

it('a reader that takes nothing is told that it lags, and let go', async () => {
  const long = { ...alertOf(0, 'opened'), title: { en: 'x'.repeat(100_000), nb: '' } };
  let sent = 0;
  const { port, api } = await serve({
    stallMs: 50,
    alertsFrom: async function* (_position, signal) {
      yield { kind: 'position', position: '0', hasGap: false };
      for (; !signal.aborted; sent++)
        yield { kind: 'alert', position: `${sent}`, alert: { ...long, id: `alert-${sent}` } };
    },
  });
  const reader = read(port);
  reader.socket.pause();
  await until(() => sent).toBeGreaterThan(0);
  await until(async () => (await api.app.inject('/metrics')).body).toContain('grapevine_api_streams 0');
  // What waits is bounded: the sockets' own buffers, and no more.
  expect(sent).toBeLessThan(500);
  reader.socket.resume();
  await until(() => reader.ended).toBe(true);
  expect(reader.text).toContain('event: lagged');
});

it('closing the api ends the streams', async () => {
  const { port, api } = await serve();
  const reader = read(port);
  await until(() => positionsIn(reader)).toHaveLength(1);
  await api.close();
  await until(() => reader.ended).toBe(true);
});

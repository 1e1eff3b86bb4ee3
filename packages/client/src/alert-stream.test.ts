import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FaultProxy } from '@grapevine/test-services/fault-proxy.ts';
import { expect, onTestFinished, test } from 'vitest';
import { AlertStream, type AlertStreamOptions, type Lagged } from './alert-stream.ts';
import { ServedApi } from './http/api-for-tests.ts';
import { nthAlert } from './kafka/alerts-for-tests.ts';
import type { ServedAlert } from './types/served.ts';

const until = (condition: () => unknown) => expect.poll(condition, { timeout: 5000, interval: 5 });

/** A reader beside the test, until it is over. */
class StreamReader {
  readonly alerts: ServedAlert[] = [];
  readonly lagged: Lagged[] = [];
  readonly lost: Error[] = [];
  readonly stop = new AbortController();
  readonly stream: AlertStream;
  readonly ended: Promise<void>;

  constructor(options: AlertStreamOptions) {
    this.stream = new AlertStream({
      firstPauseMs: 1,
      random: () => 0.5,
      signal: this.stop.signal,
      onLagged: (lagged) => this.lagged.push(lagged),
      onDisconnected: (why) => this.lost.push(why),
      ...options,
    });
    this.ended = this.#read();
    this.ended.catch(() => undefined);
    onTestFinished(async () => {
      this.stop.abort();
      await Promise.allSettled([this.ended]);
    });
  }

  get ids(): string[] {
    return this.alerts.map(({ id }) => id);
  }

  async #read(): Promise<void> {
    for await (const alert of this.stream) this.alerts.push(alert);
  }
}

async function begun(options: AlertStreamOptions): Promise<StreamReader> {
  const reader = new StreamReader(options);
  await until(() => reader.stream.position).not.toBeNull();
  return reader;
}

/** A server of streams whose answers the test writes; `asked`: the Last-Event-ID of each request. */
async function scripted(...answers: readonly ((response: ServerResponse) => void)[]) {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const answer = answers[asked.length] ?? answers.at(-1);
    asked.push(request.headers['last-event-id'] as string | undefined);
    answer?.(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function streaming(text: string): (response: ServerResponse) => ServerResponse {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(text);
    return response;
  };
}

const alertText = (nth: number): string => `id: 7~${nth}\nevent: alert\ndata: {"id":"alert-${nth}"}\n\n`;

test('alerts come as by HTTP, of the brand asked for', async () => {
  const served = await ServedApi.open();
  const reader = await begun({ url: served.url, brand: 'united' });
  await served.raise(nthAlert(0), nthAlert(1, 'main/delta'), nthAlert(2));
  await until(() => reader.ids).toEqual(['alert-0', 'alert-2']);
  expect(reader.alerts[0]).toMatchObject({ brand: 'united', at: '2026-11-23T12:00:00.000Z' });
});

test('an abort ends the iteration without an error, also while nothing comes', async () => {
  const served = await ServedApi.open();
  const reader = await begun({ url: served.url });
  reader.stop.abort();
  await reader.ended;
  expect(reader.lost).toEqual([]);
});

test('a position that was kept makes the next run go on behind the alert that was handled', async () => {
  const served = await ServedApi.open();
  const first = await begun({ url: served.url });
  await served.raise(nthAlert(0));
  await until(() => first.ids).toEqual(['alert-0']);
  const { position } = first.stream;
  first.stop.abort();
  await first.ended;
  await served.raise(nthAlert(1), nthAlert(2));
  const second = new StreamReader({ url: served.url, position });
  await until(() => second.ids).toEqual(['alert-1', 'alert-2']);
});

test('a loop that is left by break closes its connection', async () => {
  const served = await ServedApi.open();
  const stream = new AlertStream({ url: served.url });
  const seen: string[] = [];
  const read = async (): Promise<void> => {
    for await (const { id } of stream) {
      seen.push(id);
      break;
    }
  };
  const reading = read();
  await until(() => stream.position).not.toBeNull();
  await served.raise(nthAlert(0), nthAlert(1));
  await reading;
  expect(seen).toEqual(['alert-0']);
  await until(() => new Promise((resolve) => served.api.app.server.getConnections((_, open) => resolve(open)))).toBe(0);
});

test('a connection that is cut is opened again at the position, and nothing is missed or repeated', async () => {
  const served = await ServedApi.open();
  const proxy = await FaultProxy.open(served.port);
  onTestFinished(() => proxy.close());
  const reader = await begun({ url: `http://127.0.0.1:${proxy.port}` });
  await served.raise(nthAlert(0));
  await until(() => reader.ids).toEqual(['alert-0']);
  for (let nth = 1; nth < 5; nth++) {
    proxy.refuse();
    await until(() => reader.lost.length).toBeGreaterThanOrEqual(2 * nth);
    await served.raise(nthAlert(nth));
    proxy.resume();
    await until(() => reader.ids.length).toBe(nth + 1);
  }
  expect(reader.ids).toEqual(['alert-0', 'alert-1', 'alert-2', 'alert-3', 'alert-4']);
});

test('a connection on which nothing comes, not even a beat, is opened anew', async () => {
  const served = await ServedApi.open({ heartbeatMs: 5 });
  const proxy = await FaultProxy.open(served.port);
  onTestFinished(() => proxy.close());
  const reader = await begun({ url: `http://127.0.0.1:${proxy.port}`, silenceMs: 300 });
  proxy.hang('toClient');
  await served.raise(nthAlert(0));
  await until(() => reader.lost.length).toBeGreaterThan(0);
  expect(reader.lost[0]?.message).toContain('nothing came for 300 ms');
  proxy.cut();
  proxy.resume();
  await until(() => reader.ids).toEqual(['alert-0']);
});

test('beats keep a quiet connection', async () => {
  const served = await ServedApi.open({ heartbeatMs: 20 });
  const reader = await begun({ url: served.url, silenceMs: 1_000 });
  const beganMs = performance.now();
  await until(() => performance.now() - beganMs > 1_500).toBe(true);
  await served.raise(nthAlert(0));
  await until(() => reader.ids).toEqual(['alert-0']);
  expect(reader.lost).toEqual([]);
});

test('a gap is told with the place where it begins, and the stream goes on behind it', async () => {
  const gap = 'event: lagged\ndata: {"detail":"Some alerts are not kept any more."}\n\nid: 7~50\n\n';
  const { url } = await scripted(streaming(`id: 7~0\n\n${alertText(1)}${gap}${alertText(51)}`));
  const reader = await begun({ url });
  await until(() => reader.ids).toEqual(['alert-1', 'alert-51']);
  expect(reader.lagged).toEqual([{ detail: 'Some alerts are not kept any more.', position: '7~1' }]);
});

test('an event that is cut off in the middle is not taken; it comes whole at the next connection', async () => {
  const { url, asked } = await scripted(
    (response) => streaming(`id: 7~0\n\n${alertText(1)}id: 7~2\nevent: alert\ndata: {"id":"al`)(response).end(),
    streaming(`${alertText(2)}`),
  );
  const reader = await begun({ url });
  await until(() => reader.ids).toEqual(['alert-1', 'alert-2']);
  expect(asked).toEqual([undefined, '7~1']);
});

test('a server that is overloaded is asked again; one that refuses the position is not', async () => {
  const refuse = (status: number, type: string) => (response: ServerResponse) => {
    const problem = { type: `urn:grapevine:problem:${type}`, title: 'No', status, detail: 'Not now.' };
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '0' };
    response.writeHead(status, headers).end(JSON.stringify(problem));
  };
  const { url, asked } = await scripted(
    refuse(429, 'too-many-streams'),
    refuse(503, 'unavailable'),
    streaming(alertText(1)),
  );
  const reader = new StreamReader({ url });
  await until(() => reader.ids).toEqual(['alert-1']);
  expect(asked).toHaveLength(3);

  const served = await ServedApi.open();
  const astray = new StreamReader({ url: served.url, position: 'another-log~3' });
  await expect(astray.ended).rejects.toMatchObject({
    code: 'GV_CLIENT_HTTP_PROBLEM',
    problem: { type: 'urn:grapevine:problem:unknown-position' },
  });
});

test('an outage that lasts longer than allowed ends the iteration with its name', async () => {
  const reader = new StreamReader({ url: 'http://127.0.0.1:1', outageMs: 20 });
  await expect(reader.ended).rejects.toMatchObject({ code: 'GV_CLIENT_HTTP_UNREACHABLE', retriable: true });
  expect(reader.lost.length).toBeGreaterThan(0);
});

test('what is no stream of events is said to be so', async () => {
  const { url } = await scripted((response) => response.end('<html>'));
  await expect(new StreamReader({ url }).ended).rejects.toMatchObject({ code: 'GV_CLIENT_HTTP_ANSWER', status: 200 });
});

// Each fault against a server that notes what reached it and answers with the same bytes.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FaultProxy } from './fault-proxy.ts';

const received: string[] = [];
const clients: Socket[] = [];
let server: Server;
let serverPort: number;
let proxy: FaultProxy;

beforeEach(async () => {
  received.length = 0;
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received.push(chunk.toString());
      socket.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  serverPort = (server.address() as AddressInfo).port;
  proxy = await FaultProxy.open(serverPort);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

async function open(port = proxy.port): Promise<Socket> {
  const client = connect(port, '127.0.0.1');
  clients.push(client);
  client.on('error', () => {});
  await once(client, 'connect');
  return client;
}

/** Resolves however it ends; `client.errored` tells how. */
function closed(client: Socket): Promise<void> {
  return new Promise((resolve) => client.once('close', () => resolve()));
}

async function ask(client: Socket, request: string): Promise<string> {
  client.write(request);
  const [answer] = await once(client, 'data');
  return String(answer);
}

test('without a fault requests and answers pass, and the end of a connection too', async () => {
  const client = await open();
  expect(await ask(client, 'one')).toBe('one');
  client.end();
  await closed(client);
  expect(client.errored).toBeNull();
});

test('a server that ends its side while the reader is behind loses nothing', async () => {
  const sent = Buffer.alloc(4_000_000, 'x');
  const farewell = createServer((socket) => void socket.end(sent));
  await new Promise<void>((resolve) => farewell.listen(0, '127.0.0.1', resolve));
  proxy.forwardTo((farewell.address() as AddressInfo).port);
  const client = await open();
  client.pause();
  await expect.poll(() => client.readableLength).toBeGreaterThan(0);
  let length = 0;
  client.on('data', (chunk) => {
    length += chunk.length;
  });
  client.resume();
  await closed(client);
  expect(length).toBe(sent.length);
  await new Promise((resolve) => farewell.close(resolve));
});

test('a large answer passes whole through a reader that halts', async () => {
  const client = await open();
  const sent = 'x'.repeat(8_000_000);
  let length = 0;
  const whole = new Promise<void>((resolve) => {
    client.on('data', (chunk) => {
      length += chunk.length;
      if (length === sent.length) resolve();
      client.pause();
      setImmediate(() => client.resume());
    });
  });
  client.write(sent);
  await whole;
  expect(length).toBe(sent.length);
});

test('a cut ends the open connections, and new ones are taken', async () => {
  const client = await open();
  await ask(client, 'one');
  proxy.cut();
  await closed(client);
  expect(client.errored).toMatchObject({ code: 'ECONNRESET' });
  expect(await ask(await open(), 'two')).toBe('two');
  expect(proxy.openConnections).toBe(1);
});

test('while it refuses, a new connection is ended; after it resumes, taken', async () => {
  proxy.refuse();
  const refused = connect(proxy.port, '127.0.0.1');
  clients.push(refused);
  refused.on('error', () => {});
  await closed(refused);
  proxy.resume();
  expect(await ask(await open(), 'one')).toBe('one');
});

// In these two, a request around the proxy is the clock: what the proxy let through would have arrived before it.
test('with the way to the client hung the server still receives; the answers come after it resumes', async () => {
  const client = await open();
  await ask(client, 'one');
  proxy.hang('toClient');
  const answered: string[] = [];
  client.on('data', (chunk) => answered.push(String(chunk)));
  client.write('two');
  await expect.poll(() => received).toEqual(['one', 'two']);
  await ask(await open(serverPort), 'clock');
  expect(answered).toEqual([]);
  proxy.resume();
  await expect.poll(() => answered).toEqual(['two']);
});

test('with the way to the server hung a request reaches it only after it resumes, on new connections too', async () => {
  const before = await open();
  await ask(before, 'one');
  proxy.hang('toServer');
  before.write('two');
  (await open()).write('three');
  await ask(await open(serverPort), 'clock');
  expect(received).toEqual(['one', 'clock']);
  proxy.resume();
  await expect.poll(() => received.toSorted()).toEqual(['clock', 'one', 'three', 'two']);
});

test('what a hung direction holds is lost when the connection is cut', async () => {
  const client = await open();
  await ask(client, 'one');
  proxy.hang('toServer');
  client.write('lost');
  proxy.cut();
  proxy.resume();
  expect(await ask(await open(), 'two')).toBe('two');
  expect(received).toEqual(['one', 'two']);
});

test('the lost answer is that of the marked request, which was carried out; then the connection ends', async () => {
  const client = await open();
  const lost = proxy.loseNextAnswer('COMMIT');
  expect(await ask(client, 'READ')).toBe('READ');
  const answered: string[] = [];
  client.on('data', (chunk) => answered.push(String(chunk)));
  client.write('COMMIT');
  await Promise.all([lost, closed(client)]);
  expect(received).toEqual(['READ', 'COMMIT']);
  expect(answered).toEqual([]);
  expect(await ask(await open(), 'COMMIT')).toBe('COMMIT');
});

import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { IngestClient, type Rejected } from './ingest-client.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** A door that gives these answers, one after the other, and keeps what it was sent. */
async function door(answers: readonly { status: number; body: object; retryAfter?: string }[]) {
  const bodies: string[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const answer = answers[Math.min(bodies.length, answers.length - 1)]!;
      bodies.push(body);
      response.writeHead(answer.status, answer.retryAfter === undefined ? {} : { 'retry-after': answer.retryAfter });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, bodies };
}

function clientOf(url: string, waits: number[] = [], rejected: Rejected<number>[] = []) {
  return new IngestClient<number>({
    url,
    stop: new AbortController().signal,
    onRejected: (one) => rejected.push(one),
    onWait: (seconds) => waits.push(seconds),
  });
}

const TAKEN = { accepted: 1, rejected: [], unwatched: 0, duplicates: 0 };

test('a busy door is asked again after as long as it says, with the same lines', async () => {
  const { url, bodies } = await door([
    { status: 503, body: {}, retryAfter: '0.01' },
    { status: 202, body: TAKEN },
  ]);
  const waits: number[] = [];
  const client = clientOf(url, waits);
  await client.add({ bytes: Buffer.from('{"id":"1"}'), origin: 1 });
  await client.flush();
  expect(waits).toEqual([0.01]);
  expect(bodies).toEqual(['{"id":"1"}\n', '{"id":"1"}\n']);
  expect(client.sums).toEqual({ sent: 1, accepted: 1, rejected: 0, unwatched: 0, duplicates: 0 });
});

test('a rejected entry is told by where its line came from', async () => {
  const rejected: Rejected<number>[] = [];
  const answer = { ...TAKEN, rejected: [{ index: 1, reason: 'not-json', message: 'no' }] };
  const { url } = await door([{ status: 202, body: answer }]);
  const client = clientOf(url, [], rejected);
  for (const line of [7, 9]) await client.add({ bytes: Buffer.from('x'), origin: line });
  await client.flush();
  expect(rejected).toEqual([{ origin: 9, reason: 'not-json', message: 'no' }]);
});

test('more than 5,000 lines, or than a mebibyte, are several requests', async () => {
  const { url, bodies } = await door([{ status: 202, body: TAKEN }]);
  const client = clientOf(url);
  for (let line = 0; line < 5001; line++) await client.add({ bytes: Buffer.from('x'), origin: line });
  await client.flush();
  const large = Buffer.alloc(600_000, 'x');
  for (const line of [1, 2]) await client.add({ bytes: large, origin: line });
  await client.flush();
  expect(bodies.map((body) => body.length)).toEqual([10_000, 2, 600_001, 600_001]);
});

test('a door that is not Grapevine, and one that is not there, are told apart', async () => {
  const { url } = await door([{ status: 202, body: { hello: 'world' } }]);
  const client = clientOf(url);
  await client.add({ bytes: Buffer.from('x'), origin: 1 });
  await expect(client.flush()).rejects.toThrow("is not Grapevine's ingest door");
  server?.close();
  const nobody = clientOf('http://127.0.0.1:9');
  await nobody.add({ bytes: Buffer.from('x'), origin: 1 });
  await expect(nobody.flush()).rejects.toThrow('cannot be reached');
});

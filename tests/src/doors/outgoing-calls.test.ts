/**
 * Calls to the outside go where the operator said, and nowhere else: who is called cannot send them on to another host,
 * such as the metadata service of a cloud, nor get a key or login by it (OWASP API7: server-side request forgery).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { IngestClient } from '@grapevine/cli/operating/ingest-client.ts';
import { instanceAt } from '@grapevine/cli/reading/instance-source.ts';
import { AlertStream } from '@grapevine/client/alert-stream.ts';
import { HttpClient } from '@grapevine/client/http-client.ts';
import { openConnection } from '@grapevine/connectors/bluesky/connection.ts';
import { RegistryClient } from '@grapevine/kafka-log/values/registry-client.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';

const ROOT = new URL('../../../', import.meta.url).pathname;
const KEY = `gv_0123456789ab_${'x'.repeat(43)}`;
const servers: Server[] = [];
/** What reached the place that the redirects lead to. */
const trapped: string[] = [];
let url = '';
let redirects = 0;

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as { readonly port: number }).port}`;
}

beforeAll(async () => {
  const trap = createServer(({ headers }, response) => {
    trapped.push(headers.authorization ?? 'no authorization');
    response.end('{}');
  });
  trap.on('upgrade', (_request, socket) => {
    trapped.push('upgrade');
    socket.destroy();
  });
  const location = `http://${await listening(trap)}/latest/meta-data/`;
  const redirecting = createServer((request, response) => {
    redirects += 1;
    request.resume();
    response.writeHead(request.method === 'POST' ? 307 : 302, { location }).end();
  });
  redirecting.on('upgrade', (_request, socket) => {
    redirects += 1;
    socket.end(`HTTP/1.1 302 Found\r\nlocation: ${location.replace('http', 'ws')}\r\n\r\n`);
  });
  url = `http://${await listening(redirecting)}`;
});
afterAll(() => {
  for (const server of servers) server.close();
});

const never = new AbortController().signal;

test.each<readonly [string, () => Promise<unknown>]>([
  ['the schema registry', () => new RegistryClient({ url, auth: { username: 'u', password: 'canary' } }).schemaOf(1)],
  [
    'an instance, asked by the command line',
    () => instanceAt(url, { apiKey: KEY, locale: () => 'en' }).get('/v1/brands'),
  ],
  ['an instance, asked by the client', () => new HttpClient({ url, apiKey: KEY }).brands()],
  ['a stream of alerts', () => new AlertStream({ url, apiKey: KEY })[Symbol.asyncIterator]().next()],
  [
    'an ingest door',
    async () => {
      const ignore = () => undefined;
      const client = new IngestClient({ url, apiKey: KEY, stop: never, onRejected: ignore, onWait: ignore });
      await client.add({ bytes: Buffer.from('{}'), origin: 0 });
      await client.flush();
    },
  ],
  [
    'a Jetstream',
    async () => {
      const address = url.replace('http', 'ws');
      const common = { maxQueuedBytes: 1000, stallMs: 5000, signal: never, onOpen: () => undefined };
      const connection = openConnection({ ...common, WebSocket, address });
      expect(await connection.next(1)).toEqual([]);
      throw new Error(connection.endedBy());
    },
  ],
])('%s that answers with a redirect is not followed', async (_what, call) => {
  const before = redirects;
  await expect(call()).rejects.toThrow();
  expect(redirects).toBeGreaterThan(before);
  expect(trapped).toEqual([]);
});

test('every call by fetch in the sources says that it follows no redirect', () => {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', 'packages', 'services', 'examples'];
  const files = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n');
  const calls = files
    .filter(
      (file) =>
        file.endsWith('.ts') &&
        !/(?:\.test|-for-tests|of-test)\.ts$/.test(file) &&
        !file.startsWith('packages/test-services'),
    )
    .flatMap((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      return [...text.matchAll(/(?<![#.\w])fetch\(/g)].map(({ index }) => ({
        file,
        call: text.slice(index, index + 400),
      }));
    });
  expect(calls.length).toBeGreaterThan(5);
  for (const { file, call } of calls)
    expect([file, call]).toEqual([file, expect.stringMatching(/redirect: '(?:error|manual)'/)]);
});

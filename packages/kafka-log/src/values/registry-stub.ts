/**
 * A registry that fails on purpose, for tests of what a real one does not do on command: it hangs, answers with pages of
 * a proxy, is down. Tests of what a registry does rightly run on a real one.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RegistryStub {
  readonly url: string;
  /** Paths asked for so far. */
  readonly asked: string[];
  /** How it answers from now on. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
}

export function json(status: number, body: unknown): RegistryStub['answer'] {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' }).end(JSON.stringify(body));
  };
}

export function html(status: number): RegistryStub['answer'] {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Welcome to the proxy</html>');
  };
}

export function hang(): RegistryStub['answer'] {
  return () => undefined;
}

/** Closed when the test is over. */
export async function registryStub(answer: RegistryStub['answer']): Promise<RegistryStub> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    stub.answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const stub: RegistryStub = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, answer };
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return stub;
}

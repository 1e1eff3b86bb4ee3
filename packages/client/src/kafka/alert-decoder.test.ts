import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ALERT_SCHEMA } from '@grapevine/engine/records/alert-schema.ts';
import { listOf } from '@grapevine/engine/records/avro-schema.ts';
import { expect, onTestFinished, test } from 'vitest';
import { AlertDecoder } from './alert-decoder.ts';
import { encoded, framed, nthAlert } from './alerts-for-tests.ts';
import { SchemaSource } from './schema-source.ts';

/** So long that a busy machine is not taken for a registry that hangs. */
const PATIENT_MS = 30_000;

/** A registry that fails on purpose, for what a real one does not do on command. */
class FailingRegistry {
  asked = 0;
  answer: (response: ServerResponse) => void;
  url = '';

  private constructor(answer: (response: ServerResponse) => void) {
    this.answer = answer;
  }

  static async open(answer: (response: ServerResponse) => void): Promise<FailingRegistry> {
    const registry = new FailingRegistry(answer);
    const server = createServer((_, response) => {
      registry.asked++;
      registry.answer(response);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    registry.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return registry;
  }

  decoder(more: { readonly outageMs?: number; readonly signal?: AbortSignal } = {}): AlertDecoder {
    return new AlertDecoder({
      source: new SchemaSource({ url: this.url, timeoutMs: PATIENT_MS }),
      outageMs: PATIENT_MS,
      unknownPausesMs: [1, 1],
      onWaiting: () => undefined,
      signal: new AbortController().signal,
      ...more,
    });
  }
}

const json = (status: number, body: object) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' }).end(JSON.stringify(body));
};
const html = (status: number) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Welcome to the proxy</html>');
};
const schema = (body: object) => json(200, { schema: JSON.stringify(body) });
const hang = (): void => undefined;

const VALUE = framed(7, encoded(nthAlert(0)));
const READ = { kind: 'alert', alert: nthAlert(0) };

test('a schema is asked for once, however many alerts were written by it', async () => {
  const registry = await FailingRegistry.open(schema(ALERT_SCHEMA));
  const decoder = registry.decoder();
  for (let nth = 0; nth < 3; nth++) expect(await decoder.read(VALUE)).toEqual(READ);
  expect(registry.asked).toBe(1);
});

test.each([
  ['answers with the page of a proxy', html(200), PATIENT_MS],
  ['is not found by a proxy', html(404), PATIENT_MS],
  ['answers in JSON, but as another program', json(200, { hello: 'world' }), PATIENT_MS],
  ['fails', json(500, { error_code: 500, message: 'no' }), PATIENT_MS],
  ['wants another login', json(401, { error_code: 401, message: 'Unauthorized' }), PATIENT_MS],
  ['hangs', hang, 100],
])('a registry that %s is waited for', async (_, answer, timeoutMs) => {
  const registry = await FailingRegistry.open(answer);
  let told = 0;
  const decoder = new AlertDecoder({
    source: new SchemaSource({ url: registry.url, timeoutMs }),
    outageMs: PATIENT_MS,
    onWaiting: () => {
      told++;
      registry.answer = schema(ALERT_SCHEMA);
    },
    signal: new AbortController().signal,
  });
  expect(await decoder.read(VALUE)).toEqual(READ);
  expect(told).toBeGreaterThan(0);
});

test('the wait ends with the outage that is allowed, or when nobody wants the alert any more', async () => {
  const registry = await FailingRegistry.open(html(200));
  const unreachable = { code: 'GV_CLIENT_REGISTRY_UNREACHABLE', retriable: true };
  await expect(registry.decoder({ outageMs: 50 }).read(VALUE)).rejects.toMatchObject(unreachable);
  expect(await registry.decoder({ signal: AbortSignal.timeout(30) }).read(VALUE)).toEqual({ kind: 'aborted' });
});

test('an id that the registry does not know is asked for three times, then remembered; the next ones once', async () => {
  const registry = await FailingRegistry.open(json(404, { error_code: 40403, message: 'Schema not found' }));
  const decoder = registry.decoder();
  const unknown = { kind: 'undecodable', detail: 'the registry knows no schema 7' };
  for (let nth = 0; nth < 3; nth++) expect(await decoder.read(VALUE)).toEqual(unknown);
  expect(registry.asked).toBe(3);
  expect(await decoder.read(framed(8, Buffer.alloc(3)))).toMatchObject({ kind: 'undecodable' });
  expect(registry.asked).toBe(4);
});

test('what is no framed value is known as such without a question', async () => {
  const registry = await FailingRegistry.open(hang);
  const decoder = registry.decoder();
  for (const value of [Buffer.alloc(0), Buffer.alloc(4), Buffer.from('{"a":1}'), framed(0, VALUE), framed(-7, VALUE)]) {
    expect(await decoder.read(value)).toMatchObject({ kind: 'undecodable' });
  }
  expect(registry.asked).toBe(0);
});

test.each([
  ['a map', { type: 'map', values: 'int' }],
  ['an array whose items take no bytes', { type: 'array', items: 'null' }],
  ['an array whose items take no bytes', { type: 'array', items: { type: 'record', name: 'Void', fields: [] } }],
  ['an array whose items take no bytes', { type: 'array', items: { type: 'fixed', name: 'None', size: 0 } }],
])('a schema with %s is not read by', async (what, type) => {
  const hostile = { ...ALERT_SCHEMA, fields: [{ name: 'trap', type }, ...ALERT_SCHEMA.fields] };
  const registry = await FailingRegistry.open(schema(hostile));
  const detail = `the writer's schema has ${what}`;
  expect(await registry.decoder().read(VALUE)).toEqual({ kind: 'undecodable', detail });
});

test('a list that announces more than there is ends at once, though only its writer knows it', async () => {
  const newer = { ...ALERT_SCHEMA, fields: [{ name: 'more', ...listOf('int') }, ...ALERT_SCHEMA.fields] };
  const registry = await FailingRegistry.open(schema(newer));
  const huge = Buffer.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01);
  expect(await registry.decoder().read(framed(7, huge))).toMatchObject({ kind: 'undecodable' });
});

test('a schema of something else, and one that is none, make the value undecodable', async () => {
  const registry = await FailingRegistry.open(schema({ type: 'record', name: 'Order', fields: [] }));
  expect(await registry.decoder().read(VALUE)).toMatchObject({ kind: 'undecodable' });
  registry.answer = json(200, { schema: '{"type":"nothing"}' });
  expect(await registry.decoder().read(VALUE)).toMatchObject({ kind: 'undecodable' });
  registry.answer = json(200, { schema: 'syntax = "proto3"; message A {}', schemaType: 'PROTOBUF' });
  expect(await registry.decoder().read(VALUE)).toMatchObject({ kind: 'undecodable' });
});

import { INT, LONG, listOf, recordOf, TEXT } from '@grapevine/engine/records/avro-schema.ts';
import { typeOf } from '@grapevine/engine/records/avro-types.ts';
import { expect, test } from 'vitest';
import { RegistryClient } from './registry-client.ts';
import { hang, html, json, type RegistryStub, registryStub } from './registry-stub.ts';
import { transcoderOf } from './transcoder.ts';
import { ValueFrames } from './value-frames.ts';

const OURS = recordOf('Row', { name: TEXT, count: LONG });
const OLDER = recordOf('Row', { name: TEXT });
const NEWER = recordOf('Row', { name: TEXT, count: LONG, extra: listOf('string') });
const NEVER = new AbortController().signal;

/** So long that a busy machine is not taken for a registry that hangs. */
const PATIENT = { timeoutMs: 30_000, withinMs: 30_000 };
const IMPATIENT = { timeoutMs: 100, withinMs: 300 };

function framesOn(stub: RegistryStub, { timeoutMs, withinMs } = PATIENT): ValueFrames {
  return new ValueFrames({
    registry: new RegistryClient({ url: stub.url }, timeoutMs),
    schemas: new Map([['rows', OURS]]),
    withinMs,
    unknownPausesMs: [5, 5],
    unknownKeptMs: 60_000,
    signal: NEVER,
  });
}

function framed(id: number, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeInt32BE(id, 1);
  return Buffer.concat([head, body]);
}

async function settle(frames: ValueFrames, values: readonly Buffer[]) {
  const records = values.map((value, offset) => ({ key: null, value, offset, appendedAtMs: 0 }));
  await frames.settle(
    'rows',
    records,
    values.map((_, index) => index),
  );
  return records as { readonly value: Buffer; readonly fault?: string }[];
}

test('what is no framed value at all is given as it lies there, with the fault named, and nobody is asked', async () => {
  const stub = await registryStub(json(500, {}));
  const values = [
    Buffer.alloc(0),
    Buffer.from([0, 0, 0]),
    Buffer.from('{"json":1}'),
    framed(0, Buffer.alloc(4)),
    framed(-7, Buffer.alloc(4)),
  ];
  const records = await settle(framesOn(stub), values);
  expect(records.map(({ fault }) => fault)).toEqual([
    expect.stringContaining('too few'),
    expect.stringContaining('too few'),
    expect.stringContaining('begins with byte 0'),
    '0 is no id of a schema',
    '-7 is no id of a schema',
  ]);
  expect(records.map(({ value }) => value)).toEqual(values);
  expect(stub.asked).toEqual([]);
});

test('another version of the schema is read as ours: older with the default, newer without what we do not know', async () => {
  const stub = await registryStub((request, response) => {
    json(200, { schema: JSON.stringify(request.url?.endsWith('/1') ? OLDER : NEWER) })(request, response);
  });
  const older = framed(1, typeOf(OLDER).toBuffer({ name: 'old' }));
  const newer = framed(2, typeOf(NEWER).toBuffer({ name: 'new', count: 7, extra: ['x'] }));
  const frames = framesOn(stub);
  const records = await settle(frames, [older, newer, older, newer]);
  expect(records.map(({ value }) => ({ ...typeOf(OURS).fromBuffer(value) }))).toEqual([
    { name: 'old', count: 0 },
    { name: 'new', count: 7 },
    { name: 'old', count: 0 },
    { name: 'new', count: 7 },
  ]);
  await settle(frames, [older]);
  expect(stub.asked).toEqual(['/schemas/ids/1', '/schemas/ids/2']);
});

test('a value that is not what its own schema says is a fault: cut off, or with bytes left over', async () => {
  const stub = await registryStub(json(200, { schema: JSON.stringify(NEWER) }));
  const whole = typeOf(NEWER).toBuffer({ name: 'new', count: 7, extra: ['x'] });
  const records = await settle(framesOn(stub), [
    framed(2, whole.subarray(0, -2)),
    framed(2, Buffer.concat([whole, Buffer.from([0])])),
    framed(2, Buffer.alloc(0)),
  ]);
  for (const { fault } of records) expect(fault).toMatch(/not what the writer's schema says/);
});

test('a schema whose items take no bytes is refused, and so is one with a map or without end', () => {
  const bomb = { type: 'record', name: 'Row', fields: [{ name: 'n', type: { type: 'array', items: 'null' } }] };
  const empty = { type: 'record', name: 'Empty', fields: [{ name: 'n', type: 'null' }] };
  const hidden = {
    type: 'record',
    name: 'Row',
    fields: [
      { name: 'a', type: empty },
      { name: 'n', type: { type: 'array', items: 'Empty' } },
    ],
  };
  const map = { type: 'record', name: 'Row', fields: [{ name: 'n', type: { type: 'map', values: 'null' } }] };
  let deep: unknown = 'string';
  for (let level = 0; level < 40; level++) deep = { type: 'array', items: deep };
  const endless = { type: 'record', name: 'Row', fields: [{ name: 'n', type: deep }] };
  for (const schema of [bomb, hidden, map, endless])
    expect(transcoderOf(OURS, JSON.stringify(schema))).toMatchObject({
      fault: expect.stringContaining("writer's schema has"),
    });
  expect(transcoderOf(OURS, 'not json')).toMatchObject({ fault: expect.stringContaining('cannot be read as ours') });
  const other = recordOf('Row', { name: INT });
  expect(transcoderOf(OURS, JSON.stringify(other))).toMatchObject({
    fault: expect.stringContaining('cannot be read as ours'),
  });
});

test('an id that the registry does not know is asked for three times, then kept as unknown; further ones once', async () => {
  const stub = await registryStub(json(404, { error_code: 40403, message: 'Schema not found' }));
  const frames = framesOn(stub);
  const [record] = await settle(frames, [framed(99, Buffer.alloc(3))]);
  expect(record?.fault).toBe('the registry knows no schema 99');
  expect(stub.asked).toHaveLength(3);
  await settle(frames, [framed(99, Buffer.alloc(3)), framed(100, Buffer.alloc(3))]);
  expect(stub.asked.slice(3)).toEqual(['/schemas/ids/100']);
});

test('a schema that arrives late is found by asking again', async () => {
  const stub = await registryStub(json(404, { error_code: 40403 }));
  stub.answer = (request, response) => {
    const late = stub.asked.length > 1 ? json(200, { schema: JSON.stringify(OURS) }) : json(404, { error_code: 40403 });
    late(request, response);
  };
  const [record] = await settle(framesOn(stub), [framed(5, typeOf(OURS).toBuffer({ name: 'a', count: 1 }))]);
  expect(record).not.toHaveProperty('fault');
});

for (const [what, answer] of [
  ['hangs', hang()],
  ['is overloaded', json(503, { error_code: 50003 })],
  ['refuses the login', json(401, { error_code: 401 })],
  ['is a proxy’s page', html(200)],
  ['is a proxy’s page that says 404', html(404)],
] as const) {
  test(`a registry that ${what} makes no dead letters: reading is refused for now`, async () => {
    const stub = await registryStub(answer);
    const settling = settle(framesOn(stub, IMPATIENT), [framed(1, Buffer.alloc(3))]);
    await expect(settling).rejects.toMatchObject({ code: 'GV_LOG_UNREACHABLE', retriable: true });
    await expect(framesOn(stub, IMPATIENT).frameOf('rows', 'rows-value')).rejects.toMatchObject({
      code: 'GV_LOG_UNREACHABLE',
    });
  });
}

test('a registry that is down, and comes back in time, is waited for', async () => {
  const stub = await registryStub(json(503, {}));
  stub.answer = (request, response) => {
    const back = stub.asked.length > 2 ? json(200, { id: 12, schema: '' }) : html(502);
    back(request, response);
  };
  expect(await framesOn(stub).frameOf('rows', 'rows-value')).toEqual({ schemaId: 12 });
  const nobody = { url: 'http://127.0.0.1:1', asked: [], answer: hang() };
  await expect(framesOn(nobody, IMPATIENT).frameOf('rows', 'rows-value')).rejects.toMatchObject({
    code: 'GV_LOG_UNREACHABLE',
  });
});

test('a schema that is not registered is a fault of the installation, named as such', async () => {
  const stub = await registryStub(json(404, { error_code: 40401 }));
  await expect(framesOn(stub).frameOf('rows', 'rows-value')).rejects.toMatchObject({ code: 'GV_LOG_NO_SCHEMA' });
});

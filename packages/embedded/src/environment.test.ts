import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Environment, type Table } from './environment.ts';

let dataDir: string;
let environment: Environment;
let table: Table;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'grapevine-environment-'));
  environment = new Environment(dataDir, { readOnly: false });
  table = environment.table('t');
});
afterEach(async () => {
  await environment.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const key = (name: string): Buffer => Buffer.from(name);
const write = (run: () => unknown) => environment.write('GV_LOG_WRITE_FAILED', run);

test('writes that wait together share one transaction', async () => {
  const before = Number(environment.stats()['lastTxnId']);
  await Promise.all(Array.from({ length: 100 }, (_, index) => write(() => table.putSync(key(`${index}`), key('v')))));
  expect(Number(environment.stats()['lastTxnId']) - before).toBe(1);
});

test('a write that is refused leaves the others of its transaction alone', async () => {
  const refused = write(() => {
    throw new EngineError('GV_STORE_FENCED', 'refused');
  });
  const kept = write(() => table.putSync(key('kept'), key('v')));
  await expect(refused).rejects.toMatchObject({ code: 'GV_STORE_FENCED' });
  await kept;
  expect(table.get(key('kept'))).toBeDefined();
});

test('an error in the middle of a write gives up the whole transaction, and the next one goes through', async () => {
  const others = write(() => table.putSync(key('beside'), key('v')));
  const broken = write(() => {
    table.putSync(key('half'), key('v'));
    throw new TypeError('a bug');
  });
  await expect(broken).rejects.toMatchObject({ code: 'GV_LOG_WRITE_FAILED', retriable: false });
  await expect(others).rejects.toMatchObject({ code: 'GV_LOG_WRITE_FAILED' });
  expect([table.get(key('half')), table.get(key('beside'))]).toEqual([undefined, undefined]);
  await write(() => table.putSync(key('next'), key('v')));
  expect(table.get(key('next'))).toBeDefined();
});

test('a write sees those before it, in the same transaction too', async () => {
  const [, seen] = await Promise.all([
    write(() => table.putSync(key('a'), key('1'))),
    write(() => table.get(key('a'))?.toString()),
  ]);
  expect(seen).toBe('1');
});

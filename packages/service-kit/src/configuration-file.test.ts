import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfigurationFile } from './configuration-file.ts';

const TEXT = 'group: main\nbrands:\n  - { id: bla, name: Blåbær, match: { keywords: [blåbær] } }\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grapevine-configuration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fileOf(bytes: Uint8Array): string {
  const file = join(folder, 'grapevine.yaml');
  writeFileSync(file, bytes);
  return file;
}

test('a configuration in another encoding than UTF-8 is refused with its line: its names would match nothing', () => {
  expect(readConfigurationFile(fileOf(Buffer.from(TEXT))).brands[0]?.name).toBe('Blåbær');
  expect(() => readConfigurationFile(fileOf(Buffer.from(TEXT, 'latin1')))).toThrow(
    /grapevine\.yaml: line 3 is not UTF-8/u,
  );
  expect(() => readConfigurationFile(fileOf(Buffer.from(`\ufeff${TEXT}`, 'utf16le')))).toThrow(
    /is UTF-16; save it as UTF-8/u,
  );
});

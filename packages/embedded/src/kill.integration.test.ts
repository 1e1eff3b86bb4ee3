/** A process that appends and commits is killed (SIGKILL) again and again: nothing that it was told is done may be gone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CRASH_SCOPE, CRASH_TOPIC } from './crash-writer.ts';
import { openEmbedded } from './open-embedded.ts';

const WRITER = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));
const ROUNDS = 10;
const SEED = 20_260_101;

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'grapevine-kill-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** The lines until (and after) the kill, which falls at an arbitrary moment behind the given number of lines. */
async function runAndKill(killAfterLines: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [WRITER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(line);
    if (lines.length === killAfterLines) child.kill('SIGKILL');
  }
  await ended;
  return lines;
}

function lastNumbers(lines: readonly string[], word: string): number[] {
  const line = lines.findLast((candidate) => candidate.startsWith(`${word} `));
  return line === undefined ? [] : line.split(' ').slice(1).map(Number);
}

test(`after each of ${ROUNDS} kills the log holds all that was acknowledged, and rows and position agree`, async () => {
  let chance = SEED;
  for (let round = 0; round < ROUNDS; round++) {
    chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) >>> 0;
    const lines = await runAndKill(2 + ((chance >>> 8) % 60));
    const [firstOffset = 0, count = 0] = lastNumbers(lines, 'appended');
    const [committed = null] = lastNumbers(lines, 'committed');

    const { log, store, close } = await openEmbedded({ dataDir, nowMs: Date.now });
    const { startOffset, endOffset } = await log.bounds(CRASH_TOPIC, 0);
    expect(endOffset).toBeGreaterThanOrEqual(firstOffset + count);
    let expected = startOffset;
    while (expected < endOffset) {
      const { records, nextOffset } = await log.read(CRASH_TOPIC, 0, expected, {
        maxRecords: 5_000,
        maxBytes: 10_000_000,
      });
      for (const record of records) {
        if (record.key !== `${expected}` || record.offset !== expected)
          throw new Error(`offset ${expected} holds ${record.key}`);
        expected += 1;
      }
      expect(nextOffset).toBe(expected);
    }

    const snapshot = await store.snapshot(CRASH_SCOPE);
    if (committed !== null) expect(snapshot.position).toBeGreaterThanOrEqual(committed);
    if (snapshot.position !== null) {
      expect(snapshot.position).toBeLessThanOrEqual(endOffset);
      const rows = await snapshot.read('totals', ['one', 'two', `spread-${snapshot.position % 500}`]);
      expect(rows.map((bytes) => Number(Buffer.from(bytes!)))).toEqual([
        snapshot.position,
        snapshot.position,
        snapshot.position,
      ]);
    }
    snapshot.close();
    await close();
  }
});

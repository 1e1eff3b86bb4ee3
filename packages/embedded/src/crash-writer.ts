/**
 * For tests, run as a process of its own: appends and commits in a loop, and says on standard output what was
 * acknowledged, one line each, so that a test which kills it knows what must be there.
 *
 *   appended <first offset> <number of records>     committed <position>     failed <code> <retriable>
 */
import { writeSync } from 'node:fs';
import { openEmbedded } from './open-embedded.ts';

export const CRASH_TOPIC = 'interactions';
export const CRASH_SCOPE = 'tally/0';
const LARGEST_BATCH = 400;

if (import.meta.main) await writeUntilKilled(process.argv[2]!);

async function writeUntilKilled(dataDir: string): Promise<void> {
  const { log, store } = await openEmbedded({ dataDir, nowMs: Date.now });
  await log.ensureTopic(CRASH_TOPIC, { partitions: 1, compacted: false });
  const owner = await store.acquire(CRASH_SCOPE);
  say(`ready ${process.pid}`);
  try {
    for (let round = 0; ; round++) {
      const count = 1 + ((round * 37) % LARGEST_BATCH);
      const { endOffset } = await log.bounds(CRASH_TOPIC, 0);
      const records = Array.from({ length: count }, (_, index) => ({
        key: `${endOffset + index}`,
        value: new Uint8Array(100),
      }));
      const [first] = await log.append([{ topic: CRASH_TOPIC, partition: 0, records }]);
      say(`appended ${first} ${count}`);
      const next = first! + count;
      const bytes = Buffer.from(`${next}`);
      const puts = ['one', 'two', `spread-${next % 500}`].map((key) => ({ family: 'totals', key, bytes }));
      await owner.commit(next, {
        drops: [`round:${round - 1}`],
        puts: [...puts, { family: `round:${round}`, key: 'at', bytes }],
        deletes: [],
      });
      say(`committed ${next}`);
    }
  } catch (error) {
    const { code, retriable } = error as { code?: string; retriable?: boolean };
    say(`failed ${code} ${retriable}`);
  }
}

/** At once: what is said must not wait in a buffer when the process is killed. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

/**
 * Ids that nobody has ever seen, without end: posts, conversations and people, folded by one tally on the embedded store.
 * What the process and the store hold must be flat once as many posts are remembered as may be; and how long it takes to
 * forget a person among them. JSON on standard output.
 *
 *   npm run bench -- random-ids [--events 2000000] [--most-posts 250000]
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import { MAX_POSTS } from '@grapevine/core/stages/tally/posts.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import { DATA_FILE } from '@grapevine/embedded/environment.ts';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import { BLANK_RECORD } from '@grapevine/testkit/blank-record.ts';
import { inTemporaryFolder, START_MS } from './measuring/load-file.ts';
import { memoryNow } from './measuring/memory.ts';
import { printReport } from './measuring/report.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '2000000' },
    'most-posts': { type: 'string', default: String(MAX_POSTS) },
  },
});
const EVENTS = Number(values.events);
const MOST_POSTS = Number(values['most-posts']);
const BATCH = 1000;
const SAMPLES = 8;
/** Of event time; so that panes end and waiting acts give up, as in life. */
const MS_A_BATCH = 500;

const PLAIN = { ...BLANK_RECORD, brands: ['main/united'] };

function authorOf(nth: number): bigint {
  return BigInt.asUintN(64, BigInt(nth + 1) * 0x9e3779b97f4a7c15n);
}

/** A post that names a brand, a view whose source names it, a like that waits for its post, a message; all of them new. */
function entryOf(nth: number, atMs: number): LogEntry {
  const id = `random-${nth}`;
  const some = { ...PLAIN, id, post: id, atMs, author: authorOf(nth) };
  if (nth % 4 === 0) return { ...some, kind: 'post', role: 'item', text: 'united, never seen before' };
  if (nth % 4 === 1) return { ...some, kind: 'view', role: 'act' };
  if (nth % 4 === 2) return { ...some, kind: 'like', role: 'act', brands: null };
  return { ...some, kind: 'message', role: 'act' };
}

function markAt(lowWatermarkMs: number): LogEntry {
  return { type: 'mark', source: 's', worker: 'w', lowWatermarkMs, state: 'live', holds: true, cursor: '' };
}

const figures = await inTemporaryFolder(async (folder) => {
  const dataDir = join(folder, 'data');
  const { store, close } = await openEmbedded({ dataDir, nowMs: Date.now });
  const state = await store.acquire('tally/0');
  const tally = await Tally.load(state, { partition: 0, groups: ['main'], mostPosts: MOST_POSTS });
  const taken: object[] = [];
  let offset = 0;
  for (let done = 0; done < EVENTS; done += BATCH) {
    const atMs = START_MS + (done / BATCH) * MS_A_BATCH;
    const inputs: { offset: number; entry: LogEntry }[] = [{ offset: offset++, entry: markAt(atMs - 5000) }];
    for (let nth = done; nth < done + BATCH; nth++) inputs.push({ offset: offset++, entry: entryOf(nth, atMs) });
    await tally.fold(inputs, ({ entry }) => entry, state);
    tally.publish(offset);
    await state.commit(offset, tally.changes(offset));
    tally.settled();
    if ((done + BATCH) % (EVENTS / SAMPLES) !== 0) continue;
    globalThis.gc?.();
    const { passedOver, waiting, counted } = tally.accounts;
    const storeMb = Math.round(statSync(join(dataDir, DATA_FILE)).size / 1e6);
    taken.push({ events: done + BATCH, ...memoryNow(), storeMb, counted, waiting, passedOver });
  }
  const startMs = performance.now();
  await tally.fold(
    [{ offset: offset++, entry: { type: 'erasure' as const, author: authorOf(0), requestedAtMs: START_MS } }],
    ({ entry }) => entry,
    state,
  );
  const secondsToForget = Math.round(performance.now() - startMs) / 1000;
  await state.commit(offset, tally.changes(offset));
  await close();
  return { samples: taken, secondsToForgetAPerson: secondsToForget };
});
printReport('random-ids', { events: EVENTS, mostPosts: MOST_POSTS }, figures);

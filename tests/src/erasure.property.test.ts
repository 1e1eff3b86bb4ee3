/**
 * A person is forgotten somewhere in the log: every count is what it is without the erasure, whatever the batch cuts and
 * restarts; and nothing that is remembered says who it was, or what was said.
 */
import type { AuthorHash, LogEntry, StoredEntry } from '@grapevine/core/model/interaction.ts';
import type { Pulse, TopPost } from '@grapevine/core/model/pulse.ts';
import { POST_CODEC, type PostState } from '@grapevine/core/stages/tally/post-state.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import { BLANK_RECORD } from '@grapevine/testkit/blank-record.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endingWithAStep } from './generators/ending-with-a-step.ts';
import { randomLog } from './generators/random-log.ts';
import { personHash } from './generators/records.ts';
import { MemoryRows } from './memory-rows.ts';

const PLATFORMS = ['x', 'bluesky', 'mastodon', 'facebook'];
const OPTIONS = { partition: 0, groups: ['main'] };

interface Folded {
  /** The newest totals of each slot, and who was seen in each. */
  readonly totals: ReadonlyMap<string, unknown>;
  readonly accounts: unknown;
  readonly shown: readonly TopPost[];
  readonly posts: readonly PostState[];
}

/** Batches of `size` entries, a restart behind every third one. */
async function folded(log: readonly StoredEntry[], size: number): Promise<Folded> {
  const rows = new MemoryRows();
  let tally = await Tally.load(rows, OPTIONS);
  const pulses: Pulse[] = [];
  for (let from = 0, turn = 0; from < log.length; from += size, turn++) {
    const to = Math.min(log.length, from + size);
    const inputs = log.slice(from, to).map((entry, index) => ({ offset: from + index, entry }));
    await tally.fold(inputs, ({ entry }) => entry, rows);
    pulses.push(...structuredClone([...tally.publish(to).values()].flat()));
    rows.apply(tally.changes(to));
    tally.settled();
    if (turn % 3 === 0) tally = await Tally.load(rows, OPTIONS);
  }
  const posts: PostState[] = [];
  for (const platform of PLATFORMS) {
    for (const { bytes } of await rows.scan(`post:${platform}`)) posts.push(POST_CODEC.decode(bytes));
  }
  const tops = pulses.flatMap(({ steps }) => steps.flatMap(({ top }) => top));
  const shown = tops.flatMap(({ places }) => places.flatMap(({ post }) => post ?? []));
  return { totals: totalsOf(pulses), accounts: tally.accounts, shown, posts };
}

function totalsOf(pulses: readonly Pulse[]): ReadonlyMap<string, unknown> {
  const totals = new Map<string, unknown>();
  for (const { onTime, late, cuts, people } of pulses) {
    for (const { brand, startMs, counters } of onTime) totals.set(`${brand} pane ${startMs}`, counters);
    for (const { brand, level, startMs, counters } of late) totals.set(`${brand} ${level} ${startMs}`, counters);
    for (const { brand, hourMs, dimension, value, counters } of cuts)
      totals.set(`${brand} ${hourMs} ${dimension} ${value}`, counters);
    for (const { brand, level, startMs, kind, members } of people) {
      const name = `${brand} ${level} ${startMs} ${kind}`;
      totals.set(name, new Set([...((totals.get(name) as Set<bigint>) ?? []), ...members]));
    }
  }
  return totals;
}

function writerOf(entry: LogEntry): AuthorHash | null {
  return entry.type === 'interaction' && entry.role === 'item' ? entry.author : null;
}

/** The items of the log before the index that this person wrote. */
function itemsBefore(log: readonly LogEntry[], index: number, author: AuthorHash): ReadonlySet<string> {
  const items = log.slice(0, index).filter((entry) => entry.type === 'interaction' && entry.role === 'item');
  return new Set(
    items.flatMap((entry) => (entry.type === 'interaction' && entry.author === author ? [entry.post] : [])),
  );
}

test('a person who is forgotten takes no count away, and leaves neither words nor name behind', async () => {
  let erased = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2 ** 30 }),
      fc.double({ min: 0.2, max: 1, noNaN: true }),
      fc.nat(1000),
      fc.constantFrom(1, 7, 50),
      async (seed, where, person, size) => {
        const log = endingWithAStep(randomLog(seed, { partitions: 1, actions: 150 })[0] as LogEntry[]);
        const at = Math.floor(where * log.length);
        const writers = log.slice(0, at).flatMap((entry) => writerOf(entry) ?? []);
        const author = writers[person % Math.max(1, writers.length)] ?? personHash(person);
        const erasure: StoredEntry = { type: 'erasure', author, requestedAtMs: 0 };
        const without = await folded(log, size);
        const withIt = await folded([...log.slice(0, at), erasure, ...log.slice(at)], size);
        expect(withIt.totals).toEqual(without.totals);
        expect(withIt.accounts).toEqual(without.accounts);

        const before = itemsBefore(log, at, author);
        const known = (posts: readonly PostState[]) => posts.filter(({ post }) => before.has(post));
        for (const post of known(withIt.posts)) {
          if (without.posts.find((other) => other.post === post.post)?.author !== author) continue;
          expect(post).toMatchObject({ author: null, followers: null, text: '', url: null, isErased: true });
          erased += 1;
        }
        expect(known(withIt.posts).map(({ counts }) => counts)).toEqual(
          known(without.posts).map(({ counts }) => counts),
        );
      },
    ),
    { numRuns: 60, seed: 7 },
  );
  expect(erased).toBeGreaterThan(20);
});

test('what comes after is not touched, and an edit brings no word back', async () => {
  const author = personHash(1);
  const item = (id: string, text: string, kind: 'post' | 'edit' = 'post') =>
    ({
      ...BLANK_RECORD,
      id: kind === 'edit' ? `${id}-edit` : id,
      kind,
      role: 'item',
      atMs: Date.UTC(2026, 10, 23, 12),
      post: id,
      author,
      followers: 5,
      text,
      url: 'https://example.com/1',
      brands: ['main/a'],
      sentimentMilli: -900,
      sentimentBy: 'source',
    }) as const;
  const erasure = { type: 'erasure', author, requestedAtMs: 0 } as const;
  const { posts } = await folded(
    [item('p', 'secret'), erasure, item('p', 'secret again', 'edit'), item('q', 'new')],
    2,
  );
  expect(posts.map(({ post, text, url }) => [post, text, url])).toEqual([
    ['p', '', null],
    ['q', 'new', 'https://example.com/1'],
  ]);
});

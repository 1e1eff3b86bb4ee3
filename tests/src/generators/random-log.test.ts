import type { LogEntry, LoggedInteraction } from '@grapevine/core/model/interaction.ts';
import { describe, expect, it } from 'vitest';
import { Oracle } from '../oracle/oracle.ts';
import { onlyChances, onlyWeights } from './log-options.ts';
import { randomLog } from './random-log.ts';
import { brandNames, personHash } from './records.ts';

function interactions(logs: readonly (readonly LogEntry[])[]): LoggedInteraction[] {
  return logs.flat().filter((entry) => entry.type === 'interaction');
}

/** Records of many seeds by what became of them, and whether something was seen in any. */
function outcomesOver(seeds: readonly number[], dials = {}) {
  const sums = new Map<string, number>();
  for (const seed of seeds) {
    const oracle = new Oracle(randomLog(seed, dials));
    for (const partition of oracle.partitions) {
      for (const [outcome, records] of Object.entries(partition.accounts))
        sums.set(outcome, (sums.get(outcome) ?? 0) + records);
    }
  }
  return Object.fromEntries(sums);
}

describe('a random log', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(randomLog(7)).toEqual(randomLog(7));
    expect(randomLog(7)).not.toEqual(randomLog(8));
  });

  it('has all records of one key in one partition, and every mark in each', () => {
    const logs = randomLog(3, { partitions: 5 });
    const places = logs.flatMap((log, partition) =>
      interactions([log]).map(({ platform, post }) => [`${platform}:${post}`, partition] as const),
    );
    expect(new Map(places).size).toBe(new Set(places.map(([key, partition]) => `${key} ${partition}`)).size);
    const marks = logs.map((log) => log.filter((entry) => entry.type === 'mark'));
    for (const ofPartition of marks) expect(ofPartition).toEqual(marks[0]);
  });

  it('leads to every outcome that a record can have', () => {
    const outcomes = outcomesOver(Array.from({ length: 12 }, (_, seed) => seed));
    for (const outcome of ['duplicate', 'waiting', 'unmatched', 'void', 'repeated', 'expired', 'late', 'counted']) {
      expect([outcome, (outcomes[outcome] ?? 0) > 0]).toEqual([outcome, true]);
    }
    expect(outcomes['counted']).toBeGreaterThan((outcomes['read'] as number) / 2);
  });

  it('has every kind of record in it, in every role', () => {
    const seen = new Set(
      interactions([1, 2, 3].flatMap((seed) => randomLog(seed))).map(({ kind, role }) => `${kind} ${role}`),
    );
    const items = ['post', 'review', 'comment', 'quote', 'edit', 'delete'].map((kind) => `${kind} item`);
    const acts = [
      'comment',
      'quote',
      'like',
      'unlike',
      'share',
      'unshare',
      'click',
      'impression',
      'view',
      'reach',
      'delete',
    ];
    const others = ['message', 'response', 'referral', 'conversion'];
    expect([...items, ...[...acts, ...others].map((kind) => `${kind} act`)].filter((kind) => !seen.has(kind))).toEqual(
      [],
    );
  });

  it('has every lateness in it: panes, late minutes, late hours', () => {
    const latenesses = [1, 2, 3, 4].flatMap((seed) =>
      new Oracle(randomLog(seed)).partitions.flatMap((partition) => partition.notes.map((note) => note.slot.lateness)),
    );
    expect(new Set(latenesses)).toEqual(new Set(['pane', 'minute', 'hour']));
  });

  it('goes beyond the sixteen values of a cut with every fourth seed', () => {
    const oracle = new Oracle(randomLog(4, { actions: 2_000, brands: ['main/a'] }));
    const { fromMs, toMs } = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
    expect(oracle.cutsIn('main/a', 'country', fromMs, toMs).has('other')).toBe(true);
  });

  it('can be dialled to a post that too many like to be known', () => {
    const crowd = {
      actions: 800,
      people: 2_000,
      weights: onlyWeights({ post: 1, like: 60 }),
      chances: onlyChances({ hotTarget: 0.8 }),
    };
    const posts = [...new Oracle(randomLog(1, crowd)).posts().values()];
    expect(posts.filter((post) => !post.likersExact)).toHaveLength(1);
  });

  it('has posts known by their acts alone, and items that join them', () => {
    const stubbed = { chances: { brandsBySource: 0.5, itemDelayed: 0.5 } };
    const posts = [...new Oracle(randomLog(2, stubbed)).posts().values()];
    expect(posts.some((post) => post.item === null)).toBe(true);
    expect(posts.some((post) => post.item !== null)).toBe(true);
  });

  it('can be dialled down to one habit: only posts and clicks, on time and in order, all count', () => {
    const quiet = { weights: onlyWeights({ post: 1, click: 5 }), chances: onlyChances({}), actions: 300 };
    const outcomes = outcomesOver([1, 2], quiet);
    expect(outcomes['waiting']).toBe(0);
    expect(outcomes['late']).toBe(0);
    expect(outcomes['counted']).toBe(outcomes['read']);
  });
});

describe('names', () => {
  it('are brands of a group, and people spread over 64 bits', () => {
    expect(brandNames('main', 3)).toEqual(['main/a', 'main/b', 'main/c']);
    const people = Array.from({ length: 1000 }, (_, nth) => personHash(nth));
    expect(new Set(people).size).toBe(1000);
    expect(people.some((hash) => hash >= 2n ** 63n)).toBe(true);
  });
});

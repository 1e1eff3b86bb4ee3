/** Batches that are wrong, sent twice, or meant to count more than happened. */

import { recordsOf } from '@grapevine/connectors/ingest/ingester.ts';
import { MAX_WHOLE } from '@grapevine/core/edge/field-rules.ts';
import { encodePulse } from '@grapevine/engine/records/pulse-codec.ts';
import { describe, expect, test } from 'vitest';
import { Counted, like, post } from './counted.ts';

describe('a batch of 1,000 of which three are bad', () => {
  const list = Array.from({ length: 1000 }, (_, index) => post(`p${index}`));
  list[0] = { ...post('p0'), kind: 'pots' };
  list[500] = post('p500', { at: '9999-12-31T23:59:59Z' });
  list[999] = { id: 'p999' };

  test('has the others counted, and the bad ones by their index', async () => {
    const counted = await Counted.start();
    const batch = await counted.send(list);
    expect(batch.accounts).toEqual({ read: 1000, accepted: 997, deadLettered: 3, unwatched: 0 });
    const bad = batch.outcomes.flatMap((outcome) => (outcome.kind === 'deadLettered' ? [outcome.letter] : []));
    expect(bad.map(({ origin, reason }) => [origin.kind === 'request' && origin.index, reason])).toEqual([
      [0, 'invalid-field'],
      [500, 'in-the-future'],
      [999, 'missing-field'],
    ]);
    expect(counted.count('posts')).toBe(997);
  });

  test('counts nothing when it is sent whole again, and its faults are the same dead letters', async () => {
    const counted = await Counted.start();
    const [first, second] = [await counted.send(list), await counted.send(list)];
    expect(counted.count('posts')).toBe(997);
    expect(counted.accounts).toMatchObject({ read: 1994, counted: 997, duplicate: 997 });
    const idsOf = (batch: typeof first) =>
      batch.outcomes.map((outcome) => (outcome.kind === 'deadLettered' ? outcome.letter.id : ''));
    expect(idsOf(second)).toEqual(idsOf(first));
  });
});

describe('the same id', () => {
  test('counts once within a batch, across batches and across sources', async () => {
    const counted = await Counted.start();
    await counted.send([post('p'), post('p'), like('l', 'p'), like('l', 'p')], 'one');
    await counted.send([post('p'), like('l', 'p')], 'two');
    expect([counted.count('posts'), counted.count('likes')]).toEqual([1, 1]);
    expect(counted.accounts).toMatchObject({ read: 6, counted: 2, duplicate: 4 });
  });

  test('with another content is the first one: nobody can write over what was counted', async () => {
    const counted = await Counted.start();
    await counted.send([post('p', { sentiment: 1 })]);
    await counted.send([post('p', { sentiment: -1, brands: ['delta'] }), like('l', 'p')]);
    expect([counted.count('mentions'), counted.count('mentions', 'delta')]).toEqual([1, 0]);
    expect([counted.count('likes'), counted.count('likes', 'delta')]).toEqual([1, 0]);
    expect(counted.count('negativeAttention')).toBe(0);
    expect(counted.accounts.duplicate).toBe(1);
  });
});

describe('undoing what was not done', () => {
  test('takes nothing below zero and is no error: unlikes, deletes and unshares of whatever', async () => {
    const counted = await Counted.start();
    await counted.send([
      post('p'),
      { ...like('1', 'p', { author: 'kari' }), kind: 'unlike' },
      { ...like('2', 'p', { author: 'kari' }), kind: 'unlike' },
      { ...like('3', 'nowhere'), kind: 'unlike' },
      { ...like('4', 'p'), kind: 'unshare' },
      { ...like('5', 'nowhere'), kind: 'delete' },
      { ...like('6', 'p'), kind: 'delete' },
      { ...like('7', 'p'), kind: 'delete' },
    ]);
    for (const id of ['mentions', 'likes', 'shares', 'comments'] as const) {
      expect([id, counted.count(id)]).toEqual([id, 0]);
    }
    const { read, ...outcomes } = counted.accounts;
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(read);
  });
});

describe('absurd amounts', () => {
  test('stop nobody: what goes on behind them is counted and published', async () => {
    const counted = await Counted.start();
    const amount = { amountMinor: MAX_WHOLE, currency: 'NOK' };
    const conversion = (id: string) => ({
      ...like(id, 'p', { value: amount, brands: ['united'] }),
      kind: 'conversion',
    });
    const views = (id: string) => ({
      ...like(id, `seen-${id}`, { total: MAX_WHOLE, brands: ['united'] }),
      kind: 'view',
    });
    await counted.send([post('p'), ...['1', '2', '3'].flatMap((id) => [conversion(id), views(id)])]);
    await counted.send([post('q')]);
    expect([counted.count('posts'), counted.count('conversions')]).toEqual([2, 3]);
  });
});

describe('one post that has 99 of 100 acts', () => {
  test('costs radar no more than a quiet stream: pulses are sums, whatever was summed', async () => {
    const sizeOf = async (hot: number) => {
      const counted = await Counted.start();
      await counted.send([post('hot'), post('cold')]);
      for (let batch = 0; batch < 10; batch++) {
        const acts = Array.from({ length: 1000 }, (_, nth) =>
          like(`${batch}-${nth}`, nth % 100 < hot ? 'hot' : 'cold', { author: `a${batch}-${nth % 10}` }),
        );
        expect(recordsOf(await counted.send(acts))).toHaveLength(1000);
      }
      const bytes = counted.pulses.reduce((sum, pulse) => sum + encodePulse(pulse).length, 0);
      return { pulses: counted.pulses.length, bytes };
    };
    const [even, hot] = [await sizeOf(50), await sizeOf(99)];
    expect(hot.pulses).toBe(even.pulses);
    expect(hot.pulses).toBeLessThanOrEqual(11);
    expect(hot.bytes).toBeLessThan(1.2 * even.bytes);
  });
});

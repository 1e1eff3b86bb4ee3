/** Ids that nobody has ever seen, without end: what is remembered stays bounded, what is counted stays exact. */
import { describe, expect, test } from 'vitest';
import { Counted, like, post } from './counted.ts';

const MOST_POSTS = 500;
const BATCHES = 20;
const A_BATCH = 300;

function hostileBatch(batch: number): readonly unknown[] {
  return Array.from({ length: A_BATCH }, (_, nth) => {
    const id = `${batch}-${nth}`;
    // Posts that name the brand; acts whose source names it, on posts of nobody; messages of new conversations.
    if (nth % 3 === 0) return post(id, { author: `a${id}` });
    if (nth % 3 === 1) return like(id, `p${id}`, { brands: ['united'], author: `a${id}` });
    return { ...post(id), kind: 'message', thread: `t${id}`, author: `a${id}` };
  });
}

async function attacked(restarts: boolean): Promise<Counted> {
  const counted = await Counted.start(MOST_POSTS);
  for (let batch = 0; batch < BATCHES; batch++) {
    await counted.send(hostileBatch(batch));
    if (restarts) await counted.restart();
  }
  return counted;
}

describe('random posts, conversations and people', () => {
  test('are counted every one, of them so many are remembered and not one more, and the others are said', async () => {
    const counted = await attacked(false);
    const each = (BATCHES * A_BATCH) / 3;
    expect([counted.count('posts'), counted.count('likes'), counted.count('messages')]).toEqual([each, each, each]);
    expect(counted.rows.count('post:')).toBe(MOST_POSTS);
    expect(counted.accounts).toMatchObject({
      read: BATCHES * A_BATCH,
      counted: BATCHES * A_BATCH,
      passedOver: BATCHES * A_BATCH - MOST_POSTS,
    });
  });

  test('leave the same behind when the stage is restarted again and again', async () => {
    const [one, other] = [await attacked(false), await attacked(true)];
    expect(other.accounts).toEqual(one.accounts);
    expect(other.count('likes')).toBe(one.count('likes'));
    expect(other.rows.count('')).toBe(one.rows.count(''));
  });

  test('take nothing from posts that are known already, and what comes for one that is not waits in vain', async () => {
    const counted = await Counted.start(MOST_POSTS);
    await counted.send([post('known')]);
    for (let batch = 0; batch < 2; batch++) await counted.send(hostileBatch(batch));
    await counted.send([post('late-comer'), like('l1', 'known'), like('l2', 'late-comer')]);
    expect(counted.count('likes')).toBe(1 + (2 * A_BATCH) / 3);
    expect(counted.accounts.waiting).toBe(1);
  });
});

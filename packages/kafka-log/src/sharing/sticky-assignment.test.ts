import { expect, test } from 'vitest';
import { type ShareClaim, stickyAssignment } from './sticky-assignment.ts';

const claims = (...members: [string, number[]][]): ShareClaim[] =>
  members.map(([memberId, partitions]) => ({ memberId, partitions }));

const ascending = (partitions: number[]): number[] => partitions.sort((a, b) => a - b);

test('a first member gets everything, three get even shares', () => {
  expect([...stickyAssignment(8, claims(['a', []]))]).toEqual([['a', [0, 1, 2, 3, 4, 5, 6, 7]]]);
  const shares = stickyAssignment(8, claims(['a', []], ['b', []], ['c', []]));
  expect([...shares.values()].map((share) => share.length)).toEqual([3, 3, 2]);
});

test('a member that comes takes only what must move', () => {
  const shares = stickyAssignment(8, claims(['a', [0, 1, 2, 3]], ['b', [4, 5, 6, 7]], ['new', []]));
  expect(shares.get('a')).toEqual([0, 1, 2]);
  expect(shares.get('b')).toEqual([4, 5, 6]);
  expect(shares.get('new')).toEqual([3, 7]);
});

test('what a member leaves behind goes to the others, who keep theirs', () => {
  const shares = stickyAssignment(8, claims(['a', [0, 1, 2]], ['c', [6, 7]]));
  expect(shares.get('a')).toEqual([0, 1, 2, 3]);
  expect(shares.get('c')).toEqual([4, 5, 6, 7]);
});

test('nothing moves when nothing changed, whoever has the larger share', () => {
  const before = claims(['a', [0, 1]], ['b', [2, 3, 4]], ['c', [5, 6, 7]]);
  const shares = stickyAssignment(8, before);
  for (const { memberId, partitions } of before) expect(shares.get(memberId)).toEqual(partitions);
});

test('a partition that two claim is given once, one that does not exist to nobody', () => {
  const shares = stickyAssignment(4, claims(['zombie', [0, 1, 99]], ['owner', [0, 1]]));
  expect(ascending([...shares.values()].flat())).toEqual([0, 1, 2, 3]);
  expect(shares.get('owner')).toEqual([0, 1]);
});

test('more members than partitions: some have none', () => {
  const shares = stickyAssignment(2, claims(['a', []], ['b', []], ['c', []]));
  expect([...shares.values()].map((share) => share.length)).toEqual([1, 1, 0]);
});

test('any coming and going leaves every partition with exactly one member, evenly', () => {
  let shares: ReadonlyMap<string, readonly number[]> = new Map();
  for (const members of ['a', 'abc', 'bc', 'bcdefgh', 'h', 'hijklmnopq', 'q']) {
    const next = claims(...[...members].map((id): [string, number[]] => [id, [...(shares.get(id) ?? [])]]));
    shares = stickyAssignment(8, next);
    const sizes = [...shares.values()].map((share) => share.length);
    expect(ascending([...shares.values()].flat())).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});

import { HOUR_MS, MINUTE_MS } from '@grapevine/core/windows/pane.ts';
import { describe, expect, it } from 'vitest';
import { A, ANN, act, at, BOB, change, item, low, outcomes, plain, read, slots, T0, totals } from './hand-made-log.ts';
import { Oracle } from './oracle.ts';

const HOURS = 3600;
const DAYS = 24 * HOURS;

describe('on time and late', () => {
  //   panes    [0 s, 10 s) [10 s, 20 s)
  //   w = 10 s            |
  it('counts an event in its pane until the watermark reaches the end of the pane', () => {
    expect(slots(read(low(9), item('p', 0)))).toEqual(['main/a pane 0']);
    expect(slots(read(low(10), item('p', 9.999)))).toEqual(['main/a minute 0']);
    expect(slots(read(low(10), item('p', 10)))).toEqual(['main/a pane 10']);
  });

  it('takes everything as on time before the first mark', () => {
    expect(slots(read(item('p', -90 * DAYS)))).toEqual([`main/a pane ${-90 * DAYS}`]);
  });

  it('counts an event for a finished pane as late, in its minute', () => {
    const oracle = read(low(300), item('p', 65));
    expect(outcomes(oracle)).toEqual({ late: 1 });
    expect(slots(oracle)).toEqual(['main/a minute 60']);
  });

  it('counts it in its hour once the watermark has passed the minute by 25 h', () => {
    expect(slots(read(low(60 + 25 * HOURS - 1), item('p', 0)))).toEqual(['main/a minute 0']);
    expect(slots(read(low(60 + 25 * HOURS), item('p', 0)))).toEqual(['main/a hour 0']);
  });

  it('takes it as expired once the watermark has passed the hour by 7 days, and forgets it', () => {
    expect(outcomes(read(low(HOURS + 7 * DAYS - 1), item('p', 0)))).toEqual({ late: 1 });
    const expired = read(low(HOURS + 7 * DAYS), item('p', 0), act('like', 'p', 7 * DAYS + HOURS));
    expect(outcomes(expired)).toEqual({ expired: 1, waiting: 1 });
    expect(totals(expired)).toEqual({});
  });

  it('counts an expired act in its post only', () => {
    const oracle = read(low(8 * DAYS), item('p', 8 * DAYS), act('like', 'p', 0));
    expect(outcomes(oracle)).toEqual({ counted: 1, expired: 1 });
    expect(totals(oracle)).not.toHaveProperty('likes');
    expect(oracle.posts().get('x:p')?.net('likes')).toBe(1);
  });

  it('forgets a post when the watermark has passed its hour of creation by 7 days', () => {
    const known = read(item('p', 0), low(HOURS + 7 * DAYS - 1), act('like', 'p', 8 * DAYS));
    expect(outcomes(known)).toEqual({ counted: 2 });
    const forgotten = read(item('p', 0), low(HOURS + 7 * DAYS), act('like', 'p', 8 * DAYS));
    expect(outcomes(forgotten)).toEqual({ counted: 1, waiting: 1 });
    expect(forgotten.posts().size).toBe(0);
  });

  it('counts a retraction at its own time', () => {
    const oracle = read(item('p', 0), low(120), change('delete', 'p', 130));
    expect(slots(oracle)).toEqual(['main/a pane 0', 'main/a pane 130']);
  });
});

describe('a window', () => {
  const windowOf = (oracle: Oracle, fromS: number, toS: number, late?: boolean) =>
    plain(oracle.countersIn(A, { fromMs: at(fromS), toMs: at(toS), ...(late === undefined ? {} : { late }) }));

  it('is half-open: the pane that starts at its end is outside', () => {
    const oracle = read(item('p', 5), act('like', 'p', 10), act('share', 'p', 20));
    expect(windowOf(oracle, 10, 20)).toMatchObject({ likes: 1 });
    expect(windowOf(oracle, 10, 20)).not.toHaveProperty('shares');
  });

  it('counts late events when it is an hour or longer, and not below', () => {
    const oracle = read(item('p', 5), low(120), act('like', 'p', 5));
    expect(windowOf(oracle, 0, 3590)).not.toHaveProperty('likes');
    expect(windowOf(oracle, 0, 3600)).toMatchObject({ likes: 1 });
    expect(windowOf(oracle, 0, 3600, false)).not.toHaveProperty('likes');
  });

  it('finds a late minute at the start of its hour once every watermark has passed it by 25 h', () => {
    const minuteAndHalf = 1800;
    const before = read(low(3600), item('p', minuteAndHalf));
    const after = read(low(3600), item('p', minuteAndHalf), low(minuteAndHalf + 60 + 25 * HOURS));
    expect(windowOf(before, 1800, 1800 + HOURS)).toMatchObject({ posts: 1 });
    expect(windowOf(after, 1800, 1800 + HOURS)).toEqual({});
    expect(windowOf(after, 0, HOURS)).toMatchObject({ posts: 1 });
  });

  it('sums the partitions, and the least of their watermarks is the group’s', () => {
    const oracle = new Oracle([
      [low(30), item('p', 31)],
      [low(20), item('q', 32)],
    ]);
    expect(totals(oracle)).toMatchObject({ posts: 2 });
    expect(oracle.minWatermark()).toBe(at(20));
    expect(new Oracle([[low(30)], []]).minWatermark()).toBe(null);
    expect(oracle.newestMs('main/')).toBe(at(32));
    expect(oracle.liveToMs('main/')).toBe(at(40));
    expect(oracle.newestMs('other/')).toBe(null);
  });

  it('counts people once, however often they acted, and late ones only where late events count', () => {
    const oracle = read(
      item('p', 0, { author: ANN }),
      item('q', 20, { author: ANN }),
      low(300),
      item('r', 40, { author: BOB }),
    );
    const authors = (toMs: number) => oracle.peopleIn(A, 'authors', { fromMs: T0, toMs });
    expect(authors(T0 + 5 * MINUTE_MS)).toEqual(new Set([ANN]));
    expect(authors(T0 + HOUR_MS)).toEqual(new Set([ANN, BOB]));
  });
});

describe('cuts', () => {
  const in_ = (country: string) => ({
    segment: { country, region: null, ageBand: null, gender: null, interest: null },
  });

  it('put on-time and late events of an hour together', () => {
    const oracle = read(item('p', 0, in_('NO')), low(600), act('like', 'p', 5, in_('NO')));
    const cuts = oracle.cutsIn(A, 'country', T0, T0 + HOUR_MS);
    expect([...cuts.keys()]).toEqual(['NO']);
    expect(plain(cuts.get('NO') as never)).toMatchObject({ posts: 1, likes: 1 });
    expect([...oracle.cutsIn(A, 'platform', T0, T0 + HOUR_MS).keys()]).toEqual(['x']);
    expect(oracle.cutsIn(A, 'platform', T0 + HOUR_MS, T0 + 2 * HOUR_MS).size).toBe(0);
  });

  it('leave out an event whose hour the watermark has passed by 25 h', () => {
    const cutAt = (watermarkS: number) =>
      read(low(watermarkS), item('p', 0)).cutsIn(A, 'platform', T0, T0 + HOUR_MS).size;
    expect(cutAt(26 * HOURS - 1)).toBe(1);
    expect(cutAt(26 * HOURS)).toBe(0);
  });

  it('keep the first sixteen values of an hour, and call the rest other', () => {
    const posts = Array.from({ length: 18 }, (_, nth) => item(`p${nth}`, nth, in_(`C${nth}`)));
    const cuts = read(...posts, item('again', 30, in_('C3'))).cutsIn(A, 'country', T0, T0 + HOUR_MS);
    expect(cuts.size).toBe(17);
    expect(cuts.get('other')?.additions.posts).toBe(2);
    expect(cuts.get('C3')?.additions.posts).toBe(2);
  });
});

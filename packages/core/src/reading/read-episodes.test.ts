import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { describe, expect, it } from 'vitest';
import { COUNTER_IDS, POST_COUNTERS } from '../metrics/counters.ts';
import type { Alert, AlertState } from '../model/alert.ts';
import type { TopPost } from '../model/pulse.ts';
import { Incidents } from '../stages/radar/incidents.ts';
import { type PackedRadarHead, RADAR_FOLD_VERSION, RADAR_HEAD } from '../stages/radar/radar.ts';
import { packTops, seatOf } from '../stages/radar/top-rows.ts';
import { packRow } from '../stages/row-codec.ts';
import { noChanges } from '../stages/row-table.ts';
import type { RowReader } from '../stages/state-changes.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import { readAlerts, readIncident, readIncidents } from './read-incidents.ts';
import { readPost, readPosts } from './read-posts.ts';

const NOON_MS = Date.UTC(2026, 10, 23, 12);

const head: PackedRadarHead = [
  RADAR_FOLD_VERSION,
  NOON_MS,
  NOON_MS,
  NOON_MS,
  '',
  0,
  [],
  [[], []],
  [[], []],
  [],
  [[], []],
  [],
  false,
];

async function rowsOf(puts: readonly { family: string; key: string; bytes: Uint8Array }[]): Promise<RowReader> {
  const state = await new MemoryStore().acquire('radar/main');
  await state.commit(1, { drops: [], deletes: [], puts: [...puts, { ...RADAR_HEAD, bytes: packRow(head) }] });
  return state;
}

function topPost(post: string, fields: Partial<TopPost> = {}, counts: Record<string, number> = {}): TopPost {
  return {
    platform: 'x',
    post,
    author: 255n,
    text: 'a text',
    url: null,
    sentiment: 'neutral',
    harmClaim: false,
    createdMs: NOON_MS - HOUR_MS,
    followers: 10,
    counts: COUNTER_IDS.slice(0, POST_COUNTERS).map((id) => counts[id] ?? 0),
    viewers: 40,
    velocity: 1,
    velocityAtMs: NOON_MS,
    forecast: null,
    ...fields,
  };
}

function board(brand: string, partitions: readonly (readonly TopPost[])[]) {
  const tops = packTops(
    new Map(partitions.flatMap((posts, partition) => posts.map((post, place) => [seatOf(partition, place), post]))),
  );
  return { family: 'tops', key: brand, bytes: packRow(tops) };
}

describe('the leaderboards', () => {
  const fast = topPost(
    'fast',
    { velocity: 8, velocityAtMs: NOON_MS - 10 * MINUTE_MS },
    { likes: 2, shares: 1, views: 9 },
  );
  const slow = topPost('slow', { velocity: 3, sentiment: 'negative' }, { shares: 5 });
  const angry = topPost('angry', { velocity: 3.5, sentiment: 'negative', followers: null });
  const old = topPost('old', { velocity: 99, createdMs: NOON_MS - 7 * DAY_MS - HOUR_MS });
  const brands = ['main/a', 'main/b'];
  const rows = rowsOf([board('main/a', [[fast, old], [slow]]), board('main/b', [[fast], [angry]])]);
  const names = async (options: Partial<Parameters<typeof readPosts>[1]>) => {
    const answer = await readPosts(await rows, { brands, order: 'velocity', limit: 10, ...options });
    return answer.kind === 'answer' ? answer.posts.map(({ post }) => post) : answer.kind;
  };

  it('are one list, in which a velocity has halved in ten minutes and a forgotten post is left out', async () => {
    expect(await names({})).toEqual(['fast', 'angry', 'slow']);
    expect((await readPost(await rows, { brands, platform: 'x', post: 'fast' }))?.velocity).toBe(4);
  });

  it('are ordered by shares, or hold the negative posts only', async () => {
    expect(await names({ order: 'shares' })).toEqual(['slow', 'fast', 'angry']);
    expect(await names({ order: 'negative' })).toEqual(['angry', 'slow']);
  });

  it('show a post once, with the brands whose board it is on', async () => {
    const post = await readPost(await rows, { brands, platform: 'x', post: 'fast' });
    expect(post).toMatchObject({ brands, author: '00000000000000ff', counts: { likes: 2, engagements: 3, views: 9 } });
    expect(await readPost(await rows, { brands: ['main/a'], platform: 'x', post: 'angry' })).toBeNull();
  });

  it('say how far beyond its audience a post went, if that is known', async () => {
    const multiple = async (post: string) =>
      (await readPost(await rows, { brands, platform: 'x', post }))?.audienceMultiple;
    expect(await multiple('fast')).toMatchObject({ value: 4, numerator: 40, denominator: 10 });
    expect(await multiple('angry')).toMatchObject({ value: null, denominator: null });
  });

  describe('with forecasts', () => {
    const sharesOf = (shares: number) => ({
      shares,
      range80: { low: shares / 2, high: 2 * shares },
      range95: { low: shares / 4, high: 4.04 * shares },
    });
    const forecast = (final: number) => ({
      atMs: NOON_MS - MINUTE_MS,
      final: sharesOf(final),
      ahead: [sharesOf(final / 2), sharesOf(final), sharesOf(final)],
      pace: { velocity: 1, acceleration: -0.1 },
      reproduction: { value: 0.8, low: 0.5, high: 1.2 },
    });
    const forecastRows = rowsOf([
      board('main/a', [
        [
          topPost('small', { forecast: forecast(40) }, { shares: 30 }),
          topPost('large', { forecast: forecast(100) }, { shares: 10 }),
          topPost('new', { createdMs: NOON_MS - MINUTE_MS, velocity: 9 }),
          topPost('stub', { createdMs: null }),
          topPost('untold'),
        ],
      ]),
    ]);
    const outlook = async (post: string) => {
      const { final, in1h } = (await one(post))?.forecast ?? {};
      return [final, in1h];
    };
    const one = async (post: string) => readPost(await forecastRows, { brands, platform: 'x', post });

    it('are ordered by the shares that are still to come, and what cannot be forecast stands last', async () => {
      const answer = await readPosts(await forecastRows, { brands, order: 'forecast', limit: 10 });
      expect(answer.kind === 'answer' && answer.posts.map(({ post }) => post)).toEqual([
        'large',
        'small',
        'new',
        'stub',
        'untold',
      ]);
    });

    it('never say less than there is by now, to a tenth of a share', async () => {
      expect(await outlook('small')).toEqual([
        { shares: 40, low80: 30, high80: 80, low95: 30, high95: 161.6 },
        { shares: 30, low80: 30, high80: 40, low95: 30, high95: 80.8 },
      ]);
    });

    it('say why there is none', async () => {
      const reasons = await Promise.all(
        ['large', 'new', 'stub', 'untold'].map(async (post) => (await one(post))?.noForecast),
      );
      expect(reasons).toEqual([null, 'too-young', 'creation-unknown', 'earlier-shares-unknown']);
      expect(await one('new')).toMatchObject({ forecast: null, reproduction: null, sharing: null });
    });
  });

  it('come a page at a time', async () => {
    const first = await readPosts(await rows, { brands, order: 'velocity', limit: 2 });
    expect(first).toMatchObject({ nextOffset: 2 });
    expect(await readPosts(await rows, { brands, order: 'velocity', limit: 2, offset: 2 })).toMatchObject({
      posts: [{ post: 'slow' }],
      nextOffset: null,
    });
  });
});

function notice(nth: number, sequence: number, state: AlertState): Alert {
  const openedAtMs = NOON_MS + nth * MINUTE_MS;
  const brand = nth % 2 === 0 ? 'main/a' : 'main/b';
  const kept = {
    incident: `incident-${nth}`,
    sequence,
    brand,
    state,
    openedAtMs,
    atMs: openedAtMs + sequence * HOUR_MS,
  };
  return { ...kept, id: `${nth}-${sequence}`, severity: sequence === 0 ? 'warning' : 'critical' } as Alert;
}

describe('incidents', () => {
  const notices = [
    ...[0, 1, 2, 3, 4].map((nth) => notice(nth, 0, 'opened')),
    notice(1, 1, 'escalated'),
    notice(2, 1, 'resolved'),
  ];
  const incidents = new Incidents();
  for (const alert of notices) incidents.add(alert);
  const changes = noChanges();
  incidents.collect(changes);
  const rows = rowsOf(changes.puts);
  const list = async (options: Partial<Parameters<typeof readIncidents>[1]>) =>
    readIncidents(await rows, { state: 'all', limit: 10, ...options });
  const ids = async (options: Parameters<typeof list>[0]) =>
    (await list(options)).incidents.map(({ incident }) => incident.slice(-1)).join('');

  it('are listed newest first: those that are open, or all of them', async () => {
    expect(await ids({})).toBe('43210');
    expect(await ids({ state: 'open' })).toBe('4310');
  });

  it('can be asked for by brand and by what their severity is now', async () => {
    expect(await ids({ brands: new Set(['main/b']) })).toBe('31');
    expect(await ids({ severity: 'critical' })).toBe('21');
  });

  it('go on exactly where the page before ended', async () => {
    let seen = '';
    for (let cursor: string | undefined; ; ) {
      const page = await list({ limit: 2, cursor });
      seen += page.incidents.map(({ incident }) => incident.slice(-1)).join('');
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toBe('43210');
  });

  it('carry their notices and their state as the last one has it', async () => {
    const incident = await readIncident(await rows, 'incident-1');
    expect(incident).toMatchObject({
      severity: 'critical',
      state: 'escalated',
      updatedAtMs: NOON_MS + MINUTE_MS + HOUR_MS,
    });
    expect(incident?.notices.map(({ id }) => id)).toEqual(['1-0', '1-1']);
    expect(await readIncident(await rows, 'incident-9')).toBeNull();
  });

  it('give the newest alerts, and then what comes after', async () => {
    const newest = await readAlerts(await rows, { limit: 3 });
    expect(newest.alerts.map(({ id }) => id)).toEqual(['4-0', '1-1', '2-1']);
    expect(await readAlerts(await rows, { limit: 3, sinceKey: newest.lastKey ?? '' })).toEqual({
      alerts: [],
      lastKey: newest.lastKey,
      more: false,
    });
    const fromTheStart = await readAlerts(await rows, { limit: 3, sinceKey: '' });
    expect([fromTheStart.alerts.map(({ id }) => id), fromTheStart.more]).toEqual([['0-0', '1-0', '2-0'], true]);
  });
});

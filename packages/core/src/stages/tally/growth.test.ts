/**
 * Forecasts as the live stage makes them, against the model run directly on the same shares.
 *
 *     post ──share──share────share─────────|mark: step ──...── two days: finished ──|mark: learned
 */
import { expect, test } from 'vitest';
import type { LoggedInteraction, Mark, StoredEntry } from '../../model/interaction.ts';
import type { Step, TopPost } from '../../model/pulse.ts';
import { addShare, newCascade } from '../../virality/cascade.ts';
import { GrowthModel } from '../../virality/growth-model.ts';
import { SHIPPED_PRIORS } from '../../virality/shipped-priors.ts';
import { snapshotOf } from '../../virality/snapshot.ts';
import { DAY_MS, MINUTE_MS } from '../../windows/pane.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { HEAD_AGES_SECONDS } from './growth.ts';
import { recordOfTest, T0 } from './record-of-test.ts';
import { Tally } from './tally.ts';

const KEY = 'main/a x';

function post(name: string, fields: Partial<LoggedInteraction> = {}): LoggedInteraction {
  return recordOfTest({ id: `post-${name}`, post: name, followers: 50, ...fields });
}

function share(name: string, seconds: number, fields: Partial<LoggedInteraction> = {}): LoggedInteraction {
  const atMs = T0 + seconds * 1000;
  const base = { id: `${name}-${seconds}`, kind: 'share', role: 'act', brands: null, post: name } as const;
  return recordOfTest({ ...base, atMs, author: BigInt(seconds), ...fields });
}

function mark(seconds: number): Mark {
  const feed = { source: 's', worker: 'w', state: 'live', holds: true, cursor: '' } as const;
  return { type: 'mark', ...feed, lowWatermarkMs: T0 + seconds * 1000 };
}

class Run {
  readonly rows = new RowsOfTest();
  private tally: Tally | null = null;
  private next = 0;

  /** Folds, commits, and gives the steps that were made. */
  async fold(...entries: readonly StoredEntry[]): Promise<readonly Step[]> {
    this.tally ??= await Tally.load(this.rows, { partition: 0, groups: ['main'] });
    await this.tally.fold(
      entries.map((entry, index) => ({ offset: this.next + index, entry })),
      ({ entry }) => entry,
      this.rows,
    );
    this.next += entries.length;
    const pulses = this.tally.publish(this.next).get('main') ?? [];
    this.rows.commit(this.tally.changes(this.next));
    return pulses.flatMap(({ steps }) => steps);
  }

  restart(): void {
    this.tally = null;
  }
}

function topOf(steps: readonly Step[], name = 'p'): TopPost {
  const said = steps.flatMap(({ top }) => top.flatMap(({ places }) => places.flatMap(({ post }) => post ?? [])));
  const found = said.findLast((each) => each.post === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

/** What a model that has learned nothing says of these shares at an age. */
function direct(model: GrowthModel, seconds: readonly number[], ageSeconds: number, followers: readonly number[] = []) {
  const cascade = newCascade(50);
  seconds.forEach((at, index) => {
    addShare(cascade, at, followers[index] ?? null);
  });
  const snapshot = snapshotOf(cascade, ageSeconds);
  const { pace, reproduction } = snapshot;
  const atMs = T0 + ageSeconds * 1000;
  return { atMs, ...model.at(ageSeconds).forecast(snapshot, KEY), pace, reproduction };
}

const untaught = () => new GrowthModel(HEAD_AGES_SECONDS, SHIPPED_PRIORS.heads);

test('a post on a leaderboard is forecast as the model run directly on its shares would', async () => {
  const run = new Run();
  const steps = await run.fold(
    post('p'),
    share('p', 20, { followers: 800 }),
    share('p', 75),
    share('p', 330),
    mark(700),
  );
  expect(topOf(steps).forecast).toEqual(direct(untaught(), [20, 75, 330], 700, [800]));
});

test('a share that is newer than the watermark is known, and the forecast is as of that share', async () => {
  const run = new Run();
  const steps = await run.fold(post('p'), share('p', 20), share('p', 705), mark(700));
  expect(topOf(steps).forecast).toEqual(direct(untaught(), [20, 705], 705));
});

test('nothing is said of a post that is not five minutes old and has not ten shares', async () => {
  const run = new Run();
  expect(topOf(await run.fold(post('p'), share('p', 20), mark(100))).forecast).toBeNull();
  expect(topOf(await run.fold(share('p', 105, { count: 9 }), mark(110))).forecast?.atMs).toBe(T0 + 110_000);
});

test('silence tells: a post that nobody shares on is forecast again as it ages, lower each time', async () => {
  const run = new Run();
  const shares = [5, 9, 14, 30, 44, 52, 61, 63, 70, 80];
  await run.fold(post('p'), ...shares.map((at) => share('p', at)), mark(90));
  const finals: number[] = [];
  for (let seconds = 100; seconds <= 3_600; seconds += 10) {
    const steps = await run.fold(mark(seconds));
    if (steps.some(({ top }) => top.length > 0)) finals.push(topOf(steps).forecast?.final.shares ?? Number.NaN);
  }
  expect(finals.length).toBeGreaterThan(8);
  expect(finals.length).toBeLessThan(16);
  expect((finals[0] as number) / (finals.at(-1) as number)).toBeGreaterThan(3);
  expect(finals.at(-1)).toBeGreaterThanOrEqual(shares.length);
});

test('lumps and running totals count as shares of their moment; what is taken back stays', async () => {
  const run = new Run();
  const steps = await run.fold(
    post('p'),
    share('p', 20, { count: 3, followers: 9 }),
    share('p', 60, { total: 2 }),
    share('p', 90, { kind: 'unshare', id: 'u' }),
    mark(700),
  );
  expect(topOf(steps).forecast).toEqual(direct(untaught(), [20, 20, 20, 60, 60], 700));
});

test('of a post that already had shares when it was first heard of nothing is said, nor of one whose creation nobody told', async () => {
  const run = new Run();
  const old = share('old', 2 * 3_600, { total: 5_000 });
  const stub = share('stub', 7_200, { brands: ['main/a'], id: 's1' });
  const steps = await run.fold(post('old'), old, share('old', 7_210), stub, mark(7_300));
  expect([topOf(steps, 'old').forecast, topOf(steps, 'stub').forecast]).toEqual([null, null]);
});

test('a post that comes after its shares is forecast with them', async () => {
  const run = new Run();
  const named = { brands: ['main/a'] };
  const steps = await run.fold(share('p', 20, named), share('p', 80, named), post('p'), mark(700));
  expect(topOf(steps).forecast).toEqual(direct(untaught(), [20, 80], 700));
});

test('what became of a post is learned when it is two days old, from how it stood when it was shown; a restart changes nothing', async () => {
  const shares = [20, 200, 420, 660, 5_000, 9_000, 9_100, 30_000];
  const later = { atMs: T0 + 2 * DAY_MS, followers: 50 };
  const runs = [new Run(), new Run()];
  const [said, saidAfterRestarts] = await Promise.all(
    runs.map(async (run, nth) => {
      const restart = () => {
        if (nth === 1) run.restart();
      };
      await run.fold(post('p'), ...shares.slice(0, 4).map((at) => share('p', at)), mark(700));
      restart();
      await run.fold(...shares.slice(4).map((at) => share('p', at)), mark(31_000));
      restart();
      await run.fold(mark((2 * DAY_MS) / 1000));
      restart();
      const atMs = T0 + 2 * DAY_MS + 30_000;
      const second = post('second', later);
      return topOf(await run.fold(second, share('second', 0, { atMs }), mark(2 * 86_400 + 640)), 'second');
    }),
  );

  const model = untaught();
  const finished = newCascade(50);
  for (const at of shares) addShare(finished, at, null);
  for (const [seen, ageSeconds] of [
    [4, 700],
    [8, 31_000],
  ] as const) {
    const cascade = newCascade(50);
    for (const at of shares.slice(0, seen)) addShare(cascade, at, null);
    model.learn(snapshotOf(cascade, ageSeconds), [], { key: KEY, finished });
  }
  const taught = direct(model, [30], 640);
  expect(said?.forecast).toEqual({ ...taught, atMs: taught.atMs + 2 * DAY_MS });
  expect(said?.forecast?.final).not.toEqual(direct(untaught(), [30], 640).final);
  expect(saidAfterRestarts).toEqual(said);
});

test('nothing is learned from a post that was deleted, nor from one whose author was forgotten', async () => {
  for (const ending of [
    share('p', 800, { kind: 'delete', role: 'item', author: null, brands: ['main/a'] }),
    { type: 'erasure', author: 7n, requestedAtMs: T0 } as const,
  ]) {
    const run = new Run();
    await run.fold(post('p', { author: 7n }), share('p', 20), mark(700), ending, mark(2 * 86_400 + 10));
    expect([run.rows.families.get('watched'), run.rows.families.get('growth')]).toEqual([undefined, undefined]);
  }
});

test('of each hour of creation 24 posts are watched, and their rows go when they have finished', async () => {
  const run = new Run();
  const names = Array.from({ length: 30 }, (_, nth) => `p${nth}`);
  const acts = names.flatMap((name) => [post(name, { brands: [`main/${name}`] }), share(name, 20)]);
  await run.fold(...acts, mark(400));
  expect(run.rows.families.get('watched')?.size).toBe(24);
  await run.fold(mark((2 * DAY_MS + MINUTE_MS) / 1000));
  expect(run.rows.families.get('watched')).toBeUndefined();
  expect([...(run.rows.families.get('growth')?.keys() ?? [])].sort()).toEqual(['300/0', '300/1', '300/2']);
});

test('the forecast of a post goes when it leaves the leaderboards', async () => {
  const run = new Run();
  await run.fold(post('p'), share('p', 20), mark(700));
  expect(run.rows.families.get('forecasts')?.size).toBe(1);
  await run.fold(share('p', 800, { kind: 'delete', role: 'item', brands: ['main/a'] }), mark(900));
  expect(run.rows.families.get('forecasts')).toBeUndefined();
});

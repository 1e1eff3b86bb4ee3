import { expect, test } from 'vitest';
import { forecastOf } from '../../detection/matter-forecast.ts';
import { summaryOf } from '../../detection/wording.ts';
import type { Alert } from '../../model/alert.ts';
import { authorText } from '../../model/author-text.ts';
import type { TopPost } from '../../model/pulse.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { Erasures } from './erasures.ts';
import { Incidents, unpackIncident, withoutPerson } from './incidents.ts';
import { Progress } from './progress.ts';
import { pulseOfTest, stepOfTest, T0 } from './pulse-of-test.ts';

const KARI = 0xabcn;
const PERSON = { author: KARI, requestedAtMs: T0 };
const WORDS = {
  class: 'negative-surge',
  state: 'opened',
  reason: 'opened',
  observed: 40,
  people: 30,
  expected: 2,
  windowMs: 600_000,
  isOneOfSeveral: false,
  onceInMs: null,
} as const;

function forecastOfShares(shares: number) {
  return { atMs: T0, final: { shares, low80: shares, high80: 2 * shares, low95: shares, high95: 3 * shares } };
}

const KARIS = {
  platform: 'x',
  post: 'k',
  author: authorText(KARI),
  text: 'Kari’s $& own words',
  shares: 3,
  comments: 1,
};
const ANOTHERS = {
  platform: 'x',
  post: 'a',
  author: authorText(7n),
  text: 'somebody else’s $1',
  shares: 1,
  comments: 0,
};

function alertOf(atMs: number, posts: readonly object[] = [KARIS, ANOTHERS]): Alert {
  const evidence = posts.map((post, nth) => ({
    ...post,
    forecast: forecastOfShares(100 * (nth + 1)),
  })) as unknown as Alert['evidence'];
  const forecast = forecastOf(evidence, ['x:k', 'x:a']);
  const summary = summaryOf({ ...WORDS, spread: { leader: evidence[0] ?? null, forecast } });
  return {
    incident: 'i',
    id: `${atMs}`,
    openedAtMs: T0,
    atMs,
    state: 'opened',
    sequence: 0,
    evidence,
    forecast,
    summary,
  } as Alert;
}

async function noticesIn(rows: RowsOfTest): Promise<readonly Alert[]> {
  return (await rows.scan('incidents')).flatMap(({ bytes }) => unpackIncident(bytes));
}

test('an incident loses this person’s posts and the words that its summaries quote, in both languages, and no figure', async () => {
  const incidents = new Incidents();
  incidents.add(alertOf(T0));
  expect(alertOf(T0).summary.nb).toContain('Kari');
  incidents.erase(PERSON);
  const changes = noChanges();
  incidents.collect(changes);
  const rows = new RowsOfTest();
  rows.commit(changes);
  const [notice] = await noticesIn(rows);
  expect(notice?.evidence.map(({ text }) => text)).toEqual([ANOTHERS.text]);
  const forecast = { posts: ['x:a'], seen: 1, final: forecastOfShares(200).final };
  expect(notice?.forecast).toEqual(forecast);
  expect(notice?.summary).toEqual(summaryOf({ ...WORDS, spread: { leader: null, forecast } }));
  expect(JSON.stringify(notice)).not.toContain(authorText(KARI));
});

test('where another’s post leads, its words stay, and what is expected is of the posts that are left', () => {
  const alert = withoutPerson(alertOf(T0, [ANOTHERS, KARIS]), PERSON);
  const forecast = { posts: ['x:a'], seen: 1, final: forecastOfShares(100).final };
  const leader = { ...ANOTHERS, forecast: null };
  expect(alert.summary).toEqual(summaryOf({ ...WORDS, spread: { leader, forecast } }));
  expect(alert.summary.en).toContain('somebody else’s $1');
});

test('an alert of after the request keeps what this person wrote since', () => {
  const incidents = new Incidents();
  incidents.add(alertOf(T0 + 1));
  incidents.erase(PERSON);
  const changes = noChanges();
  incidents.collect(changes);
  expect(Buffer.from(changes.puts[0]?.bytes ?? []).toString()).toContain('own words');
});

test('leaderboards, and steps that no decision has taken in yet, show the posts of the others only', async () => {
  const post = (author: bigint, createdMs: number) => ({ author, createdMs, post: `${author}`, text: 't' }) as TopPost;
  const posts = [post(KARI, T0 - 1), post(7n, T0 - 1), post(KARI, T0 + 1)];
  const top = [{ brand: 'main/a', places: posts.map((each, place) => ({ place, post: each })) }];
  const progress = new Progress();
  progress.receive(pulseOfTest({ steps: [stepOfTest(T0, { top }), stepOfTest(T0 + 10_000, { top })] }));
  progress.advance(T0);
  progress.erase(PERSON);
  const shown = () => progress.topsOf('main/a').map(({ author, createdMs }) => [author, createdMs]);
  const others = [
    [7n, T0 - 1],
    [KARI, T0 + 1],
  ];
  expect(shown()).toEqual(others);
  progress.advance(T0 + 10_000);
  expect(shown()).toEqual(others);
});

test('a request is known over a restart until decisions have passed it', async () => {
  const erasures = new Erasures();
  expect([erasures.add(PERSON), erasures.add(PERSON)]).toEqual([true, false]);
  const changes = noChanges();
  erasures.collect(changes);
  const rows = new RowsOfTest();
  rows.commit(changes);
  const restarted = await Erasures.load(rows);
  expect(restarted.all).toEqual([PERSON]);
  restarted.expire(T0);
  expect(restarted.all).toEqual([PERSON]);
  restarted.expire(T0 + 1);
  expect(restarted.all).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { type Rule, type RuleClass, SHIPPED_RULES } from '../../detection/rule-set.ts';
import { COUNTER_IDS, type CounterId, POST_COUNTERS } from '../../metrics/counters.ts';
import type { Alert } from '../../model/alert.ts';
import { PLACES_OF_BOARD, type PostForecast, type TopPost } from '../../model/pulse.ts';
import { HOUR_MS, MINUTE_MS, PANE_MS } from '../../windows/pane.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { Detector } from './detector.ts';
import { OpenPanes } from './open-panes.ts';
import { Progress } from './progress.ts';
import { countersOfTest, pulseOfTest, stepOfTest, T0 } from './pulse-of-test.ts';
import type { RadarConfiguration } from './radar-configuration.ts';

const A = 'main/a';
const B = 'main/b';

const CONFIGURATION: RadarConfiguration = {
  group: 'main',
  brands: [A, B].map((id) => ({ id, name: id.slice(-1).toUpperCase(), isOwn: id === A, market: 'm' })),
  markets: [{ id: 'm', own: [A], brands: [A, B] }],
  falseAlarmsPerWeek: 1,
  rules: SHIPPED_RULES,
  advice: {},
  digest: 'd',
  text: '',
};

/** What happens to a brand in one pane. */
interface Happening {
  readonly brand?: string;
  readonly counts: Partial<Record<CounterId, number>>;
  /** New people in the negative acts, in the claims of harm. */
  readonly negative?: number;
  readonly harm?: number;
  /** The brand's leaderboard from now on. */
  readonly posts?: readonly TopPost[];
}

function postOf(fields: Partial<TopPost> & { readonly shares?: number }): TopPost {
  const { shares = 0, ...rest } = fields;
  const counts = Array.from({ length: POST_COUNTERS }, (_, at) => (COUNTER_IDS[at] === 'shares' ? shares : 0));
  return {
    platform: 'x',
    post: 'p',
    author: 7n,
    text: '',
    url: null,
    sentiment: 'negative',
    harmClaim: false,
    createdMs: T0,
    followers: null,
    counts,
    viewers: 0,
    velocity: 0,
    velocityAtMs: T0,
    forecast: null,
    ...rest,
  };
}

function growingTo(final: PostForecast['final']): PostForecast {
  const pace = { velocity: 3, acceleration: 0.1 };
  const reproduction = { value: 1.4, low: 1.1, high: 1.8 };
  return { atMs: T0, final, ahead: [final, final, final], pace, reproduction };
}

interface Told {
  readonly lines: readonly string[];
  readonly alerts: readonly Alert[];
}

/** Decides over `hours` of what happens pane by pane; `minutes` count from T0. */
async function told(
  hours: number,
  happens: (minute: number, atMs: number) => Happening | readonly Happening[] | null,
  { rules = SHIPPED_RULES, restartEvery = Number.POSITIVE_INFINITY } = {},
): Promise<Told> {
  const configuration = { ...CONFIGURATION, rules };
  const panes = OpenPanes.empty();
  const progress = new Progress();
  const rows = new RowsOfTest();
  let detector = new Detector();
  let person = 1n;
  const newcomers = (count: number) => Array.from({ length: count }, () => person++);
  detector.watchAll(configuration, T0);
  const alerts: Alert[] = [];
  for (let atMs = T0, nth = 0; atMs < T0 + hours * HOUR_MS; atMs += PANE_MS, nth++) {
    for (const happening of [happens((atMs - T0) / MINUTE_MS, atMs) ?? []].flat()) {
      const { brand = A, counts, negative = 0, harm = 0, posts } = happening;
      panes.addPeople({ brand, level: 'pane', startMs: atMs, kind: 'negative', members: newcomers(negative) });
      panes.addPeople({ brand, level: 'pane', startMs: atMs, kind: 'harm', members: newcomers(harm) });
      detector.addPane(brand, atMs, countersOfTest(counts), configuration);
      if (posts === undefined) continue;
      const places = Array.from({ length: PLACES_OF_BOARD }, (_, place) => ({ place, post: posts[place] ?? null }));
      progress.receive(pulseOfTest({ steps: [stepOfTest(atMs + PANE_MS, { top: [{ brand, places }] })] }));
    }
    progress.advance(atMs + PANE_MS);
    detector.decide(atMs + PANE_MS, configuration, { panes, progress });
    panes.forgetPeople(atMs + PANE_MS - 15 * MINUTE_MS);
    alerts.push(...detector.takeAlerts());
    if (nth % restartEvery !== 0) continue;
    const changes = noChanges();
    detector.collect(changes);
    rows.commit(changes);
    detector = await Detector.load(rows);
  }
  const lines = alerts.map(({ class: name, state, severity, reason }) => [name, state, severity, reason].join(' '));
  return { lines, alerts };
}

const isMinute = (minute: number, from: number, to: number) => minute >= from && minute < to;
/** Every pane of these minutes. */
const surging = { counts: { negativeAttention: 3 }, negative: 3 } satisfies Happening;
/** The other rules are switched off. */
const only = (name: RuleClass) => ({
  rules: SHIPPED_RULES.map((rule) => ({ ...rule, isEnabled: rule.class === name })),
});
const claiming = { counts: { harmClaims: 3 }, harm: 3 } satisfies Happening;

describe('a claim of harm', () => {
  test('is told of at once: after a few claims by a few people, in a brand’s first hour', async () => {
    const { alerts, lines } = await told(2, (minute) => (isMinute(minute, 5, 6) ? claiming : null));
    expect(lines).toEqual(['harm-claim opened warning opened', 'harm-claim resolved warning calm-again']);
    expect([alerts[0]?.conditions.map(({ name, met }) => [name, met])]).toEqual([
      [
        ['acts', true],
        ['people', true],
        ['ratio', true],
        ['tailProbability', true],
      ],
    ]);
  });

  test('by one person, however often, is none', async () => {
    const alone = (minute: number) => (isMinute(minute, 5, 15) ? { ...claiming, harm: minute === 5 ? 1 : 0 } : null);
    expect((await told(1, alone)).lines).toEqual([]);
  });

  test('is not told of where as many are usual: classifiers err', async () => {
    const usual = (minute: number) => (minute % 2 === 0 ? claiming : null);
    const { lines } = await told(26, usual);
    expect(lines.filter((line) => line.includes('opened'))).toHaveLength(1); // when it was new
  });

  test('is named by its oldest post, and its copies belong to it', async () => {
    const text = 'My whole family got sick after drinking the lemon one last night, both kids were vomiting';
    const posts = [
      postOf({
        post: 'copy',
        text: `OMG!! ${text} https://x.example/1`,
        harmClaim: true,
        createdMs: T0 + 9,
        velocity: 9,
      }),
      postOf({ post: 'first', text, harmClaim: true, createdMs: T0, velocity: 1 }),
    ];
    const { alerts } = await told(1, (minute) => (isMinute(minute, 5, 6) ? { ...claiming, posts } : null));
    expect(alerts[0]?.evidence.map(({ post }) => post)).toEqual(['copy', 'first']);
    expect(alerts.filter(({ state }) => state === 'opened')).toHaveLength(1);
  });

  test('of another matter opens a thread of its own while the first is open', async () => {
    const first = postOf({
      post: 'a',
      text: 'there was broken glass in the strawberry jam that I gave my daughter',
      harmClaim: true,
      shares: 30,
    });
    const second = postOf({
      post: 'b',
      text: 'this yoghurt made everybody at our office ill with stomach cramps today',
      harmClaim: true,
      shares: 30,
    });
    const posts = (minute: number) =>
      minute < 20
        ? [{ ...first, velocity: 5 }]
        : [
            { ...first, velocity: 5 },
            { ...second, velocity: 6, velocityAtMs: T0 + 20 * MINUTE_MS },
          ];
    const { alerts } = await told(1, (minute) =>
      isMinute(minute, 5, 25) ? { ...claiming, posts: posts(minute) } : null,
    );
    const opened = alerts.filter(({ state }) => state === 'opened');
    expect(opened.map(({ evidence }) => evidence[0]?.post)).toEqual(['a', 'b']);
    expect(new Set(opened.map(({ incident }) => incident)).size).toBe(2);
    expect(opened.map(({ summary }) => summary.en.startsWith('All claims of harm'))).toEqual([false, true]);
  });

  test('is not critical by what is done about another one', async () => {
    const great = { text: 'there was broken glass in the strawberry jam that I gave my daughter', shares: 300 };
    const small = { text: 'this yoghurt made everybody at our office ill with stomach cramps today', shares: 31 };
    const postsAt = (minute: number) =>
      [great, ...(minute < 10 ? [] : [small])].map((each, nth) =>
        postOf({ post: `p${nth}`, harmClaim: true, velocity: 9, velocityAtMs: T0 + minute * MINUTE_MS, ...each }),
      );
    const { alerts } = await told(1, (minute) =>
      isMinute(minute, 5, 25) ? { counts: { harmClaims: 9 }, harm: 9, posts: postsAt(minute) } : null,
    );
    const worst = new Map(alerts.map(({ evidence, incident, severity }) => [incident, [evidence[0]?.post, severity]]));
    expect([...worst.values()]).toEqual([
      ['p0', 'critical'],
      ['p1', 'warning'],
    ]);
  });

  test('quotes a post only while it moves', async () => {
    const still = postOf({
      post: 'a',
      text: 'glass in the jam',
      harmClaim: true,
      velocity: 1,
      velocityAtMs: T0 - 24 * HOUR_MS,
    });
    const { alerts } = await told(1, (minute) => (isMinute(minute, 5, 6) ? { ...claiming, posts: [still] } : null));
    expect(alerts[0]?.evidence.map(({ post }) => post)).toEqual(['a']);
    expect(alerts[0]?.summary.en).not.toContain('Spreading fastest');
  });
});

describe('rules that find the same matter', () => {
  test('make one thread: a surge joins the claim of harm that it grows out of, and says so once', async () => {
    const { lines } = await told(4, (minute) => {
      if (isMinute(minute, 120, 121)) return claiming;
      if (isMinute(minute, 121, 131)) return { ...surging, counts: { negativeAttention: 3, harmClaims: 1 }, harm: 1 };
      return null;
    });
    expect(lines.slice(0, 2)).toEqual([
      'harm-claim opened warning opened',
      'harm-claim updated warning joined-by-negative-surge',
    ]);
    expect(lines.every((line) => line.startsWith('harm-claim'))).toBe(true);
  });

  test('but a claim of harm is told of although a surge is open: it is other news', async () => {
    const { lines } = await told(3, (minute) => {
      if (isMinute(minute, 120, 125)) return surging;
      return isMinute(minute, 126, 127) ? claiming : null;
    });
    expect(lines.slice(0, 2)).toEqual(['negative-surge opened warning opened', 'harm-claim opened warning opened']);
  });
});

describe('a negative post that spreads', () => {
  const TEXT = 'they left us on the runway for six hours without any water';
  const spreading = (atMs: number, velocity: number, post: Partial<TopPost> = {}): Happening => ({
    counts: { negativeAttention: 1 },
    negative: 1,
    posts: [postOf({ text: 'the worst service ever', shares: 40, velocity, velocityAtMs: atMs, ...post })],
  });
  const viral = async (happens: (atMs: number) => Happening) => {
    const { lines } = await told(
      3,
      (minute, atMs) => (isMinute(minute, 61, 64) ? happens(atMs) : null),
      only('viral-negative'),
    );
    return lines;
  };

  test('is told of by its velocity, and so is its end', async () => {
    expect(await viral((atMs) => spreading(atMs, 6))).toEqual([
      'viral-negative opened warning opened',
      'viral-negative resolved warning calm-again',
    ]);
  });

  test('is no news while it is slow, or passed on by nobody, or while few take part', async () => {
    expect(await viral((atMs) => spreading(atMs, 2))).toEqual([]);
    expect(await viral((atMs) => spreading(atMs, 6, postOf({ velocity: 6, velocityAtMs: atMs })))).toEqual([]);
    expect(await viral((atMs) => ({ ...spreading(atMs, 6), negative: 0 }))).toEqual([]);
  });

  test('tells how far it and its copies are expected to go, each post by itself and both together', async () => {
    const forecast = growingTo({
      shares: 1_213,
      range80: { low: 705, high: 2_420 },
      range95: { low: 402, high: 5_100 },
    });
    const { reproduction } = forecast;
    const { alerts } = await told(
      3,
      (minute, atMs) => {
        if (!isMinute(minute, 61, 64)) return null;
        const { posts = [], ...happening } = spreading(atMs, 6, { text: TEXT, forecast });
        const copy = postOf({ post: 'copy', text: TEXT, shares: 2, createdMs: T0 + 1, forecast });
        const other = postOf({ post: 'other', text: 'it has been raining here all of the day', forecast });
        return { ...happening, posts: [...posts, postOf({ post: 'young' }), copy, other] };
      },
      only('viral-negative'),
    );
    const [{ evidence, forecast: together, summary }] = alerts as [Alert];
    const own = { shares: 1_213, low80: 705, high80: 2_420, low95: 402, high95: 5_100 };
    expect(evidence.map(({ post, forecast: of, reproduction: r }) => [post, of?.final ?? null, r])).toEqual([
      ['p', own, reproduction],
      ['copy', own, reproduction],
      ['other', own, reproduction],
      ['young', null, null],
    ]);
    const final = { shares: 2_426, low80: 1_410, high80: 4_840, low95: 804, high95: 10_200 };
    expect(together).toEqual({ posts: ['x:p', 'x:copy'], seen: 42, final });
    expect(summary.en).toContain('About 2,400 shares of it and a copy are expected in all');
    expect(summary.nb).toContain('Det ventes omtrent 2\u202f400 delinger av det og en kopi i alt');
  });

  test('says nothing of how far it will go while it is too young, whatever older posts will do', async () => {
    const forecast = growingTo({ shares: 30, range80: { low: 30, high: 40 }, range95: { low: 30, high: 50 } });
    const { alerts } = await told(
      3,
      (minute, atMs) => {
        if (!isMinute(minute, 61, 64)) return null;
        const { posts = [], ...happening } = spreading(atMs, 6);
        return { ...happening, posts: [...posts, postOf({ post: 'old', forecast })] };
      },
      only('viral-negative'),
    );
    expect(alerts[0]?.evidence.map(({ forecast: own }) => own === null)).toEqual([true, false]);
    expect([alerts[0]?.forecast, alerts[0]?.summary.en.includes('expected')]).toEqual([null, false]);
  });

  test('must be twice as fast the next time', async () => {
    const opened = async (second: number) => {
      const { lines } = await told(
        12,
        (minute, atMs) => {
          if (isMinute(minute, 61, 64)) return spreading(atMs, 5);
          return isMinute(minute, 601, 604) ? spreading(atMs, second, { post: 'q', text: 'another matter' }) : null;
        },
        only('viral-negative'),
      );
      return lines.filter((line) => line.includes(' opened '));
    };
    expect([(await opened(5)).length, (await opened(7)).length]).toEqual([1, 2]);
  });
});

describe('a tone that turns', () => {
  /** One mention a minute, of which so many in ten are negative and as many positive as are left of six. */
  const talk = (minute: number, negative: number): Happening | null => {
    if (minute % 1 !== 0) return null;
    const place = minute % 10;
    const isNegative = place < negative;
    const isPositive = !isNegative && place < 6;
    return {
      counts: {
        mentions: 1,
        mentionsNegative: isNegative ? 1 : 0,
        mentionsPositive: isPositive ? 1 : 0,
      },
    };
  };

  test('is told of when it is beyond chance and beyond the usual, and its end too', async () => {
    const { lines, alerts } = await told(60, (minute) => talk(minute, isMinute(minute, 2400, 2700) ? 7 : 2));
    expect(lines).toEqual(['sentiment-fall opened warning opened', 'sentiment-fall resolved warning calm-again']);
    expect(alerts[0]?.observed).toBeLessThan((alerts[0]?.expected.value ?? 0) - 0.25);
  });

  test('is told of also where a fifth of the labels is wrong', async () => {
    // Every fifth mention has the label of another one: it says nothing of its own.
    const noisy = (minute: number, negative: number) =>
      minute % 5 === 4 ? talk((minute * 7) % 10, 4) : talk(minute, negative);
    const { lines } = await told(60, (minute) =>
      minute % 1 === 0 ? noisy(minute, isMinute(minute, 2400, 2700) ? 8 : 2) : null,
    );
    expect(lines[0]).toBe('sentiment-fall opened warning opened');
  });

  test('is no news of its own while a surge explains it', async () => {
    const { lines } = await told(46, (minute) => {
      const crisis = isMinute(minute, 2400, 2700);
      const mention = talk(minute, crisis ? 7 : 2);
      if (!crisis) return mention;
      return { ...surging, counts: { ...surging.counts, ...mention?.counts } };
    });
    expect(lines.filter((line) => line.startsWith('sentiment-fall'))).toEqual([]);
    expect(lines[0]).toMatch(/^negative-surge opened/);
  });
});

test('a share of voice that jumps is told of, and one of a brand that is nobody’s own is not', async () => {
  const every = (minute: number, of: number) => minute % of === 0;
  const { lines, alerts } = await told(120, (minute) => {
    const isLoud = isMinute(minute, 6000, 6400);
    return [
      ...(every(minute, isLoud ? 1 : 4) ? [{ counts: { mentions: isLoud ? 2 : 1 } }] : []),
      ...(every(minute, 2) ? [{ brand: B, counts: { mentions: 1 } }] : []),
    ];
  });
  expect(lines[0]).toBe('voice-shock opened watch opened');
  expect(new Set(alerts.map(({ brand }) => brand))).toEqual(new Set([A]));
  expect(alerts[0]?.title.en).toBe('A: its share of voice has jumped');
});

describe('a rule holds still', () => {
  const surgeRule = SHIPPED_RULES.find(({ class: name }) => name === 'negative-surge') as Rule;
  const crisis = (minute: number) => (isMinute(minute, 120, 130) ? surging : null);

  test('while a spike is expected, and opens when it lasts beyond it', async () => {
    const spike = (untilMinute: number) => [
      { fromMs: T0 + HOUR_MS, toMs: T0 + untilMinute * MINUTE_MS, reason: 'Launch' },
    ];
    const within = await told(3, crisis, { rules: [{ ...surgeRule, except: spike(180) }] });
    expect(within.lines).toEqual([]);
    const beyond = await told(3, crisis, { rules: [{ ...surgeRule, except: spike(125) }] });
    expect(beyond.lines[0]).toBe('negative-surge opened warning opened');
  });

  test('where it is switched off', async () => {
    const rules = SHIPPED_RULES.map((rule) => ({ ...rule, isEnabled: rule.class !== 'negative-surge' }));
    expect((await told(3, crisis, { rules })).lines).toEqual([]);
  });
});

test('what flares up again within three hours is the same incident', async () => {
  const { alerts } = await told(8, (minute) =>
    isMinute(minute, 120, 130) || isMinute(minute, 240, 250) ? surging : null,
  );
  expect(alerts.map(({ state }) => state)).toEqual(['opened', 'resolved', 'reopened', 'resolved']);
  expect(new Set(alerts.map(({ incident }) => incident)).size).toBe(1);
  expect(alerts.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
});

test('a restart after every look decides the same', async () => {
  const story = (minute: number, atMs: number): Happening | null => {
    if (isMinute(minute, 60, 61)) return claiming;
    if (!isMinute(minute, 61, 75)) return minute % 7 === 0 ? { counts: { mentions: 3, mentionsNegative: 1 } } : null;
    const posts = [
      postOf({ text: 'they knew of it and told nobody at all', shares: 40, velocity: 8, velocityAtMs: atMs }),
    ];
    return { ...surging, posts };
  };
  const whole = await told(5, story);
  expect(whole.lines.length).toBeGreaterThan(2);
  expect((await told(5, story, { restartEvery: 11 })).alerts).toEqual(whole.alerts);
});

/**
 * Draws the airline weeks as an SVG: of each airline the negative attention by hour, the level that the rule expects,
 * and the incidents that it raises. Without the data it says so and ends with status 0.
 *
 *   npm run bench -- airline-chart [--out docs/airline-2015.svg]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CountSeries, FAST_WINDOW_MS } from '@grapevine/core/detection/count-series.ts';
import { shippedThresholds } from '@grapevine/core/detection/rule-set.ts';
import { DAY_MS, floorTo, HOUR_MS, PANE_MS } from '@grapevine/core/windows/pane.ts';
import { delivered, negativeAttentionByHand } from '@grapevine/tests/airline/airline-count.ts';
import {
  AIRLINE_ABSENT,
  airlinesOf,
  airlineTweets,
  hasAirlineData,
  type Tweet,
} from '@grapevine/tests/airline/airline-interactions.ts';
import { crisisTrial } from '@grapevine/tests/airline/crisis-trial.ts';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs/airline-2015.svg' } } });
const WIDTH = 960;
const LEFT = 56;
const RIGHT = 16;
const TOP = 44;
const PANEL = 120;
const GAP = 40;
const INK = '#1f2933';
const FAINT = '#c4ccd4';
const BAR = '#d98c7a';
const ALARM = '#b3261e';

interface Panel {
  readonly airline: string;
  /** By hour, from `fromMs`. */
  readonly acts: readonly number[];
  readonly expected: readonly number[];
  readonly incidentsMs: readonly number[];
}

/** What the rule expects of each hour, as it learns from the hours before: the sum of its five-minute windows. */
function expectedByHour(tweets: readonly Tweet[], airline: string, fromMs: number, toMs: number): readonly number[] {
  const series = new CountSeries(fromMs);
  const panes = new Map<number, number>();
  for (const tweet of tweets) {
    if (tweet.airline !== airline || tweet.sentiment !== -1) continue;
    const startMs = floorTo(tweet.atMs, PANE_MS);
    panes.set(startMs, (panes.get(startMs) ?? 0) + 1 + tweet.retweets);
  }
  const hours: number[] = [];
  let expected = 0;
  for (let atMs = fromMs; atMs < toMs; atMs += PANE_MS) {
    const acts = panes.get(atMs);
    if (acts !== undefined) series.addPane(atMs, acts);
    const endMs = atMs + PANE_MS;
    if (endMs % FAST_WINDOW_MS !== 0) continue;
    series.advance(endMs);
    expected += series.fast().expected;
    if (endMs % HOUR_MS !== 0) continue;
    hours.push(expected);
    expected = 0;
  }
  return hours;
}

async function panelsOf(tweets: readonly Tweet[], fromMs: number, toMs: number): Promise<readonly Panel[]> {
  const trial = {
    tweets,
    crises: [],
    shape: 'steady',
    seed: 1,
    floorActs: shippedThresholds('negative-surge').acts,
    floorWindowMs: FAST_WINDOW_MS,
  } as const;
  const { others } = await crisisTrial(trial);
  const truth = delivered(tweets);
  return airlinesOf(tweets).map((airline) => {
    const acts: number[] = [];
    for (let hourMs = fromMs; hourMs < toMs; hourMs += HOUR_MS) {
      acts.push(negativeAttentionByHand(truth, airline, hourMs, hourMs + HOUR_MS));
    }
    const incidentsMs = others.filter(({ brand }) => brand === `main/${airline}`).map(({ atMs }) => atMs);
    return { airline, acts, expected: expectedByHour(tweets, airline, fromMs, toMs), incidentsMs };
  });
}

function drawn(panels: readonly Panel[], fromMs: number, toMs: number): string {
  const height = TOP + panels.length * (PANEL + GAP) + 8;
  const x = (atMs: number) => LEFT + ((atMs - fromMs) / (toMs - fromMs)) * (WIDTH - LEFT - RIGHT);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="${INK}">`,
    '<title>Negative attention by hour, the level expected, and the incident raised</title>',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="20" font-size="14">Negative tweets and retweets by hour (bars), the level the rule expects (line), incidents (mark). UTC.</text>`,
  ];
  for (const [index, panel] of panels.entries()) {
    parts.push(...drawnPanel(panel, { topPx: TOP + index * (PANEL + GAP), fromMs, x }));
    const bottomPx = TOP + index * (PANEL + GAP) + PANEL;
    for (let dayMs = Math.ceil(fromMs / DAY_MS) * DAY_MS; dayMs < toMs; dayMs += DAY_MS) {
      const at = x(dayMs).toFixed(1);
      parts.push(`<path d="M${at} ${bottomPx}v4" stroke="${INK}"/>`);
      parts.push(`<text x="${at}" y="${bottomPx + 17}" text-anchor="middle">${dayName(dayMs)}</text>`);
    }
  }
  return `${[...parts, '</svg>'].join('\n')}\n`;
}

function drawnPanel(
  { airline, acts, expected, incidentsMs }: Panel,
  { topPx, fromMs, x }: { readonly topPx: number; readonly fromMs: number; readonly x: (atMs: number) => number },
): readonly string[] {
  const most = Math.max(1, ...acts, ...expected);
  const bottomPx = topPx + PANEL;
  const y = (count: number) => bottomPx - (count / most) * (PANEL - 16);
  const hourPx = x(fromMs + HOUR_MS) - x(fromMs);
  const bars = acts.map((count, hour) => {
    const leftPx = x(fromMs + hour * HOUR_MS) + 0.5;
    return `M${leftPx.toFixed(1)} ${bottomPx}V${y(count).toFixed(1)}h${(hourPx - 1).toFixed(1)}V${bottomPx}z`;
  });
  const line = expected.map((level, hour) => {
    return `${hour === 0 ? 'M' : 'L'}${x(fromMs + (hour + 0.5) * HOUR_MS).toFixed(1)} ${y(level).toFixed(1)}`;
  });
  const marks = incidentsMs.map((atMs) => {
    const at = x(atMs).toFixed(1);
    const label = `incident ${new Date(atMs).toISOString().slice(11, 16)}`;
    return `<path d="M${at} ${topPx - 2}V${bottomPx}" stroke="${ALARM}" stroke-dasharray="3 2"/><text x="${Number(at) - 4}" y="${topPx + 8}" text-anchor="end" fill="${ALARM}">${label}</text>`;
  });
  return [
    `<text x="${LEFT}" y="${topPx + 8}" font-weight="600">${airline}</text>`,
    `<text x="${LEFT - 6}" y="${y(most) + 4}" text-anchor="end">${Math.round(most)}</text>`,
    `<text x="${LEFT - 6}" y="${bottomPx + 4}" text-anchor="end">0</text>`,
    `<path d="M${LEFT} ${bottomPx}H${WIDTH - RIGHT}" stroke="${FAINT}"/>`,
    `<path d="${bars.join('')}" fill="${BAR}"/>`,
    `<path d="${line.join('')}" fill="none" stroke="${INK}" stroke-width="1.5"/>`,
    ...marks,
  ];
}

function dayName(dayMs: number): string {
  return new Date(dayMs).toLocaleDateString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
}

if (hasAirlineData()) {
  const tweets = airlineTweets();
  const fromMs = floorTo((tweets[0] as Tweet).atMs, HOUR_MS);
  const toMs = floorTo((tweets.at(-1) as Tweet).atMs, HOUR_MS) + HOUR_MS;
  writeFileSync(values.out, drawn(await panelsOf(tweets, fromMs, toMs), fromMs, toMs));
  process.stdout.write(`${JSON.stringify({ bench: 'airline-chart', out: values.out })}\n`);
} else {
  process.stdout.write(`${JSON.stringify({ bench: 'airline-chart', skipped: AIRLINE_ABSENT })}\n`);
}

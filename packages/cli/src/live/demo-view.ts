/**
 * The live view as lines: shares of voice, what rises, and the crisis with the sentence that says why. Pure: the same
 * model and size give the same lines, never more of them than the terminal has, never wider.
 */
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { TerminalSize } from '../shell.ts';
import { bar } from '../terminal/bar.ts';
import { cellsOf, cutTo, harmless, padEnd, padStart, wrapped } from '../terminal/foreign-text.ts';
import type { Ink, Paint } from '../terminal/paint.ts';
import { inkOf } from '../terminal/severity.ts';
import type { WallClock } from '../terminal/wall-clock.ts';
import { grouped, percent } from '../terminal/wording.ts';
import { type ConditionWords, conditionsOf } from './crisis-words.ts';
import type { DemoModel, RisingPost, VoiceRow } from './demo-model.ts';

export interface DemoState {
  /** `null` while the history is folded. */
  readonly model: DemoModel | null;
  /** Of the history that is folded; 1 when it is. */
  readonly folded: number;
  readonly interactions: number;
  /** Since the live part began. */
  readonly liveMs: number;
  readonly perSecond: number;
  readonly api: string | null;
  readonly ingest: string | null;
}

/** A piece of a line and its ink; inks change no widths. */
type Piece = readonly [ink: Ink, text: string];
type Line = readonly Piece[];

const MARGIN = 1;
const WIDEST = 132;
const LEAST_BAR = 8;
const MOST_BAR = 44;
const MOST_SHORT_LINES = 3;
const EMPTY: Line = [];

export function demoLines(
  state: DemoState,
  size: TerminalSize,
  { paint, clock }: { readonly paint: Paint; readonly clock: WallClock },
): readonly string[] {
  const width = Math.min(WIDEST, size.columns - 2 * MARGIN);
  const lines =
    state.model === null
      ? foldingLines(state, width)
      : liveLines(state, state.model, { width, rows: size.rows, clock });
  return lines.slice(0, size.rows).map((line) => ' '.repeat(MARGIN) + painted(line, width, paint));
}

function foldingLines({ folded, interactions }: DemoState, width: number): readonly Line[] {
  const cells = Math.max(LEAST_BAR, Math.min(MOST_BAR, width - 12));
  return [
    [
      ['bold', 'Grapevine'],
      ['dim', '  a simulated market of fizzy drinks that do not exist'],
    ],
    EMPTY,
    [['plain', 'Folding 14 days of history, so that there is a normal to compare with.']],
    EMPTY,
    [
      ['cyan', padEnd(bar(folded, cells), cells)],
      ['plain', padStart(percent(folded), 9)],
    ],
    [['dim', `${grouped(interactions)} interactions`]],
  ];
}

function liveLines(
  state: DemoState,
  model: DemoModel,
  { width, rows, clock }: { width: number; rows: number; clock: WallClock },
): readonly Line[] {
  const head = [headLine(state, width), EMPTY];
  const voice = [...voiceLines(model.voice, width), EMPTY];
  const foot = [footLine(state, width)];
  const crisis =
    model.crisis === null
      ? calmLines(model, width)
      : crisisLines(model.crisis, model.negative, { width, isTall: rows >= 32, clock });
  // A heading, the posts, an empty line.
  const posts = rows - head.length - voice.length - crisis.length - foot.length - 2;
  const rising = posts >= 1 ? [...risingLines(model.rising, width, posts), EMPTY] : [];
  const body = [...head, ...voice, ...rising, ...crisis].slice(0, Math.max(0, rows - 1));
  while (body.length < rows - 1) body.push(EMPTY);
  return [...body, ...foot];
}

function headLine({ liveMs, perSecond }: DemoState, width: number): Line {
  const title = 'Grapevine';
  const market = '  simulated market';
  const right = `live ${clock(liveMs)} · ${Math.round(perSecond)} interactions/s`;
  const gap = width - cellsOf(title) - cellsOf(market) - cellsOf(right);
  if (gap < 1)
    return [
      ['bold', title],
      ['dim', `  live ${clock(liveMs)}`],
    ];
  return [
    ['bold', title],
    ['dim', market],
    ['plain', ' '.repeat(gap)],
    ['dim', right],
  ];
}

function voiceLines(rows: readonly VoiceRow[], width: number): readonly Line[] {
  const names = Math.max(...rows.map(({ name }) => cellsOf(name)));
  const isWide = width >= 100;
  const fixed = names + 2 + 9 + 9 + (isWide ? 22 : 0);
  const cells = Math.min(MOST_BAR, Math.max(LEAST_BAR, width - fixed));
  const largest = Math.max(0.0001, ...rows.map(({ share }) => share ?? 0));
  return [
    [
      ['bold', 'Share of voice'],
      ['dim', '  engagements, last 15 minutes'],
    ],
    ...rows.map((row): Line => {
      const length = bar((row.share ?? 0) / largest, cells);
      return [
        [row.isOwn ? 'bold' : 'plain', `${padEnd(row.name, names)}  `],
        [row.isOwn ? 'cyan' : 'dim', padEnd(length, cells)],
        ['plain', padStart(percent(row.share), 9)],
        ['dim', padStart(grouped(row.engagements), 9)],
        ['dim', isWide ? padStart(`mentions 24 h ${percent(row.shareOfDay)}`, 22) : ''],
      ];
    }),
  ];
}

function risingLines(posts: readonly RisingPost[], width: number, most: number): readonly Line[] {
  const heading: Line = [
    ['bold', 'What rises'],
    ['dim', '  engagements a minute'],
  ];
  if (posts.length === 0) return [heading, [['dim', 'Nothing yet.']]];
  const brands = Math.min(16, Math.max(...posts.map(({ brands: on }) => cellsOf(on.join(', ')))));
  const platforms = Math.min(10, Math.max(...posts.map(({ platform }) => cellsOf(platform))));
  return [
    heading,
    ...posts.slice(0, most).map((post): Line => {
      const isNegative = post.sentiment === 'negative';
      const room = width - 6 - 2 - platforms - 2 - brands - 2;
      return [
        [isNegative ? 'red' : 'plain', padStart(post.velocity.toFixed(1), 6)],
        ['dim', `  ${padEnd(cutTo(harmless(post.platform), platforms), platforms)}`],
        ['plain', `  ${padEnd(cutTo(post.brands.join(', '), brands), brands)}  `],
        ['plain', cutTo(harmless(post.text), room)],
      ];
    }),
  ];
}

function calmLines({ negative, ownBrand }: DemoModel, width: number): readonly Line[] {
  const text = `${ownBrand} draws ${grouped(negative)} negative reactions in five minutes. Every ten seconds of event time it is decided anew whether that is unusual.`;
  return [
    [
      ['green', '● '],
      ['bold', 'No crisis'],
    ],
    ...wrapped(text, width - 2).map((line): Line => [['dim', `  ${line}`]]),
  ];
}

function crisisLines(
  alert: Alert,
  negative: number,
  { width, isTall, clock }: { width: number; isTall: boolean; clock: WallClock },
): readonly Line[] {
  const { severity, title, summary } = alert;
  const began = `${clock.instant(alert.openedAtMs).slice(0, -':00'.length)} (${clock.zone})`;
  const told = (text: string, ink: Ink) => wrapped(harmless(text), width - 2).map((line): Line => [[ink, `  ${line}`]]);
  const gap = isTall ? [EMPTY] : [];
  return [
    [
      [inkOf(severity), `● ${severity.toUpperCase()}  `],
      ['bold', harmless(title.en)],
    ],
    [['dim', `  Began ${began}, now ${grouped(negative)} negative reactions in 5 min`]],
    ...told(summary.en, 'plain'),
    ...gap,
    ...(isTall ? [[['bold', `  ${harmless(title.nb)}`] as const]] : []),
    ...shortened(told(summary.nb, 'dim'), isTall ? Number.POSITIVE_INFINITY : MOST_SHORT_LINES),
    ...gap,
    ...(isTall ? conditionTable(conditionsOf(alert)) : conditionLine(conditionsOf(alert), width)),
  ];
}

/** Where lines are few, the second language gives up its quotation, which the first has whole. */
function shortened(lines: readonly Line[], most: number): readonly Line[] {
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  const [ink, text] = kept.at(-1)?.[0] ?? (['dim', ''] as const);
  return [...kept.slice(0, -1), [[ink, `${text}…`]]];
}

function conditionTable(conditions: readonly ConditionWords[]): readonly Line[] {
  const width = Math.max(...conditions.map(({ label }) => cellsOf(label)));
  return conditions.map(
    (one): Line => [
      [one.met ? 'green' : 'dim', one.met ? '  ✓ ' : '  · '],
      ['plain', `${padEnd(one.label, width)}${padStart(one.value, 10)}`],
      ['dim', `   ${padEnd(one.threshold, 12)} ${one.margin}`],
    ],
  );
}

/** As many to a line as fit; the thresholds are left to wider terminals. */
function conditionLine(conditions: readonly ConditionWords[], width: number): readonly Line[] {
  const lines: string[] = [];
  let line = '';
  for (const { shortLabel, value, margin, met } of conditions) {
    const text = `${met ? '✓' : '·'} ${shortLabel} ${value} (${margin})`;
    if (line !== '' && cellsOf(line) + 2 + cellsOf(text) > width - 2) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? text : `  ${text}`;
  }
  return [...lines, line].map((one): Line => [['dim', `  ${one}`]]);
}

function footLine({ api, ingest }: DemoState, width: number): Line {
  const right = 'Ctrl-C ends it';
  const where = api === null ? '' : `${api}  ingest ${ingest?.replace(/^.*:/, ':') ?? ''}`;
  const gap = width - cellsOf(where) - cellsOf(right);
  return gap < 1 ? [['dim', right]] : [['dim', `${where}${' '.repeat(gap)}${right}`]];
}

function painted(line: Line, width: number, paint: Paint): string {
  let left = width;
  let text = '';
  for (const [ink, piece] of line) {
    const part = cutTo(piece, left);
    left -= cellsOf(part);
    text += paint(ink, part);
    if (left <= 0) break;
  }
  return text;
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

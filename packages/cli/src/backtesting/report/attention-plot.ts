/**
 * A brand's negative attention over time as a drawing (SVG): bars of what came, the usual level as a line, where nine of
 * ten usually lie as a band, and the times of open incidents behind them, numbered.
 */
import { negativeBinomialInterval } from '@grapevine/core/arithmetic/negative-binomial.ts';
import { number } from '@grapevine/core/detection/number-words.ts';
import { floorTo } from '@grapevine/core/windows/pane.ts';
import { type AttentionSeries, SERIES_STEP_MS } from '../attention-series.ts';
import type { Locale } from '../duration-text.ts';
import type { Calendar } from './local-time.ts';
import { html, type Markup } from './markup.ts';
import { timeTicks } from './time-ticks.ts';

export interface PlottedIncident {
  /** As it is named at the top of its time. */
  readonly name: string;
  readonly openedAtMs: number;
  readonly resolvedAtMs: number | null;
}

export interface PlotOptions {
  readonly series: AttentionSeries;
  readonly fromMs: number;
  readonly toMs: number;
  readonly incidents: readonly PlottedIncident[];
  /** Where it begins in a drawing that holds several; default 0. */
  readonly topPx?: number;
  /** A class of its own beside `plot`, by which a style can tell it from another drawing of the same. */
  readonly name: string;
  /** Of the drawing, in pixels; a text in it is 12 high. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly calendar: Calendar;
  readonly locale: Locale;
  /** What is read out in its place. */
  readonly label: string;
}

/** Minutes of a bar; the least for which there are not too many. */
const BAR_MINUTES = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440] as const;
const MINUTE_MS = 60_000;
const LEAST_BAR_PX = 2.5;
const MARGIN = { left: 40, right: 8, top: 20, bottom: 24 } as const;
const USUAL_PART = 0.9;
const LEAST_MARK_PX = 2;
/** About as wide as a letter of a text in a drawing is. */
const LETTER_PX = 7;

/** How long a bar is, for a plot of this time and width. */
export function barMinutes(fromMs: number, toMs: number, widthPx: number): number {
  const most = (widthPx - MARGIN.left - MARGIN.right) / LEAST_BAR_PX;
  return BAR_MINUTES.find((minutes) => (toMs - fromMs) / (minutes * MINUTE_MS) <= most) ?? 1440;
}

interface Bar {
  readonly startMs: number;
  readonly acts: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** The windows of the series, summed by bars that begin at full hours or parts of them. */
function barsOf({ series, fromMs, toMs, widthPx }: PlotOptions): readonly Bar[] {
  const barMs = barMinutes(fromMs, toMs, widthPx) * MINUTE_MS;
  const perBar = barMs / SERIES_STEP_MS;
  const begin = Math.round((floorTo(fromMs, barMs) - series.fromMs) / SERIES_STEP_MS);
  const end = Math.min(series.acts.length, Math.round((toMs - series.fromMs) / SERIES_STEP_MS));
  const bars: Bar[] = [];
  for (let first = begin; first < end; first += perBar) {
    let acts = 0;
    let expected = 0;
    let spread = 0;
    for (let at = Math.max(0, first); at < Math.min(end, first + perBar); at++) {
      acts += series.acts[at] as number;
      expected += series.expected[at] as number;
      spread += (series.dispersion[at] as number) * (series.expected[at] as number);
    }
    const usual = negativeBinomialInterval(expected, expected === 0 ? 0 : spread / expected, USUAL_PART);
    bars.push({ startMs: series.fromMs + first * SERIES_STEP_MS, acts, expected, ...usual });
  }
  return bars;
}

export function attentionPlot(options: PlotOptions): Markup {
  const { fromMs, toMs, incidents, widthPx, heightPx, calendar, locale, label, name, topPx = 0 } = options;
  const bars = barsOf(options);
  const barMs = barMinutes(fromMs, toMs, widthPx) * MINUTE_MS;
  const top = roundUp(Math.max(4, ...bars.map(({ acts, high }) => Math.max(acts, high))));
  const floorPx = heightPx - MARGIN.bottom;
  const innerPx = widthPx - MARGIN.left - MARGIN.right;
  const x = (atMs: number) => MARGIN.left + (Math.max(0, atMs - fromMs) / (toMs - fromMs)) * innerPx;
  const y = (count: number) => floorPx - (count / top) * (floorPx - MARGIN.top);
  const endOf = (bar: Bar) => Math.min(toMs, bar.startMs + barMs);
  const steps = (of: (bar: Bar) => number) =>
    bars.map((bar) => `L${px(x(bar.startMs))} ${px(y(of(bar)))}H${px(x(endOf(bar)))}`).join('');
  const back = bars
    .toReversed()
    .map((bar) => `L${px(x(endOf(bar)))} ${px(y(bar.low))}H${px(x(bar.startMs))}`)
    .join('');
  const columns = bars
    .filter(({ acts }) => acts > 0)
    .map((bar) => {
      const [left, right] = [x(bar.startMs), x(endOf(bar))];
      return `M${px(left)} ${px(floorPx)}V${px(y(bar.acts))}H${px(Math.max(left + 1, right - 0.5))}V${px(floorPx)}z`;
    });
  const shown = incidents
    .filter(({ openedAtMs, resolvedAtMs }) => openedAtMs < toMs && (resolvedAtMs ?? toMs) > fromMs)
    .map(({ name, openedAtMs, resolvedAtMs }) => {
      const left = x(Math.max(fromMs, openedAtMs));
      const wide = Math.max(LEAST_MARK_PX, x(Math.min(toMs, resolvedAtMs ?? toMs)) - left);
      return { name, left, wide, middle: left + wide / 2 };
    });
  const marks = [
    ...shown.map(
      ({ left, wide }) =>
        html`<rect class="open" x="${px(left)}" y="${MARGIN.top - 4}" width="${px(wide)}" height="${px(floorPx - MARGIN.top + 4)}"/>`,
    ),
    ...namesOf(shown).map(
      ({ name, middle }) => html`<text class="name" x="${px(middle)}" y="12" text-anchor="middle">${name}</text>`,
    ),
  ];
  const levels = [0, top / 2, top].map(
    (count) =>
      html`<path class="grid" d="M${MARGIN.left} ${px(y(count))}H${widthPx - MARGIN.right}"/><text x="${MARGIN.left - 6}" y="${px(y(count) + 4)}" text-anchor="end">${number(count, locale)}</text>`,
  );
  const ticks = timeTicks({ fromMs, toMs, most: Math.floor(widthPx / 72), calendar }).map(({ atMs, text }) => {
    // What stands under the very end would be cut off there.
    const endPx = x(atMs) + (text.length / 2) * LETTER_PX;
    const place = endPx > widthPx ? `x="${widthPx}" text-anchor="end"` : `x="${px(x(atMs))}" text-anchor="middle"`;
    return html`<path class="tick" d="M${px(x(atMs))} ${px(floorPx)}v4"/><text ${{ markup: place }} y="${heightPx - 6}">${text}</text>`;
  });
  const start = bars[0];
  return html`<svg class="plot ${name}" xmlns="http://www.w3.org/2000/svg" y="${topPx}" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}" role="img" aria-label="${label}">
<title>${label}</title>
${levels}${marks}
${start === undefined ? null : html`<path class="band" d="M${px(x(start.startMs))} ${px(y(start.low))}${{ markup: steps(({ high }) => high) + back }}z"/>`}
<path class="acts" d="${{ markup: columns.join('') }}"/>
${start === undefined ? null : html`<path class="usual" d="M${px(x(start.startMs))} ${px(y(start.expected))}${{ markup: steps(({ expected }) => expected) }}"/>`}
<path class="axis" d="M${MARGIN.left} ${px(floorPx)}H${widthPx - MARGIN.right}"/>
${ticks}
</svg>`;
}

interface NamedMark {
  readonly name: string;
  readonly middle: number;
}

/** Names that would be drawn over one another are said together: `3, 4`. */
function namesOf(marks: readonly NamedMark[]): readonly NamedMark[] {
  const apart: NamedMark[] = [];
  for (const { name, middle } of marks.toSorted((a, b) => a.middle - b.middle)) {
    const last = apart.at(-1);
    const room = last === undefined ? 0 : ((last.name.length + name.length) / 2 + 1) * LETTER_PX;
    if (last === undefined || middle - last.middle >= room) apart.push({ name, middle });
    else apart[apart.length - 1] = { name: `${last.name}, ${name}`, middle: last.middle };
  }
  return apart;
}

/** The least even number of few digits that is not below. */
function roundUp(count: number): number {
  let scale = 1;
  while (count > 10 * scale) scale *= 10;
  const parts = scale === 1 ? [2, 4, 6, 8, 10] : [1.2, 1.6, 2, 3, 4, 5, 6, 8, 10];
  return parts.map((part) => Math.round(part * scale)).find((top) => top >= count) ?? 10 * scale;
}

function px(value: number): string {
  return String(Number(value.toFixed(1)));
}

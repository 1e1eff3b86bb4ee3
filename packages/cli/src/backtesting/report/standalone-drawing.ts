/** Plots under each other as one SVG that stands by itself, light or dark as the page that shows it. */
import { html, type Markup } from './markup.ts';
import { COLOURS, PLOT_STYLE } from './report-style.ts';

export interface Panel {
  readonly title: string;
  /** Drawn so far below the top. */
  readonly plotAt: (topPx: number) => Markup;
  readonly heightPx: number;
}

const TITLE_PX = 26;
const GAP_PX = 10;

export function standaloneDrawing(label: string, panels: readonly Panel[], widthPx: number): string {
  let topPx = 0;
  const drawn = panels.map(({ title, plotAt, heightPx }) => {
    const begin = topPx;
    topPx += TITLE_PX + heightPx + GAP_PX;
    return html`<text class="title" x="40" y="${begin + 18}">${title}</text>
${plotAt(begin + TITLE_PX)}
`;
  });
  const style = `:root{${COLOURS.light}}@media (prefers-color-scheme:dark){:root{${COLOURS.dark}}}.paper{fill:var(--paper)}.title{font:600 15px system-ui,sans-serif;fill:var(--ink)}${PLOT_STYLE}`;
  const { markup } =
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${widthPx} ${topPx}" role="img" aria-label="${label}">
<title>${label}</title>
<style>${{ markup: style }}</style>
<rect class="paper" width="${widthPx}" height="${topPx}"/>
${drawn}</svg>
`;
  return markup;
}

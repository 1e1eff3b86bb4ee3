/** How a report looks: light or dark as the reader's machine is, on paper, and on a phone. */

/** Also of a drawing that stands by itself. */
export const PLOT_STYLE = `
.plot{font:12px system-ui,sans-serif;fill:var(--ink)}
.plot .grid{stroke:var(--line);fill:none}
.plot .axis,.plot .tick{stroke:var(--faint);fill:none}
.plot text{fill:var(--faint)}
.plot .band{fill:var(--band)}
.plot .acts{fill:var(--acts)}
.plot .usual{stroke:var(--usual);stroke-width:1.5;fill:none}
.plot .open{fill:var(--open)}
.plot .name{fill:var(--alarm);font-weight:700}`;

export const COLOURS = {
  light:
    '--paper:#ffffff;--card:#f6f7f9;--ink:#1c2430;--faint:#5b6675;--line:#e1e5ea;--band:#b7cfe8;--acts:#c4553f;--usual:#1d4f85;--open:#f7dcd5;--alarm:#a3241a;--warn:#8a5a00;--calm:#1d4f85',
  dark: '--paper:#12161c;--card:#1b212a;--ink:#e6e9ee;--faint:#9aa5b3;--line:#2c3440;--band:#28435f;--acts:#e8806b;--usual:#9cc4ef;--open:#4a2420;--alarm:#ff8f80;--warn:#f0b64f;--calm:#9cc4ef',
} as const;

export const REPORT_STYLE: string = `
:root{color-scheme:light dark;${COLOURS.light}}
@media (prefers-color-scheme:dark){:root{${COLOURS.dark}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.25rem;margin:2.2rem 0 .6rem}
h3{font-size:1.05rem;line-height:1.35;margin:0}
p{margin:.4rem 0}
.faint,figcaption{color:var(--faint);font-size:.9rem}
table{border-collapse:collapse;width:100%}
th,td{padding:.35rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
td.number,th.number{text-align:right;white-space:nowrap}
tr.differs td{font-weight:700}
figure{margin:.6rem 0 1.2rem}
.plot{display:block;width:100%;height:auto}
.narrow{display:none}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:0;margin:.2rem 0;list-style:none;font-size:.9rem;color:var(--faint)}
.legend i{display:inline-block;width:.9em;height:.9em;margin-right:.4em;vertical-align:-.1em;border-radius:2px}
article{background:var(--card);border-left:4px solid var(--calm);border-radius:6px;padding:.9rem 1rem;margin:1rem 0;break-inside:avoid}
article.warning{border-color:var(--warn)}
article.critical{border-color:var(--alarm)}
article.missed{border-color:var(--faint);border-left-style:dashed}
ul.near{margin:.3rem 0;padding-left:1.2rem}.near>li{margin:.5rem 0;break-inside:avoid}.near ul{padding-left:1.2rem}
.badge{font-size:.8rem;font-weight:700;border:1px solid currentColor;border-radius:99px;padding:.05rem .55rem;margin-right:.3rem;white-space:nowrap}
.badge.watch{color:var(--calm)}.badge.warning{color:var(--warn)}.badge.critical,.badge.false{color:var(--alarm)}.badge.found{color:var(--calm)}
ul.arithmetic{margin:.3rem 0;padding-left:1.2rem}
blockquote{margin:.4rem 0;padding-left:.8rem;border-left:3px solid var(--line);color:var(--ink);font-size:.95rem}
details{margin-top:.5rem}summary{cursor:pointer;color:var(--faint)}
@media (max-width:40rem){main{padding:1rem .8rem 2rem}h1{font-size:1.4rem}.wide{display:none}.narrow{display:block}th,td{padding:.3rem .25rem;font-size:.92rem}}
@media print{body{font-size:12px}details>*{display:block}}
${PLOT_STYLE}`;

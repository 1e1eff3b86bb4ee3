/** How the demo shows itself: a live view on a terminal, plain lines (or JSON, one document a line) anywhere else. */
import type { Alert } from '@grapevine/core/model/alert.ts';
import { publicJson } from '@grapevine/core/reading/public-json.ts';
import type { Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { progressLine } from '../terminal/progress-line.ts';
import { inkOf } from '../terminal/severity.ts';
import type { WallClock } from '../terminal/wall-clock.ts';
import { grouped, percent } from '../terminal/wording.ts';
import { conditionsOf } from './crisis-words.ts';
import { type DemoState, demoLines } from './demo-view.ts';
import { openScreen } from './screen.ts';

export interface DemoDisplay {
  /** The state of now; called several times a second. */
  show(state: DemoState): void;
  folded(interactions: number, seconds: number): void;
  listening(api: string, ingest: string): void;
  alert(alert: Alert): void;
  close(): void;
}

const STATUS_EVERY_MS = 10_000;
/** The last batch ends at the last interaction, which is not quite the end of the time. */
const NEARLY_ALL = 0.995;
const COUNTING = 'all of it is read; what is left is counted now';

export function liveDisplay(shell: Shell, clock: WallClock): DemoDisplay {
  const screen = openScreen(shell);
  return {
    show(state) {
      const size = shell.outTerminal();
      if (size !== null) screen.draw(demoLines(state, size, { paint: shell.paint, clock }));
    },
    folded: () => undefined,
    listening: () => undefined,
    alert: () => undefined,
    close: () => screen.leave(),
  };
}

/** `ends`: when it will end, said at the start. */
export function plainDisplay(shell: Shell, { clock, ends }: { clock: WallClock; ends: string }): DemoDisplay {
  const progress = progressLine(shell);
  const milestone = milestones();
  let statusAtMs = Number.NEGATIVE_INFINITY;
  const say = (text: string) => shell.out(`${clock.timeOfDay(shell.nowMs())}  ${text}`);
  shell.out('A simulated market of fizzy drinks that do not exist: 14 days of history first.');
  shell.out(`${clock.zoneLine('en')} ${ends}`);
  return {
    show(state) {
      if (state.model === null) {
        const text = `${percent(state.folded)} folded, ${grouped(state.interactions)} interactions`;
        progress.show(text);
        if (shell.errTerminal() === null && milestone(state.folded)) say(state.folded < NEARLY_ALL ? text : COUNTING);
        return;
      }
      if (state.liveMs - statusAtMs < STATUS_EVERY_MS) return;
      statusAtMs = state.liveMs;
      const { voice, rising, negative, ownBrand } = state.model;
      say(`share of voice  ${voice.map(({ name, share }) => `${name} ${percent(share)}`).join('  ')}`);
      const [first] = rising;
      if (first !== undefined)
        say(`rises           ${first.velocity.toFixed(1)} a minute, ${first.platform}: ${harmless(first.text)}`);
      say(`negative        ${grouped(negative)} reactions to ${ownBrand} in 5 minutes`);
    },
    folded(interactions, seconds) {
      progress.clear();
      say(`folded ${grouped(interactions)} interactions of 14 days in ${seconds.toFixed(1)} s`);
    },
    listening: (api, ingest) => say(`answers at ${api}, ingest at ${ingest}/v1/interactions`),
    alert: (alert) => {
      for (const line of alertLines(alert, shell)) say(line);
    },
    close: () => progress.clear(),
  };
}

/** Whether another fifth of the way is gone since it last was so: a log gets a few lines, not hundreds. */
function milestones(): (fraction: number) => boolean {
  let told = 0;
  return (fraction) => {
    const fifths = fraction < NEARLY_ALL ? Math.floor(5 * fraction) : 5;
    if (fifths <= told) return false;
    told = fifths;
    return true;
  };
}

export function jsonDisplay(shell: Shell, group: string): DemoDisplay {
  let statusAtMs = Number.NEGATIVE_INFINITY;
  const put = (type: string, body: object) => shell.out(JSON.stringify({ type, ...body }));
  return {
    show({ model, liveMs, interactions }) {
      if (model === null || liveMs - statusAtMs < STATUS_EVERY_MS) return;
      statusAtMs = liveMs;
      const { voice, rising, negative } = model;
      put('status', { liveMs, interactions, voice, rising, negative });
    },
    folded: (interactions, seconds) => put('folded', { interactions, seconds }),
    listening: (api, ingest) => put('listening', { api, ingest }),
    alert: (alert) => put('alert', { alert: publicJson(alert, group) }),
    close: () => undefined,
  };
}

/** An alert in full: title, why in both languages, and the arithmetic. */
export function alertLines(alert: Alert, { paint }: Pick<Shell, 'paint'>): readonly string[] {
  const { severity, state, title, summary } = alert;
  return [
    `${paint(inkOf(severity), severity.toUpperCase())} ${state}  ${paint('bold', harmless(title.en))}`,
    `  en  ${harmless(summary.en)}`,
    `  nb  ${harmless(title.nb)}. ${harmless(summary.nb)}`,
    ...conditionsOf(alert).map(
      ({ label, value, threshold, margin }) => `      ${label} ${value} (${threshold}, ${margin})`,
    ),
  ];
}

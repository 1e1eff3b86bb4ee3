/**
 * Short words for hand-made logs: times are seconds after a whole hour, brands are `main/a` and `main/b`, and every
 * record has an id of its own unless the test says otherwise.
 */

import { COUNTER_IDS } from '@grapevine/core/metrics/counters.ts';
import type {
  AuthorHash,
  InteractionKind,
  LogEntry,
  LoggedInteraction,
  Mark,
} from '@grapevine/core/model/interaction.ts';
import { DAY_MS, floorTo, HOUR_MS } from '@grapevine/core/windows/pane.ts';
import { interaction, mark } from '../generators/records.ts';
import type { Sums } from './oracle.ts';
import { Oracle } from './oracle.ts';

export const T0 = floorTo(1_800_000_000_000, HOUR_MS);
export const A: string = 'main/a';
export const B: string = 'main/b';
export const [ANN, BOB, CLEO]: readonly [AuthorHash, AuthorHash, AuthorHash] = [1n, 2n, 3n];
export const EVER = { fromMs: T0 - 100 * DAY_MS, toMs: T0 + 100 * DAY_MS };
export const ANGRY_CLASS = -800;
export const HAPPY_CLASS = 800;

/** Seconds after T0 as an instant. */
export function at(seconds: number): number {
  return T0 + seconds * 1000;
}

export type Extra = Partial<LoggedInteraction>;

let records = 0;

function record(
  kind: InteractionKind,
  role: 'item' | 'act',
  post: string,
  seconds: number,
  extra: Extra,
): LoggedInteraction {
  records += 1;
  return interaction({ kind, role, id: `${kind}-${records}`, post, atMs: at(seconds), ...extra });
}

/** A content item of brand a. */
export function item(post: string, seconds: number, extra: Extra = {}): LoggedInteraction {
  return record(extra.kind ?? 'post', 'item', post, seconds, { id: post, brands: [A], ...extra });
}

/** Something done to a post, which takes its post's brands unless `extra` names some. */
export function act(kind: InteractionKind, post: string, seconds: number, extra: Extra = {}): LoggedInteraction {
  return record(kind, 'act', post, seconds, extra);
}

/** An edit or delete of an item. */
export function change(kind: 'edit' | 'delete', post: string, seconds: number, extra: Extra = {}): LoggedInteraction {
  return record(kind, 'item', post, seconds, extra);
}

/** A live mark of the one feed. */
export function low(seconds: number, extra: Partial<Mark> = {}): Mark {
  return mark({ lowWatermarkMs: at(seconds), ...extra });
}

export function read(...log: LogEntry[]): Oracle {
  return new Oracle([log]);
}

/** The accounts of partition 0 that are not 0, without `read`, which is checked to be their sum. */
export function outcomes(oracle: Oracle): Record<string, number> {
  const { read: all, ...others } = oracle.accounts(0);
  const kept = Object.entries(others).filter(([, records]) => records !== 0);
  const sum = kept.reduce((total, [, records]) => total + records, 0);
  if (sum !== all) throw new Error(`accounts do not add up: ${sum} of ${all}`);
  return Object.fromEntries(kept);
}

/** The counters that are not 0: `additions`, or `additions-retracted` as text where something was taken back. */
export function plain(sums: Sums): Record<string, number | string> {
  const shown = COUNTER_IDS.map((id) => {
    const [added, taken] = [sums.additions[id], sums.retracted[id]];
    return [id, taken === 0 ? added : `${added}-${taken}`] as const;
  });
  return Object.fromEntries(shown.filter(([, count]) => count !== 0));
}

/** All that ever counted for a brand. */
export function totals(oracle: Oracle, brand = A): Record<string, number | string> {
  return plain(oracle.countersIn(brand, EVER));
}

/** The slots of partition 0 in which something counted, as `brand lateness seconds`. */
export function slots(oracle: Oracle): string[] {
  const shown = [...oracle.slots(0).keys()].map((slot) => {
    const [brand, lateness, startMs] = slot.split(' ');
    return `${brand} ${lateness} ${(Number(startMs) - T0) / 1000}`;
  });
  return shown.sort();
}

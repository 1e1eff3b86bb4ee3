/** Where a time axis has its ticks, by the clock and calendar of the reader: full hours, midnights, every so many days. */
import type { Calendar } from './local-time.ts';

export interface TimeTick {
  readonly atMs: number;
  readonly text: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Time zones lie whole quarters of an hour apart. */
const GRID_MS = 15 * MINUTE_MS;
const EVERY_MINUTES = [15, 30, 60, 120, 180, 360, 720] as const;

export interface TickOptions {
  readonly fromMs: number;
  readonly toMs: number;
  /** At most so many. */
  readonly most: number;
  readonly calendar: Calendar;
}

export function timeTicks({ fromMs, toMs, most, calendar }: TickOptions): readonly TimeTick[] {
  const minutes = EVERY_MINUTES.find((every) => (toMs - fromMs) / (every * MINUTE_MS) <= most);
  if (minutes === undefined) {
    const midnights = instantsWhere(fromMs, toMs, (atMs) => minuteOfDay(calendar, atMs) === 0);
    const every = Math.max(1, Math.ceil(midnights.length / Math.max(1, most)));
    return midnights.filter((_, nth) => nth % every === 0).map((atMs) => ({ atMs, text: calendar.day(atMs) }));
  }
  return instantsWhere(fromMs, toMs, (atMs) => minuteOfDay(calendar, atMs) % minutes === 0).map((atMs) => {
    const isMidnight = minuteOfDay(calendar, atMs) === 0;
    return { atMs, text: isMidnight ? calendar.day(atMs) : calendar.time(atMs) };
  });
}

function minuteOfDay(calendar: Calendar, atMs: number): number {
  const { hour, minute } = calendar.at(atMs);
  return hour * (HOUR_MS / MINUTE_MS) + minute;
}

function instantsWhere(fromMs: number, toMs: number, holds: (atMs: number) => boolean): readonly number[] {
  const instants: number[] = [];
  for (let atMs = Math.ceil(fromMs / GRID_MS) * GRID_MS; atMs < toMs; atMs += GRID_MS) {
    if (holds(atMs)) instants.push(atMs);
  }
  return instants;
}

/** Business hours as written (`mon-fri: "08:00-16:00"`) and as read; a span of days may run over the end of the week. */
import type { OpenHours } from './configuration.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MINUTES_A_DAY = 1440;

export type HoursReading =
  | { readonly kind: 'hours'; readonly open: readonly OpenHours[] }
  | { readonly kind: 'fault'; readonly message: string };

function minuteOf(clock: string): number {
  const [hours = Number.NaN, minutes = Number.NaN] = clock.split(':').map(Number);
  return minutes <= 59 ? hours * 60 + minutes : Number.NaN;
}

/** ISO weekdays of `mon`, `mon-fri` or `sat-mon`; none if it is not a span of days. */
function weekdaysOf(span: string): readonly number[] {
  const [first = '', last = first, ...rest] = span.split('-');
  const from = WEEKDAYS.indexOf(first);
  const to = WEEKDAYS.indexOf(last);
  if (from < 0 || to < 0 || rest.length > 0) return [];
  const days = ((to - from + 7) % 7) + 1;
  return Array.from({ length: days }, (_, index) => ((from + index) % 7) + 1);
}

/** Reads one entry; the hours are `HH:MM-HH:MM`, 24:00 being the end of the day. */
export function readHours(days: string, hours: string): HoursReading {
  const weekdays = weekdaysOf(days);
  if (weekdays.length === 0) {
    return {
      kind: 'fault',
      message: 'is not a day or a span of days; write mon, tue, wed, thu, fri, sat, sun, mon-fri or holidays',
    };
  }
  const [startMinute = Number.NaN, endMinute = Number.NaN] = hours.split('-').map(minuteOf);
  if (!(startMinute < endMinute && endMinute <= MINUTES_A_DAY)) {
    return { kind: 'fault', message: 'must end after it begins, within one day; write it as "08:00-16:00"' };
  }
  return { kind: 'hours', open: weekdays.map((weekday) => ({ weekday, startMinute, endMinute })) };
}

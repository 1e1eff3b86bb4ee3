/**
 * Instants at the edge: RFC 3339 with an offset, to the millisecond, and nothing else. `Date.parse` is not asked,
 * because it guesses: it takes "1", rolls 30 February over into March and reads a time without offset as local.
 *
 * The proleptic Gregorian calendar by days (Hinnant, "chrono-compatible low-level date algorithms", 2013).
 */

export type InstantReading =
  | { readonly kind: 'instant'; readonly atMs: number }
  | { readonly kind: 'fault'; readonly message: string };

const SHAPE = 'write RFC 3339 with an offset, such as 2026-11-23T12:00:00.000Z or 2026-11-23T13:00:00+01:00';
const DAY_MS = 86_400_000;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Days since 1970-01-01 of a day of the proleptic Gregorian calendar; `month` is 1-12. */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function daysInMonth(year: number, month: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeapYear ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

/** The number that the ASCII digits in `[from, to)` stand for, or NaN. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i += 1) {
    const digit = text.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

function fault(message: string): InstantReading {
  return { kind: 'fault', message };
}

/** Where the fraction that may begin at `from` ends; -1 when it is a point without digits. */
function endOfFraction(text: string, from: number): number {
  if (text[from] !== '.') return from;
  let end = from + 1;
  while (digits(text, end, end + 1) >= 0) end += 1;
  return end === from + 1 ? -1 : end;
}

/** Minutes east of UTC of the offset that stands at `from` to the end of the text, or NaN. */
function offsetMinutes(text: string, from: number): number {
  const sign = text[from];
  if (sign === 'Z' || sign === 'z') return text.length === from + 1 ? 0 : Number.NaN;
  if ((sign !== '+' && sign !== '-') || text.length !== from + 6 || text[from + 3] !== ':') return Number.NaN;
  const hours = digits(text, from + 1, from + 3);
  const minutes = digits(text, from + 4, from + 6);
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function hasDateTimeMarks(text: string): boolean {
  const separator = text[10];
  return (
    text[4] === '-' &&
    text[7] === '-' &&
    (separator === 'T' || separator === 't') &&
    text[13] === ':' &&
    text[16] === ':'
  );
}

/**
 * Reads an instant. Fractions finer than a millisecond are cut off, not rounded, so that an event never moves into the
 * next pane. A leap second (:60) is a fault of its own: event time has no place for it.
 */
export function parseInstant(text: string): InstantReading {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  const isShaped = year + month + day + hour + minute + second >= 0 && hasDateTimeMarks(text);
  if (!isShaped) return fault(`is not a time; ${SHAPE}`);

  const fractionEnd = endOfFraction(text, 19);
  if (fractionEnd < 0) return fault(`has no digits after the decimal point; ${SHAPE}`);
  const offset = offsetMinutes(text, fractionEnd);
  if (Number.isNaN(offset)) return fault(`has no offset from UTC, or not one that can be read; ${SHAPE}`);

  if (month < 1 || month > 12) return fault(`has month ${month}; months are 01 to 12`);
  if (day < 1 || day > daysInMonth(year, month)) return fault(`names a day that is not in the calendar; ${SHAPE}`);
  if (second === 60)
    return fault('is a leap second (:60), which event time does not have; send the second before or after');
  if (hour > 23 || minute > 59 || second > 59) return fault(`names a time that is not on the clock; ${SHAPE}`);

  const fractionMs = digits(text.slice(20, fractionEnd).slice(0, 3).padEnd(3, '0'), 0, 3);
  const timeOfDayMs = ((hour * 60 + minute - offset) * 60 + second) * 1000 + fractionMs;
  return { kind: 'instant', atMs: daysSinceEpoch(year, month, day) * DAY_MS + timeOfDayMs };
}

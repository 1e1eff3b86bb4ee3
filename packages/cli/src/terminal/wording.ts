/** Numbers, instants and spans as people read them, the same on every machine: no locale data is asked. */

/** `1234567` -> `1,234,567`; `null` -> a dash. Fractions are kept, to two places. */
export function grouped(value: number | null): string {
  if (value === null) return '-';
  const [whole = '', fraction] = (Number.isInteger(value) ? String(value) : value.toFixed(2)).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** An estimate is marked: `~1,200`. */
export function counted({ value, exact }: { readonly value: number | null; readonly exact: boolean }): string {
  return value !== null && !exact ? `~${grouped(Math.round(value))}` : grouped(value);
}

/** `0.3124` -> `31.2 %`. */
export function percent(fraction: number | null): string {
  return fraction === null ? '-' : `${(fraction * 100).toFixed(1)} %`;
}

/** A ratio with as many digits as say something. */
export function ratio(value: number | null): string {
  if (value === null) return '-';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 100) return grouped(Math.round(value));
  return size >= 0.01 ? value.toFixed(3) : value.toExponential(1);
}

/** `2026-11-23 12:00:00` of an RFC 3339 instant in UTC. */
export function instant(rfc3339: string | null): string {
  return rfc3339 === null ? '-' : `${rfc3339.slice(0, 10)} ${rfc3339.slice(11, 19)}`;
}

/** The same with its zone, where no line beside it names one. */
export function inUtc(rfc3339: string | null): string {
  return rfc3339 === null ? '-' : `${instant(rfc3339)} UTC`;
}

export function timeOfDay(rfc3339: string | null): string {
  return rfc3339 === null ? '-' : rfc3339.slice(11, 19);
}

/** From and to, with the day said once where it is the same. */
export function span(from: string, to: string): string {
  const isSameDay = from.slice(0, 10) === to.slice(0, 10);
  return `${instant(from)} to ${isSameDay ? timeOfDay(to) : instant(to)} UTC`;
}

export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** `1 line`, `2 lines`. */
export function howMany(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

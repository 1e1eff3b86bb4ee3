/** Spans of time in the words of the reader. */
export type Locale = 'en' | 'nb';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS: Readonly<Record<Locale, Readonly<Record<'second' | 'minute' | 'hour' | 'day', string>>>> = {
  en: { second: 's', minute: 'min', hour: 'h', day: 'd' },
  nb: { second: 's', minute: 'min', hour: 't', day: 'd' },
};

/** `95 s`, `12 min`, `3 h 20 min`, `2 d 4 h`; a dash for `null`. Spans below 0 carry their sign. */
export function durationText(ms: number | null, locale: Locale): string {
  if (ms === null) return '-';
  if (ms < 0) return `-${durationText(-ms, locale)}`;
  const { second, minute, hour, day } = UNITS[locale];
  if (ms < 2 * MINUTE_MS) return `${Math.round(ms / SECOND_MS)} ${second}`;
  if (ms < HOUR_MS) return `${Math.round(ms / MINUTE_MS)} ${minute}`;
  if (ms < DAY_MS) return twoParts(ms, { part: HOUR_MS, name: hour }, { part: MINUTE_MS, name: minute });
  return twoParts(ms, { part: DAY_MS, name: day }, { part: HOUR_MS, name: hour });
}

interface Unit {
  readonly part: number;
  readonly name: string;
}

function twoParts(ms: number, large: Unit, small: Unit): string {
  const whole = Math.round(ms / small.part);
  const per = large.part / small.part;
  const rest = whole % per;
  const head = `${Math.floor(whole / per)} ${large.name}`;
  return rest === 0 ? head : `${head} ${rest} ${small.name}`;
}

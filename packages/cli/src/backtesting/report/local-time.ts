/** Instants in the time zone of the reader, in words that do not depend on the machine's locale data. */
import type { Locale } from '../duration-text.ts';

const MONTHS: Readonly<Record<Locale, readonly string[]>> = {
  en: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '),
  nb: 'jan. feb. mars april mai juni juli aug. sep. okt. nov. des.'.split(' '),
};

export interface LocalTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** Owns the formatter of a time zone, which is dear to make. */
export class Calendar {
  private readonly locale: Locale;
  private readonly formatter: Intl.DateTimeFormat;

  constructor(timeZone: string, locale: Locale) {
    this.locale = locale;
    this.formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  }

  at(atMs: number): LocalTime {
    const parts = new Map(this.formatter.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') };
  }

  /** `23 Feb`, `23. feb.` */
  day(atMs: number): string {
    const { day, month } = this.at(atMs);
    const name = MONTHS[this.locale][month - 1] ?? '';
    return this.locale === 'en' ? `${day} ${name}` : `${day}. ${name}`;
  }

  /** `05:05` */
  time(atMs: number): string {
    const { hour, minute } = this.at(atMs);
    return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  }

  /** `23 Feb 2015, 05:05` */
  moment(atMs: number): string {
    return `${this.day(atMs)} ${this.at(atMs).year}, ${this.time(atMs)}`;
  }
}

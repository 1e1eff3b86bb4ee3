/** Instants in the time zone of the reader, in words that do not depend on the machine's locale data. */
import { type LocalTime, twoDigits, ZoneTime } from '../../zone-time.ts';
import type { Locale } from '../duration-text.ts';

const MONTHS: Readonly<Record<Locale, readonly string[]>> = {
  en: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '),
  nb: 'jan. feb. mars april mai juni juli aug. sep. okt. nov. des.'.split(' '),
};

export class Calendar {
  private readonly locale: Locale;
  private readonly zone: ZoneTime;

  constructor(timeZone: string, locale: Locale) {
    this.locale = locale;
    this.zone = new ZoneTime(timeZone);
  }

  at(atMs: number): LocalTime {
    return this.zone.at(atMs);
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
    return `${twoDigits(hour)}:${twoDigits(minute)}`;
  }

  /** `23 Feb 2015, 05:05` */
  moment(atMs: number): string {
    return `${this.day(atMs)} ${this.at(atMs).year}, ${this.time(atMs)}`;
  }
}

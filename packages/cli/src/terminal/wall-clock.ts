/** Instants by the clock of a time zone, for lines on a terminal. The zone is to be named once beside them. */
import type { Localised } from '@grapevine/core/model/alert.ts';

/** Of an instance that is asked by HTTP: its answers are in UTC, and do not say which zone its people live in. */
export const ANSWERED_ZONE = 'UTC';

/** Owns the formatter of a zone, which is dear to make. */
export class WallClock {
  readonly zone: string;
  private readonly formatter: Intl.DateTimeFormat;

  constructor(zone: string) {
    this.zone = zone;
    this.formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  /** `2026-11-23 13:00:00` */
  instant(at: string | number | null): string {
    return at === null ? '-' : `${this.day(at)} ${this.timeOfDay(at)}`;
  }

  /** `13:00:00` */
  timeOfDay(at: string | number): string {
    const of = this.partsOf(at);
    return `${of('hour')}:${of('minute')}:${of('second')}`;
  }

  /** From and to, with the day said once where it is the same; without the zone. */
  span(from: string | number, to: string | number): string {
    return `${this.instant(from)} to ${this.day(from) === this.day(to) ? this.timeOfDay(to) : this.instant(to)}`;
  }

  /** The line that names the zone for all lines below it. */
  zoneLine(locale: keyof Localised): string {
    return locale === 'en' ? `Times are of ${this.zone}.` : `Klokkeslett gjelder ${this.zone}.`;
  }

  private day(at: string | number): string {
    const of = this.partsOf(at);
    return `${of('year')}-${of('month')}-${of('day')}`;
  }

  private partsOf(at: string | number): (type: Intl.DateTimeFormatPartTypes) => string {
    const atMs = typeof at === 'number' ? at : Date.parse(at);
    const parts = new Map(this.formatter.formatToParts(atMs).map(({ type, value }) => [type, value]));
    return (type) => parts.get(type) ?? '';
  }
}

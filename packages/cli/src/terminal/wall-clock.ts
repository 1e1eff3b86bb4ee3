/** Instants by the clock of a time zone, for lines on a terminal. The zone is to be named once beside them. */
import type { Localised } from '@grapevine/core/model/alert.ts';
import { twoDigits, ZoneTime } from '../zone-time.ts';

/** Of an instance that is asked by HTTP: its answers are in UTC, and do not say which zone its people live in. */
export const ANSWERED_ZONE = 'UTC';

export class WallClock {
  readonly zone: string;
  private readonly time: ZoneTime;

  constructor(zone: string) {
    this.zone = zone;
    this.time = new ZoneTime(zone);
  }

  /** `2026-11-23 13:00:00` */
  instant(at: string | number | null): string {
    return at === null ? '-' : `${this.day(at)} ${this.timeOfDay(at)}`;
  }

  /** `13:00:00` */
  timeOfDay(at: string | number): string {
    const { hour, minute, second } = this.time.at(msOf(at));
    return [hour, minute, second].map(twoDigits).join(':');
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
    const { year, month, day } = this.time.at(msOf(at));
    return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
  }
}

function msOf(at: string | number): number {
  return typeof at === 'number' ? at : Date.parse(at);
}

/** The incidents that rules raise, each made of its notices. */
import type { Alert, AlertClass, Severity } from '@grapevine/core/model/alert.ts';
import { isAtLeast } from '../terminal/severity.ts';

export interface RaisedIncident {
  readonly incident: string;
  /** As on the log: `main/united`. */
  readonly brand: string;
  readonly own: boolean;
  readonly class: AlertClass;
  readonly openedAtMs: number;
  /** `null`: it was open still when the data ended. */
  readonly resolvedAtMs: number | null;
  /** The highest that it came to. */
  readonly severity: Severity;
  /** In their order; the first opened it. */
  readonly notices: readonly [Alert, ...Alert[]];
}

/** In the order of their opening. */
export function raisedIncidents(alerts: readonly Alert[]): readonly RaisedIncident[] {
  const episodes = new Map<string, [Alert, ...Alert[]]>();
  for (const alert of alerts) {
    const notices = episodes.get(alert.incident);
    if (notices === undefined) episodes.set(alert.incident, [alert]);
    else notices.push(alert);
  }
  return [...episodes.values()].map((notices) => {
    const [opening] = notices;
    const { incident, brand, own, openedAtMs } = opening;
    const severity = notices.reduce<Severity>(
      (most, one) => (isAtLeast(one.severity, most) ? one.severity : most),
      'watch',
    );
    const resolvedAtMs = (notices.at(-1) ?? opening).resolvedAtMs;
    return { incident, brand, own, class: opening.class, openedAtMs, resolvedAtMs, severity, notices };
  });
}

/** Whether it was open at some instant of `[fromMs, toMs)`. */
export function wasOpenIn({ openedAtMs, resolvedAtMs }: RaisedIncident, fromMs: number, toMs: number): boolean {
  return openedAtMs < toMs && (resolvedAtMs === null || resolvedAtMs > fromMs);
}

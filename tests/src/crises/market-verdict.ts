/**
 * Holds the alerts of a simulated market against what really happened in it.
 *
 *     the crisis's own post, else 30 min before the onset        onset        + 30 min            faded
 *     |------------------- found, if a notice comes here ----------|-----------|                   |
 *     |------------------- no alarm in here is false ----------------------------------------------|
 *
 * An alarm is a notice that opens or reopens an incident. Outside of severe crises it is false, whatever it says: also
 * for a burst that stays below severe, for bots, for a campaign. Of a source that says nothing only `no-data` may speak.
 */
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { LaidEvent } from '@grapevine/testkit/long-market/long-market-plan.ts';
import type { SevereCrisis } from '@grapevine/testkit/long-market/severe-crises.ts';

/** How a crisis came about: laid in a shape, or out of ordinary talk that went far. */
export type CrisisKind = 'steady' | 'ramp' | 'burst' | 'spontaneous';

export interface CrisisVerdict {
  readonly crisis: SevereCrisis;
  readonly kind: CrisisKind;
  /** The first notice of it in time; `null`: missed. */
  readonly notice: Alert | null;
  /** From the onset to that notice, in ms of event time; below 0: it came before. */
  readonly delayMs: number | null;
  /** Whether an incident of the brand had been opened before and lasted; a missed crisis was then at least in view. */
  readonly wasOpen: boolean;
}

/** What an alarm that is no severe crisis's came of. */
export type Cause = Exclude<LaidEvent['kind'], 'severe-crisis'> | 'not-quite-severe' | 'aftermath' | 'talk';

export interface FalseAlarm {
  readonly alert: Alert;
  readonly cause: Cause;
}

export interface StormVerdict {
  readonly storm: Extract<LaidEvent, { kind: 'bot-storm' }>;
  readonly alarms: readonly Alert[];
}

export interface MarketVerdict {
  readonly crises: readonly CrisisVerdict[];
  readonly falseAlarms: readonly FalseAlarm[];
  /** `no-data` while a source was silent. */
  readonly outageNotices: readonly Alert[];
  readonly storms: readonly StormVerdict[];
}

export interface MarketFacts {
  readonly plan: readonly LaidEvent[];
  readonly severe: readonly SevereCrisis[];
  readonly alerts: readonly Alert[];
  /** What lies before it is for learning. */
  readonly measuredFromMs: number;
}

const MINUTE_MS = 60_000;
const IN_TIME_MS = 30 * MINUTE_MS;
/** What was laid may still be seen for so long after its end. */
const LINGERS_MS = 60 * MINUTE_MS;
const AFTERMATH_MS = 24 * 60 * MINUTE_MS;

export function marketVerdict({ plan, severe, alerts, measuredFromMs }: MarketFacts): MarketVerdict {
  const measured = severe.filter(({ onsetMs }) => onsetMs >= measuredFromMs);
  const alarms = alerts.filter(({ atMs, state }) => atMs >= measuredFromMs && isAlarm(state));
  const strangers = alarms.filter((alert) => !severe.some((crisis) => isOf(crisis, alert)));
  const outages = plan.filter(({ kind }) => kind === 'outage');
  const isOutage = (alert: Alert) => alert.class === 'no-data' && outages.some((outage) => isDuring(outage, alert));
  return {
    crises: measured.map((crisis) => crisisVerdict(crisis, alerts)),
    falseAlarms: strangers
      .filter((alert) => !isOutage(alert))
      .map((alert) => ({ alert, cause: causeOf(alert, plan, severe) })),
    outageNotices: strangers.filter(isOutage),
    storms: plan
      .filter((event) => event.kind === 'bot-storm')
      .filter(({ startMs }) => startMs >= measuredFromMs)
      .map((storm) => ({
        storm,
        alarms: strangers.filter((alert) => isAbout(storm, alert) && isDuring(storm, alert)),
      })),
  };
}

function isAlarm(state: Alert['state']): boolean {
  return state === 'opened' || state === 'reopened';
}

function crisisVerdict(crisis: SevereCrisis, alerts: readonly Alert[]): CrisisVerdict {
  const { onsetMs, laid } = crisis;
  const latestMs = onsetMs + IN_TIME_MS;
  const notice = alerts.find(
    (alert) => alert.state !== 'resolved' && isOf(crisis, alert) && alert.atMs <= latestMs && alert.class !== 'no-data',
  );
  return {
    crisis,
    kind: laid?.shape ?? 'spontaneous',
    notice: notice ?? null,
    delayMs: notice === undefined ? null : notice.atMs - onsetMs,
    wasOpen: isOpenAt(
      onsetMs,
      alerts.filter((alert) => alert.brand === idOnLog(crisis.brand)),
    ),
  };
}

function isOpenAt(atMs: number, alerts: readonly Alert[]): boolean {
  const last = new Map(alerts.filter((alert) => alert.atMs < atMs).map(({ incident, state }) => [incident, state]));
  return [...last.values()].some((state) => state !== 'resolved');
}

function isOf({ brand, laid, onsetMs, fadedMs }: SevereCrisis, alert: Alert): boolean {
  const fromMs = laid?.startMs ?? onsetMs - IN_TIME_MS;
  return alert.brand === idOnLog(brand) && alert.atMs >= fromMs && alert.atMs < fadedMs;
}

function causeOf(alert: Alert, plan: readonly LaidEvent[], severe: readonly SevereCrisis[]): Cause {
  const after = severe.some(
    ({ brand, fadedMs }) =>
      alert.brand === idOnLog(brand) && alert.atMs >= fadedMs && alert.atMs < fadedMs + AFTERMATH_MS,
  );
  if (after) return 'aftermath';
  const laid = plan.findLast((event) => isAbout(event, alert) && isDuring(event, alert));
  if (laid === undefined) return 'talk';
  return laid.kind === 'severe-crisis' ? 'not-quite-severe' : laid.kind;
}

function isAbout(event: LaidEvent, alert: Alert): boolean {
  return event.kind === 'outage' || alert.brand === idOnLog(event.brand);
}

function isDuring({ startMs, durationMs }: LaidEvent, { atMs }: Alert): boolean {
  return atMs >= startMs && atMs < startMs + durationMs + LINGERS_MS;
}

function idOnLog(brand: string): string {
  return `main/${brand}`;
}

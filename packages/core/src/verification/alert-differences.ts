/**
 * Whether an alert is what it says: against the same alert decided once more, and by the arithmetic that it carries.
 *
 * Left out of a comparison is `logPosition`: repeated sends may shift it (law 7).
 */
import { atLeast, atMost } from '../detection/finding.ts';
import { forecastOf, type SharedPost } from '../detection/matter-forecast.ts';
import type { Alert } from '../model/alert.ts';
import { noticeId } from '../stages/radar/incident-id.ts';

/** One part that is not equal: where, what the alert says, what comes out. */
export interface Difference {
  /** `conditions[1].value`. */
  readonly field: string;
  readonly stated: unknown;
  readonly computed: unknown;
}

/** Every part in which two alerts of one decision differ; none: they are the same. */
export function differencesOf(stated: Alert, computed: Alert): readonly Difference[] {
  const differences: Difference[] = [];
  compare({ ...stated, logPosition: [] }, { ...computed, logPosition: [] }, '', differences);
  return differences;
}

/** What of an alert follows from itself. */
export type OwnArithmetic = Pick<
  Alert,
  'id' | 'incident' | 'sequence' | 'state' | 'conditions' | 'tailProbability' | 'forecast'
> & { readonly evidence: readonly SharedPost[] };

/**
 * The id from incident and sequence; of each condition, margin and whether it is met, from value and threshold; that all
 * are met where the alert opens; that the probability is the one that was compared; the forecast from those of its posts.
 */
export function ownDifferences(alert: OwnArithmetic): readonly Difference[] {
  const { id, incident, sequence, state, conditions, tailProbability } = alert;
  const differences: Difference[] = [];
  const expect = (field: string, stated: unknown, computed: unknown) => {
    if (!Object.is(stated, computed)) differences.push({ field, stated, computed });
  };
  expect('id', id, noticeId(incident, sequence));
  for (const [index, { name, value, threshold, margin, met }] of conditions.entries()) {
    const place = `conditions[${index}] (${name})`;
    const again = (name === UPPER_BOUND ? atMost : atLeast)(name, value, threshold);
    expect(`${place}.met`, met, again.met);
    expect(`${place}.margin`, margin, again.margin);
    if (name === UPPER_BOUND) expect(`${place}.value`, value, tailProbability);
    if (state === 'opened' || state === 'reopened') expect(`${place}.met, since it ${state}`, met, true);
  }
  compare(alert.forecast, forecastOf(alert.evidence, alert.forecast?.posts ?? []), 'forecast', differences);
  return differences;
}

/** The one condition whose value must not be above its threshold. */
const UPPER_BOUND = 'tailProbability';

function compare(stated: unknown, computed: unknown, field: string, differences: Difference[]): void {
  if (Object.is(stated, computed)) return;
  if (Array.isArray(stated) && Array.isArray(computed)) {
    for (let index = 0; index < Math.max(stated.length, computed.length); index++) {
      compare(stated[index], computed[index], `${field}[${index}]`, differences);
    }
    return;
  }
  if (isObject(stated) && isObject(computed)) {
    for (const name of new Set([...Object.keys(stated), ...Object.keys(computed)])) {
      compare(stated[name], computed[name], field === '' ? name : `${field}.${name}`, differences);
    }
    return;
  }
  differences.push({ field, stated, computed });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What was raised beside what was to be raised: every difference as a sentence. */
import type { Expectation, RuleTest } from '@grapevine/core/configuration/rule-tests.ts';
import { durationText } from '../backtesting/duration-text.ts';
import type { RaisedIncident } from '../backtesting/raised-incident.ts';

/** None: the test has passed. `brandOf`: the id on the log of a brand. */
export function differencesOf(
  { startMs, expect }: RuleTest,
  incidents: readonly RaisedIncident[],
  brandOf: (brand: string) => string,
): readonly string[] {
  const left = new Set(incidents);
  const after = (atMs: number) => durationText(atMs - startMs, 'en');
  const differences = expect.flatMap((one) => {
    const alike = [...left].filter(
      (incident) =>
        incident.brand === brandOf(one.brand) &&
        incident.class === one.class &&
        (one.rule === null || incident.notices[0].rule.id === one.rule),
    );
    const inTime = alike.find(({ openedAtMs }) => {
      return openedAtMs >= startMs + one.afterMs && openedAtMs <= startMs + one.byMs;
    });
    const found = inTime ?? alike[0];
    if (found === undefined) return [`${wanted(one)}: it was not raised`];
    left.delete(found);
    if (inTime === undefined) return [`${wanted(one)}: it opened at ${after(found.openedAtMs)}`];
    return detailsOf(one, found, startMs);
  });
  return [
    ...differences,
    ...[...left].map(({ brand, class: name, severity, openedAtMs }) => {
      const bare = brand.slice(brand.indexOf('/') + 1);
      return `nothing was to be raised: ${name} of ${bare} opened at ${after(openedAtMs)} (${severity})`;
    }),
  ];
}

function detailsOf(one: Expectation, found: RaisedIncident, startMs: number): readonly string[] {
  const details: string[] = [];
  if (one.severity !== null && found.severity !== one.severity) {
    details.push(`${wanted(one)}, ${one.severity}: it came to ${found.severity}`);
  }
  if (one.resolvedByMs !== null) {
    const { resolvedAtMs } = found;
    const until = `resolved by ${durationText(one.resolvedByMs, 'en')}`;
    if (resolvedAtMs === null) details.push(`${wanted(one)}, ${until}: it was open at the end`);
    else if (resolvedAtMs > startMs + one.resolvedByMs) {
      details.push(`${wanted(one)}, ${until}: it was resolved at ${durationText(resolvedAtMs - startMs, 'en')}`);
    }
  }
  return details;
}

function wanted({ class: name, brand, rule, afterMs, byMs }: Expectation): string {
  const which = rule === null ? name : `${name} by rule ${rule}`;
  const after = afterMs === 0 ? '' : `after ${durationText(afterMs, 'en')} and `;
  return `${which} of ${brand}, ${after}by ${durationText(byMs, 'en')}`;
}

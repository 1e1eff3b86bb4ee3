/**
 * `alerts.rules` of `grapevine.yaml`, as people write them, and how they become the rule set that decisions go by.
 *
 *     - { id: launch, class: negative-surge, version: 2, brands: [united], when: { acts: 30 },
 *         except: [{ from: 2027-03-01T08:00:00+01:00, to: 2027-03-02T08:00:00+01:00, reason: "Spring launch" }] }
 *
 * A rule that has the id of a shipped one stands in its place. What `when` leaves out is as shipped.
 */
import { z } from 'zod';
import {
  completedRules,
  RULE_CLASSES,
  type RuleClass,
  type RuleSet,
  shippedThresholds,
} from '../detection/rule-set.ts';
import { thresholdsOf } from '../detection/thresholds.ts';
import { parseInstant } from '../edge/instant.ts';
import { nearestName } from '../edge/nearest-name.ts';
import type { ConfigurationFile } from './configuration-schema.ts';
import type { PathFault } from './cross-checks.ts';

const MAX_RULES = 200;
const MAX_EXPECTED_SPIKES = 100;

const instant = z
  .string()
  .superRefine((text, context) => {
    const reading = parseInstant(text);
    if (reading.kind === 'fault') context.addIssue({ code: 'custom', message: reading.message });
  })
  .meta({ format: 'date-time' });

const ruleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,64}$/, 'is not an id; write 1 to 64 small letters, digits and hyphens'),
  /** May be left out where the id is the name of a class. */
  class: z.enum(RULE_CLASSES).optional(),
  version: z.int().min(1).default(1),
  enabled: z.boolean().default(true),
  brands: z.array(z.string()).min(1).optional(),
  when: z.record(z.string(), z.number()).default({}),
  except: z
    .array(z.strictObject({ from: instant, to: instant, reason: z.string().trim().min(1).max(200) }))
    .max(MAX_EXPECTED_SPIKES)
    .default([]),
});

export const rulesSchema = z.array(ruleSchema).max(MAX_RULES).default([]);

type RuleOfFile = z.infer<typeof ruleSchema>;

function classOf({ id, class: named }: RuleOfFile): RuleClass | undefined {
  return named ?? RULE_CLASSES.find((name) => name === id);
}

/** The rules of a file without faults, and the shipped ones behind them; brands as configured. */
export function ruleSetOf(rules: ConfigurationFile['alerts']['rules']): RuleSet {
  return completedRules(
    rules.map((rule) => {
      const name = classOf(rule) as RuleClass;
      const { id, version, enabled, brands, when, except } = rule;
      return {
        id,
        class: name,
        version,
        isEnabled: enabled,
        brands: brands ?? null,
        when: { ...shippedThresholds(name), ...when },
        except: except.map(({ from, to, reason }) => ({ fromMs: atMsOf(from), toMs: atMsOf(to), reason })),
      };
    }),
  );
}

/** What in the rules needs more than one place to be seen; brands are looked at with those of the other sections. */
export function ruleFaults(rules: ConfigurationFile['alerts']['rules']): readonly PathFault[] {
  return rules.flatMap((rule, index) => {
    const path = ['alerts', 'rules', index];
    const spans = rule.except.flatMap(({ from, to }, at) =>
      atMsOf(from) < atMsOf(to)
        ? []
        : [{ path: [...path, 'except', at, 'to'], message: `${to} must come after "from" (${from})` }],
    );
    const name = classOf(rule);
    if (name === undefined) {
      return [{ path: [...path, 'class'], message: `is missing; it is one of ${RULE_CLASSES.join(', ')}` }, ...spans];
    }
    const ofNobody =
      name === 'no-data' && rule.brands !== undefined
        ? [{ path: [...path, 'brands'], message: 'is not known to no-data: a source that is silent concerns all' }]
        : [];
    return [...ofNobody, ...thresholdFaults(name, rule, [...path, 'when']), ...spans];
  });
}

function thresholdFaults(name: RuleClass, { when }: RuleOfFile, path: readonly PropertyKey[]): readonly PathFault[] {
  const known = thresholdsOf(name);
  return Object.entries(when).flatMap(([threshold, value]) => {
    const range = Object.hasOwn(known, threshold) ? known[threshold] : undefined;
    const at = [...path, threshold];
    if (range === undefined) {
      const nearest = nearestName(threshold, Object.keys(known));
      const names = Object.keys(known).join(', ') || 'none';
      const advice = nearest === undefined ? `; they are: ${names}` : ` (did you mean "${nearest}"?)`;
      return [{ path: at, message: `is not a threshold of ${name}${advice}` }];
    }
    if (value >= range.least && value <= range.most) return [];
    return [{ path: at, message: `is ${value}; it must be at least ${range.least} and at most ${range.most}` }];
  });
}

/** Of a text that the schema has let pass. */
function atMsOf(text: string): number {
  const reading = parseInstant(text);
  return reading.kind === 'instant' ? reading.atMs : Number.NaN;
}

/**
 * Unit tests of rules, as people write them: brands, rules, and situations with what must come of them.
 *
 *     brands: [united, delta]
 *     own: [united]
 *     rules: rules.yaml                      # or the rules themselves; without any, the shipped ones
 *     tests:
 *       - name: forty angry people within ten minutes
 *         usual: { for: 2d, negative: 6 }    # before the test begins, in each hour
 *         acts:
 *           - { from: 0, for: 10m, negative: 4 }            # in each minute
 *         expect:
 *           - { class: negative-surge, by: 8m }             # and nothing else
 */
import { z } from 'zod';
import { RULE_CLASSES, type RuleClass } from '../detection/rule-set.ts';
import { parseInstant } from '../edge/instant.ts';
import { complaintsOf, valueAt } from '../edge/issue-text.ts';
import type { Severity } from '../model/alert.ts';
import type { PathFault } from './cross-checks.ts';
import { durationMs } from './duration.ts';
import { placedFaults, readYaml, type SourceFault, type YamlDocument } from './yaml-source.ts';

const MAX_TESTS = 1000;
const MAX_ACTS = 1000;
const MAX_COUNT = 10_000;
const MAX_SPAN_MS = 28 * 86_400_000;
const DEFAULT_START = '2026-01-05T12:00:00Z';

const slug = z.string().regex(/^[a-z0-9-]{1,64}$/, 'is not an id; write 1 to 64 small letters, digits and hyphens');
/** Milliseconds; `0` is none. */
const span = z
  .union([z.string(), z.literal(0)], { error: 'is not a span of time; write 0, 30s, 10m, 2h or 3d' })
  .transform((text) => (text === 0 || text === '0' ? 0 : durationMs(text)))
  .refine((ms) => ms >= 0 && ms <= MAX_SPAN_MS, 'is not a span of time up to 28d; write 0, 30s, 10m, 2h or 3d');
const count = z.number().min(0).max(MAX_COUNT).default(0);
const whole = z.int().min(0).max(MAX_COUNT).default(0);

const usualSchema = z.strictObject({ for: span, negative: count, neutral: count, positive: count });

const actsSchema = z.strictObject({
  brand: z.string().optional(),
  from: span.default(0),
  for: span.default(60_000),
  people: z.int().min(1).max(MAX_COUNT).optional(),
  negative: whole,
  neutral: whole,
  positive: whole,
  harmClaims: whole,
  shares: whole,
  likes: whole,
});

const expectationSchema = z.strictObject({
  class: z.enum(RULE_CLASSES),
  brand: z.string().optional(),
  rule: slug.optional(),
  after: span.default(0),
  by: span,
  severity: z.enum(['watch', 'warning', 'critical']).optional(),
  resolvedBy: span.optional(),
});

const instant = z
  .string()
  .refine((text) => parseInstant(text).kind === 'instant', 'is not an instant, such as 2026-01-05T12:00:00Z');

const testSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  brand: z.string().optional(),
  start: instant.default(DEFAULT_START),
  lasts: span.optional(),
  usual: usualSchema.optional(),
  acts: z.array(actsSchema).max(MAX_ACTS).default([]),
  expect: z.array(expectationSchema).max(MAX_ACTS).default([]),
});

const fileSchema = z.strictObject({
  brands: z.array(slug).min(1).max(MAX_ACTS),
  own: z.array(z.string()).optional(),
  rules: z
    .union([z.string(), z.looseObject({})], { error: 'is neither rules nor the name of a file of them' })
    .optional(),
  tests: z.array(testSchema).min(1).max(MAX_TESTS),
});

/** Spans count from the begin of the test; `[fromMs, fromMs + forMs)`. Counts are of each minute. */
export interface TestActs {
  readonly brand: string;
  readonly fromMs: number;
  readonly forMs: number;
  /** How many different people act in all of it; `null`: each time another. */
  readonly people: number | null;
  readonly negative: number;
  readonly neutral: number;
  readonly positive: number;
  readonly harmClaims: number;
  /** Of the first post of these acts. */
  readonly shares: number;
  readonly likes: number;
}

export interface Expectation {
  readonly class: RuleClass;
  readonly brand: string;
  /** `null`: whichever of the class. */
  readonly rule: string | null;
  /** It opens in `[afterMs, byMs]` after the begin of the test. */
  readonly afterMs: number;
  readonly byMs: number;
  /** The highest that it comes to; `null`: any. */
  readonly severity: Severity | null;
  readonly resolvedByMs: number | null;
}

export interface RuleTest {
  readonly name: string;
  readonly startMs: number;
  readonly lastsMs: number;
  readonly brand: string;
  /** Before the begin; counts are of each hour. */
  readonly usual: {
    readonly forMs: number;
    readonly negative: number;
    readonly neutral: number;
    readonly positive: number;
  } | null;
  readonly acts: readonly TestActs[];
  /** All that is to be raised. */
  readonly expect: readonly Expectation[];
}

export interface RuleTests {
  readonly brands: readonly string[];
  readonly own: readonly string[];
  /** The name of a file, or rules that stand in this one. */
  readonly rules:
    | { readonly kind: 'file'; readonly name: string }
    | { readonly kind: 'inline'; readonly section: YamlDocument };
  readonly tests: readonly RuleTest[];
}

export type RuleTestsReading =
  | { readonly kind: 'ok'; readonly tests: RuleTests }
  | { readonly kind: 'faults'; readonly file: string; readonly faults: readonly SourceFault[] };

/** After the last acts, if nothing else is said: an incident takes half an hour to end. */
const AFTER_ACTS_MS = 3_600_000;

type RuleTestsFile = z.infer<typeof fileSchema>;

/** Reads the text of `file` (its name is for messages only); every fault at once, with its place. Never throws. */
export function parseRuleTests(text: string, file: string): RuleTestsReading {
  const source = readYaml(text);
  if (source.kind === 'unreadable') return { kind: 'faults', file, faults: source.faults };
  const checked = fileSchema.safeParse(source.value);
  const found = checked.success
    ? contentFaults(checked.data)
    : checked.error.issues.flatMap((issue) => complaintsOf(issue, source.value, namesAt));
  const faults = [...source.faults, ...placedFaults(source, found)];
  if (!checked.success || faults.length > 0) return { kind: 'faults', file, faults };
  return { kind: 'ok', tests: testsOf(checked.data, source) };
}

function namesAt(path: readonly PropertyKey[]): readonly string[] {
  const within = path.filter((step) => typeof step === 'string').join('.');
  const shapes: Readonly<Record<string, object>> = {
    '': fileSchema.shape,
    tests: testSchema.shape,
    'tests.usual': usualSchema.shape,
    'tests.acts': actsSchema.shape,
    'tests.expect': expectationSchema.shape,
  };
  return Object.keys(shapes[within] ?? {});
}

function contentFaults({ brands, own = [], tests }: RuleTestsFile): readonly PathFault[] {
  const unknown = (brand: string | undefined, path: readonly PropertyKey[]): PathFault[] =>
    brand === undefined || brands.includes(brand)
      ? []
      : [{ path, message: `"${brand}" is not among the brands; they are ${brands.slice(0, 10).join(', ')}` }];
  return [
    ...own.flatMap((brand, index) => unknown(brand, ['own', index])),
    ...tests.flatMap(({ brand, acts, expect }, test) => [
      ...unknown(brand, ['tests', test, 'brand']),
      ...acts.flatMap((each, index) => {
        const path = ['tests', test, 'acts', index];
        const posts = each.negative + each.neutral + each.positive + each.harmClaims;
        return [
          ...unknown(each.brand, [...path, 'brand']),
          ...(each.shares + each.likes > 0 && posts === 0
            ? [
                {
                  path,
                  message: 'has shares or likes and nothing to share; give at least one post, such as negative: 1',
                },
              ]
            : []),
        ];
      }),
      ...expect.flatMap((each, index) => {
        const path = ['tests', test, 'expect', index];
        return [
          ...unknown(each.brand, [...path, 'brand']),
          ...(each.by < each.after ? [{ path: [...path, 'by'], message: 'comes before "after"' }] : []),
        ];
      }),
    ]),
  ];
}

function testsOf({ brands, own = brands, rules, tests }: RuleTestsFile, source: YamlDocument): RuleTests {
  return {
    brands,
    own,
    rules:
      typeof rules === 'string'
        ? { kind: 'file', name: rules }
        : {
            kind: 'inline',
            section: {
              kind: 'document',
              value: valueAt(source.value, ['rules']) ?? {},
              faults: [],
              placeOf: (path) => source.placeOf(['rules', ...path]),
            },
          },
    tests: tests.map((test): RuleTest => {
      const brand = test.brand ?? own[0] ?? (brands[0] as string);
      const lastMs = Math.max(0, ...test.acts.map((acts) => acts.from + acts.for), ...test.expect.map(({ by }) => by));
      const start = parseInstant(test.start);
      return {
        name: test.name,
        startMs: start.kind === 'instant' ? start.atMs : Number.NaN,
        lastsMs: test.lasts ?? lastMs + AFTER_ACTS_MS,
        brand,
        usual: test.usual === undefined ? null : { ...test.usual, forMs: test.usual.for },
        acts: test.acts.map((acts) => ({
          ...acts,
          brand: acts.brand ?? brand,
          fromMs: acts.from,
          forMs: acts.for,
          people: acts.people ?? null,
        })),
        expect: test.expect.map((one) => ({
          class: one.class,
          brand: one.brand ?? brand,
          rule: one.rule ?? null,
          afterMs: one.after,
          byMs: one.by,
          severity: one.severity ?? null,
          resolvedByMs: one.resolvedBy ?? null,
        })),
      };
    }),
  };
}

/** The dictionary of everything that is served: id, formula, and what it means in plain words. */
import type { Localised } from '../model/alert.ts';
import { COUNT_WORDS, OTHER_WORDS, type Words } from './count-definitions.ts';
import { COUNTER_IDS } from './counters.ts';
import {
  BRAND_RATIO_IDS,
  formulaOfBrandRatio,
  OTHER_FORMULAS,
  type OtherRatioId,
  SHARE_FORMULAS,
  type ShareId,
} from './formulas.ts';
import { BRAND_RATIO_WORDS, OTHER_RATIO_WORDS, SHARE_WORDS } from './ratio-definitions.ts';

/** `rate`: acts a minute; `forecast`: what is to be expected, with intervals; `money`: minor units by currency; `term`: a word of alerts. */
export type MetricKind = 'count' | 'people' | 'ratio' | 'rate' | 'forecast' | 'money' | 'term';

export interface MetricDefinition {
  readonly id: string;
  readonly kind: MetricKind;
  readonly formula: string | null;
  readonly label: Localised;
  readonly sentence: Localised;
}

const OTHER_KINDS = {
  authors: ['people', 'distinct authors of mentions; exact to 512, then within 2.3 %'],
  reach: [
    'people',
    'distinct authors of views and impressions, exact to 512, then within 2.3 %; or the reported total',
  ],
  velocity: ['rate', 'acts a minute, weight halving every 10 minutes'],
  reproduction: ['forecast', 'shares of the later half of the life / reactions due by a memory kernel, 90 % interval'],
  'forecast.shares': [
    'forecast',
    'shares now, grown by a regression that learns from finished posts; 80 % and 95 % intervals',
  ],
  'customerValue.direct': ['money', 'sum of the values of conversions'],
  'customerValue.indirect': ['money', 'sum of the values of conversions that carry a referrer'],
  expected: ['term', null],
  alert: ['term', null],
} as const satisfies Readonly<Record<keyof typeof OTHER_WORDS, readonly [MetricKind, string | null]>>;

const NOT_RETRACTED: ReadonlySet<string> = new Set(['negativeAttention', 'harmClaims']);

/** Counts, people, ratios, the rest; each id once. */
export const METRIC_DEFINITIONS: readonly MetricDefinition[] = [
  definition('engagements', 'count', 'likes + comments + shares + quotes + clicks', COUNT_WORDS.engagements),
  ...COUNTER_IDS.map((id) =>
    definition(id, 'count', NOT_RETRACTED.has(id) ? 'additions' : 'additions - retracted', COUNT_WORDS[id]),
  ),
  ...(Object.keys(OTHER_KINDS) as (keyof typeof OTHER_KINDS)[]).map((id) =>
    definition(id, OTHER_KINDS[id][0], OTHER_KINDS[id][1], OTHER_WORDS[id]),
  ),
  ...BRAND_RATIO_IDS.map((id) => definition(id, 'ratio', formulaOfBrandRatio(id), BRAND_RATIO_WORDS[id])),
  ...(Object.keys(SHARE_FORMULAS) as ShareId[]).map((id) =>
    definition(id, 'ratio', SHARE_FORMULAS[id], SHARE_WORDS[id]),
  ),
  ...(Object.keys(OTHER_FORMULAS) as OtherRatioId[]).map((id) =>
    definition(id, 'ratio', OTHER_FORMULAS[id], OTHER_RATIO_WORDS[id]),
  ),
];

function definition(id: string, kind: MetricKind, formula: string | null, words: Words): MetricDefinition {
  const [labelEn, labelNb, sentenceEn, sentenceNb] = words;
  return { id, kind, formula, label: { en: labelEn, nb: labelNb }, sentence: { en: sentenceEn, nb: sentenceNb } };
}

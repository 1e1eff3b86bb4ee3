/**
 * Which fields go with which kind: the table of kinds of the interaction contract. Fields that are not named here
 * (`author`, `brands`, `segment`, ...) go with every kind. A field that means nothing for a kind is refused rather than
 * ignored, because whoever sends it believes that it counts.
 */
import type { InteractionKind } from '../model/interaction.ts';

/** The fields whose place depends on the kind. */
export const KIND_FIELDS = [
  'post',
  'parent',
  'thread',
  'text',
  'lang',
  'sentiment',
  'reaction',
  'value',
  'referrer',
  'rating',
  'total',
] as const;

export type KindField = (typeof KIND_FIELDS)[number];

export interface KindRule {
  readonly needs: readonly KindField[];
  readonly takes: ReadonlySet<KindField>;
  /** Whether one record may stand for more than one act (`count` above 1). */
  readonly lumps: boolean;
}

function rule(needs: readonly KindField[], takes: readonly KindField[], lumps: 'single' | 'lumps'): KindRule {
  return { needs, takes: new Set([...needs, ...takes]), lumps: lumps === 'lumps' };
}

const WORDS: readonly KindField[] = ['text', 'lang', 'sentiment'];

export const KIND_RULES: Readonly<Record<InteractionKind, KindRule>> = {
  post: rule([], ['post', 'parent', ...WORDS], 'single'),
  review: rule([], ['post', 'parent', 'rating', ...WORDS], 'single'),
  comment: rule(['parent'], ['post', ...WORDS], 'single'),
  quote: rule(['parent'], ['post', ...WORDS], 'single'),
  like: rule(['post'], ['reaction', 'total'], 'lumps'),
  unlike: rule(['post'], [], 'lumps'),
  share: rule(['post'], ['total'], 'lumps'),
  unshare: rule(['post'], [], 'lumps'),
  click: rule(['post'], ['total'], 'lumps'),
  impression: rule(['post'], ['total'], 'lumps'),
  view: rule(['post'], ['total'], 'lumps'),
  reach: rule(['post', 'total'], [], 'single'),
  edit: rule(['post'], ['parent', ...WORDS], 'single'),
  delete: rule(['post'], ['parent'], 'single'),
  message: rule([], ['thread', 'parent', ...WORDS], 'single'),
  response: rule(['parent'], ['thread', ...WORDS], 'single'),
  referral: rule([], ['post', 'referrer'], 'lumps'),
  conversion: rule([], ['post', 'referrer', 'value'], 'lumps'),
};

const ADVICE: Readonly<Partial<Record<KindField, string>>> = {
  post: 'a conversation is named by "thread" or "parent"',
  parent: 'what is acted upon goes in "post"',
  reaction: 'reactions go with a like',
  value: 'values go with a conversion',
  referrer: 'referrers go with a referral or a conversion',
  rating: 'ratings go with a review',
};

function misplaced(field: KindField, kind: InteractionKind): string {
  if (field === 'total' && (kind === 'unlike' || kind === 'unshare')) {
    return `"total" does not go with ${kind}; send the falling total of ${kind.slice(2)}s instead`;
  }
  const advice = ADVICE[field];
  return `"${field}" does not go with ${kind}; ${advice === undefined ? 'leave it out' : advice}`;
}

export interface KindFault {
  readonly reason: 'missing-field' | 'invalid-field';
  readonly message: string;
}

/** Every breach of the table by `fields`, an interaction of that kind before or after its fields were checked. */
export function kindFaults(kind: InteractionKind, fields: Readonly<Record<string, unknown>>): readonly KindFault[] {
  const { needs, takes, lumps } = KIND_RULES[kind];
  let faults: KindFault[] | undefined;
  for (const field of needs) {
    if (fields[field] !== undefined) continue;
    faults ??= [];
    faults.push({ reason: 'missing-field', message: `"${field}" is missing; ${kind} needs it` });
  }
  for (const field of KIND_FIELDS) {
    if (fields[field] === undefined || takes.has(field)) continue;
    faults ??= [];
    faults.push({ reason: 'invalid-field', message: misplaced(field, kind) });
  }
  const count = fields['count'];
  if (count === undefined) return faults ?? [];
  faults ??= [];
  if (fields['total'] !== undefined) {
    faults.push({ reason: 'invalid-field', message: '"count" and "total" exclude each other; send one of them' });
  } else if (kind === 'reach') {
    faults.push({ reason: 'invalid-field', message: '"count" does not go with reach; send its running "total"' });
  } else if (!lumps && count !== 1) {
    faults.push({ reason: 'invalid-field', message: `"count" of ${kind} is always 1; send each on its own` });
  }
  return faults;
}

/**
 * The situation of a rule test as interactions, as a source would send them: evenly spread over each minute (of what is
 * usual, over each hour), the same each time.
 */
import type { RuleTest, TestActs } from '@grapevine/core/configuration/rule-tests.ts';

/** A brand that nobody tests: its one mention is the end of the time that is looked at. */
export const CLOCK_BRAND = 'end-of-the-test';

interface Interaction {
  readonly atMs: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MOODS = { negative: -1, neutral: 0, positive: 1 } as const;
const HARM_TEXT = 'My whole family got sick after eating this, and we ended up in hospital.';

/** One JSON line each, in ascending event time. */
export function situationLines(test: RuleTest): readonly string[] {
  const end = { atMs: test.startMs + test.lastsMs, fields: postFields('end', CLOCK_BRAND, 'nobody', 0) };
  return [...usualOf(test), ...test.acts.flatMap((acts, index) => actsOf(test, acts, index)), end]
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, fields }) => JSON.stringify({ ...fields, at: new Date(atMs).toISOString() }));
}

function usualOf({ usual, startMs, brand }: RuleTest): readonly Interaction[] {
  if (usual === null) return [];
  const fromMs = startMs - usual.forMs;
  return Object.entries(MOODS).flatMap(([mood, sentiment], nth) => {
    const perHour = usual[mood as keyof typeof MOODS];
    const all = Math.round((perHour * usual.forMs) / HOUR_MS);
    return Array.from({ length: all }, (_, index): Interaction => {
      const id = `usual-${mood}-${index}`;
      // The moods between each other, not all at the same instant.
      const atMs = fromMs + Math.floor(((index + (nth + 1) / 4) * usual.forMs) / all);
      return { atMs, fields: postFields(id, brand, `person-of-${id}`, sentiment) };
    });
  });
}

function actsOf({ startMs }: RuleTest, acts: TestActs, entry: number): readonly Interaction[] {
  const interactions: Interaction[] = [];
  const minutes = Math.max(1, Math.round(acts.forMs / MINUTE_MS));
  const kinds = ['harmClaims', 'negative', 'neutral', 'positive', 'shares', 'likes'] as const;
  const first = `acts-${entry}-0`;
  let nth = 0;
  for (let minute = 0; minute < minutes; minute++) {
    const each = kinds.flatMap((kind) => Array.from({ length: acts[kind] }, () => kind));
    for (const [index, kind] of each.entries()) {
      const id = `acts-${entry}-${nth}`;
      const author = `person-${entry}-${acts.people === null ? nth : nth % acts.people}`;
      const atMs = startMs + acts.fromMs + minute * MINUTE_MS + Math.floor((index * MINUTE_MS) / each.length);
      interactions.push({ atMs, fields: fieldsOf(kind, { id, author, brand: acts.brand, first }) });
      nth++;
    }
  }
  return interactions;
}

function fieldsOf(
  kind: 'harmClaims' | 'shares' | 'likes' | keyof typeof MOODS,
  {
    id,
    author,
    brand,
    first,
  }: { readonly id: string; readonly author: string; readonly brand: string; readonly first: string },
): Interaction['fields'] {
  switch (kind) {
    case 'shares':
    case 'likes':
      return { id, kind: kind.slice(0, -1), platform: 'x', post: first, author };
    case 'harmClaims':
      return { ...postFields(id, brand, author, -1), text: HARM_TEXT, lang: 'en' };
    case 'negative':
    case 'neutral':
    case 'positive':
      return postFields(id, brand, author, MOODS[kind]);
  }
}

function postFields(id: string, brand: string, author: string, sentiment: number): Interaction['fields'] {
  return { id, kind: 'post', platform: 'x', post: id, author, brands: [brand], sentiment };
}

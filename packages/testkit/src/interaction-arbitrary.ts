/**
 * Interactions as JSON for property tests: sound ones of every kind, after the contract's own tables, and ones with a
 * field changed, added or taken away.
 */
import { FIELD_NAMES } from '@grapevine/core/edge/field-rules.ts';
import type { KindField } from '@grapevine/core/edge/kind-rules.ts';
import { KIND_RULES } from '@grapevine/core/edge/kind-rules.ts';
import type { InteractionKind } from '@grapevine/core/model/interaction.ts';
import { INTERACTION_KINDS } from '@grapevine/core/model/interaction.ts';
import fc from 'fast-check';

export type JsonInteraction = Readonly<Record<string, unknown>>;

/** Brands, accounts and words that a test may watch for. */
export const WATCHED_BRANDS = ['united', 'delta'] as const;
export const OWN_ACCOUNT = { platform: 'bluesky', id: 'united.example', brand: 'united' } as const;

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const EARLIEST_MS = Date.UTC(2020, 0, 1);
const LATEST_MS = Date.UTC(2026, 10, 23);

function identifier(maxBytes: number): fc.Arbitrary<string> {
  const isSound = (text: string): boolean => !CONTROL.test(text) && Buffer.byteLength(text) <= maxBytes;
  return fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9:/._-]{1,60}$/),
    fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }).filter(isSound),
  );
}

/** Up to the largest that a record of the log holds. */
const whole = fc.oneof({ weight: 9, arbitrary: fc.nat() }, { weight: 1, arbitrary: fc.constant(2 ** 53 - 2) });
const followers = whole;
const sentiment = fc.double({ min: -1, max: 1, noNaN: true });
const text = fc.oneof(
  fc.constantFrom('united lost my bag', 'Delta is fine', ''),
  fc.string({ maxLength: 200, unit: 'grapheme' }),
);
const brands = fc.uniqueArray(fc.oneof(fc.constantFrom(...WATCHED_BRANDS), identifier(128)), { maxLength: 16 });
const segment = fc.record(
  {
    country: fc.constantFrom('NO', 'US'),
    region: identifier(64),
    ageBand: fc.constantFrom('18-24', '25-34'),
    gender: identifier(64),
    interest: identifier(64),
  },
  { requiredKeys: [] },
);

const kindFields: Readonly<Record<KindField, fc.Arbitrary<unknown>>> = {
  post: identifier(512),
  parent: identifier(512),
  thread: identifier(512),
  text,
  lang: fc.constantFrom('en', 'nb', 'en-GB', 'zh-Hant-TW'),
  sentiment,
  reaction: fc.constantFrom('love', 'sad', 'angry'),
  value: fc.record({ amountMinor: whole, currency: fc.constantFrom('NOK', 'USD') }),
  referrer: identifier(512),
  rating: fc.double({ min: 1, max: 5, noNaN: true }),
  total: whole,
};

function instantText(atMs: number, offsetMinutes: number): string {
  const local = new Date(atMs + offsetMinutes * 60_000).toISOString().slice(0, -1);
  if (offsetMinutes === 0) return `${local}Z`;
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

const instant = fc
  .tuple(fc.integer({ min: EARLIEST_MS, max: LATEST_MS }), fc.integer({ min: -720, max: 840 }))
  .map(([atMs, offsetMinutes]) => instantText(atMs, offsetMinutes));

function ofKind(kind: InteractionKind): fc.Arbitrary<JsonInteraction> {
  const { lumps, needs, takes } = KIND_RULES[kind];
  const byKind = Object.fromEntries([...takes].map((field) => [field, kindFields[field]]));
  const model = {
    id: identifier(256),
    kind: fc.constant(kind),
    at: instant,
    platform: fc.constantFrom('bluesky', 'x', 'mastodon'),
    author: fc.oneof(fc.constant(OWN_ACCOUNT.id), identifier(256)),
    followers,
    url: fc.constantFrom('https://example.com/1', 'http://example.com/å?q=1'),
    brands,
    segment,
    campaign: identifier(64),
    count: lumps ? fc.integer({ min: 1, max: 1_000_000_000 }) : fc.constant(1),
    ...byKind,
  };
  return fc
    .record(model, { requiredKeys: ['id', 'kind', 'at', 'platform', ...needs] as never[] })
    .map((json: Record<string, unknown>) => {
      const { count, ...rest } = json;
      return count === undefined || 'total' in rest ? rest : { ...rest, count };
    });
}

/** A sound interaction of any kind, at most as old as 2020 and no newer than 23 November 2026. */
export function soundInteraction(): fc.Arbitrary<JsonInteraction> {
  return fc.constantFrom(...INTERACTION_KINDS).chain(ofKind);
}

const names = fc.oneof(
  fc.constantFrom(...FIELD_NAMES),
  fc.constantFrom('__proto__', 'constructor', 'kid'),
  fc.string(),
);

/** A sound interaction of which up to three fields have been changed, added or taken away; it may still be sound. */
export function mutatedInteraction(): fc.Arbitrary<JsonInteraction> {
  const change = fc.tuple(
    names,
    fc.option(
      fc.oneof(
        fc.jsonValue(),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(2 ** 53 - 1, 2 ** 53 - 2, -1, 0, 1.5, 1e300, '\ud800'),
        fc.record({ amountMinor: fc.constantFrom(2 ** 53 - 1, -1), currency: fc.constant('NOK') }),
      ),
      { nil: undefined },
    ),
  );
  return fc.tuple(soundInteraction(), fc.array(change, { minLength: 1, maxLength: 3 })).map(([json, changes]) => {
    const fields = new Map(Object.entries(json));
    for (const [name, value] of changes) {
      if (value === undefined) fields.delete(name);
      else fields.set(name, value);
    }
    return Object.fromEntries(fields);
  });
}

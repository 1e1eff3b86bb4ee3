import { describe, expect, test } from 'vitest';
import type { BrandMatcher } from './brand-matcher.ts';
import { compileBrandMatcher } from './brand-matcher.ts';
import type { BrandTerms } from './brand-terms.ts';
import { LanguageError } from './brand-terms.ts';

function brand(id: string, terms: Partial<BrandTerms>): BrandTerms {
  return { keywords: [], handles: [], hashtags: [], products: [], exclude: [], ...terms, id };
}

function keyword(term: string): BrandMatcher {
  return compileBrandMatcher([brand('it', { keywords: [term] })]);
}

const isNamed = (matcher: BrandMatcher, text: string): boolean => matcher.match(text).length > 0;

describe('keywords and products', () => {
  test.each([
    ['united', 'UNITED is late'],
    ['united', "United's seats"],
    ['united', 'United\u2019s seats'],
    ['united', '(united)'],
    ['united', 'see https://united.com/x'],
    ['united', 'so #united today'],
    ['united', 'so @united today'],
    ['united airlines', 'United\n\tAirlines'],
    ['østers', 'Ø\u200BSTERS!'],
    ['blåbær', 'bla\u030Abær'],
    ['straße', 'STRASSE 7'],
    ['аэрофлот', 'Летим Аэрофлот.'],
    ['آبل', 'هاتف آبل جديد'],
    ['トヨタ', '新型トヨタが'],
    ['iphone', '新しいiPhoneが'],
    ['การบินไทย', 'ฉันรักการบินไทยมาก'],
    ['삼성', '삼성은 좋다'],
    ['🍕', 'I ate🍕🍕now'],
    ['❤', 'we ❤️ it'],
    ['c++', 'C++, of course'],
    ['at&t', 'AT&T again'],
    ['7up', '7Up!'],
    ["mcdonald's", 'McDonald’s'],
  ])('"%s" is named in "%s"', (term, text) => {
    expect(isNamed(keyword(term), text)).toBe(true);
  });

  test.each([
    ['united', 'reunited'],
    ['united', 'Uniteds'],
    ['united', 'united_fc'],
    ['united', 'united2'],
    ['united', '#unitedairlines'],
    ['united', '@united_airlines'],
    ['united', '@united.bsky.social'],
    ['united', '@fans.united hello'],
    ['united', '@fans-united'],
    ['united', 'info@united.com'],
    ['united', 'unitede\u0301'],
    ['ole', 'ole\u0308'],
    ['sol', 'ensolé'],
    ['лот', 'Аэрофлот'],
    ['united airlines', 'united, airlines'],
    ['c++', 'abc++'],
  ])('"%s" is not named in "%s"', (term, text) => {
    expect(isNamed(keyword(term), text)).toBe(false);
  });
});

describe('handles and hashtags', () => {
  const united = compileBrandMatcher([brand('united', { handles: ['@United'], hashtags: ['unitedAir'] })]);

  test.each([
    '@united',
    '.@united',
    '@UNITED!',
    "@united's",
    '@united.',
    '@united: no',
    'はい@unitedさん',
    '＠united',
    '#unitedair',
    '(#UnitedAir)',
    '#unitedair-no',
  ])('"%s" addresses the brand', (text) => {
    expect(united.match(text)).toEqual(['united']);
  });

  test.each([
    'united',
    '@united_airlines',
    '@unitedair',
    'x@united.com',
    '@united.com',
    '@united@mastodon.social',
    '@united-fans',
    'x@united',
    '#unitedairlines',
    '#unitedair航空',
    'x#unitedair',
    'unitedair',
  ])('"%s" does not', (text) => {
    expect(united.match(text)).toEqual([]);
  });

  test('a handle with a domain is one handle', () => {
    const matcher = compileBrandMatcher([brand('united', { handles: ['united.bsky.social'] })]);
    expect(matcher.match('dear @united.bsky.social.')).toEqual(['united']);
    expect(matcher.match('dear @united.bsky.social.example.org')).toEqual([]);
  });
});

describe('exclusions', () => {
  const matcher = compileBrandMatcher([
    brand('united', { keywords: ['united'], exclude: ['manchester united', 'united nations'] }),
    brand('club', { keywords: ['manchester united'] }),
  ]);

  test('a keyword inside an excluded phrase does not count, and the phrase still names another brand', () => {
    expect(matcher.match('Manchester United won')).toEqual(['club']);
    expect(matcher.match('the United Nations')).toEqual([]);
  });

  test('a keyword that stands free elsewhere counts', () => {
    expect(matcher.match('flew United to see Manchester United and the United Nations')).toEqual(['united', 'club']);
    expect(matcher.match('Manchester United flew United')).toEqual(['united', 'club']);
  });

  test('without the exclusion the same text names the brand', () => {
    const control = compileBrandMatcher([brand('united', { keywords: ['united'] })]);
    expect(control.match('Manchester United won')).toEqual(['united']);
  });

  test('an excluded phrase must itself stand alone', () => {
    expect(matcher.match('superManchester United won')).toEqual(['united']);
  });

  test('an exclusion that only overlaps an end of the keyword does not mask it', () => {
    const overlap = compileBrandMatcher([
      brand('b', { keywords: ['north sea oil'], exclude: ['sea oil rig', 'the north sea'] }),
    ]);
    expect(overlap.match('the north sea oil rig')).toEqual(['b']);
  });
});

describe('many brands', () => {
  test('brands come once each, in the order of configuration, however the text orders them', () => {
    const matcher = compileBrandMatcher([
      brand('delta', { keywords: ['delta', 'delta air lines', 'air'] }),
      brand('empty', {}),
      brand('air', { keywords: ['air lines', 'air'] }),
    ]);
    expect(matcher.match('air, Delta Air Lines, delta')).toEqual(['delta', 'air']);
  });

  test('a text names at most 16 brands', () => {
    const matcher = compileBrandMatcher(
      Array.from({ length: 20 }, (_, i) => brand(`b${i}`, { keywords: ['all of us'] })),
    );
    expect(matcher.match('all of us')).toEqual(Array.from({ length: 16 }, (_, i) => `b${i}`));
  });

  test('10,000 terms are each found as themselves', () => {
    const brands = Array.from({ length: 2_000 }, (_, i) =>
      brand(`b${i}`, {
        keywords: [`name ${i}`, `name ${i} plus`],
        handles: [`h${i}`],
        hashtags: [`t${i}`],
        products: [`Produkt-${i}å`],
      }),
    );
    const matcher = compileBrandMatcher(brands);
    for (const i of [0, 1, 19, 190, 1_900, 1_999]) {
      for (const text of [`so NAME ${i}.`, `name ${i} plus`, `@h${i}`, `#T${i}`, `produkt-${i}Å`]) {
        expect(matcher.match(`ja, ${text} ja`)).toEqual([`b${i}`]);
      }
    }
    expect(matcher.match('name 2000 @h2000 #t2000 name')).toEqual([]);
  });

  test('a text of 10,000 code points full of half-matches is read to its end', () => {
    const matcher = compileBrandMatcher([brand('b', { keywords: [`${'a '.repeat(99)}b`], exclude: ['a a'] })]);
    expect(matcher.match(`${'a '.repeat(4_999)}b`)).toEqual(['b']);
  });
});

describe('faulty terms', () => {
  test('every fault is reported at once, with its place and what to do', () => {
    const faulty = [
      brand('ok', { keywords: ['fine'] }),
      brand('bad', {
        keywords: ['', ' \u200B'],
        handles: ['@', 'two words'],
        hashtags: ['#'],
        products: ['x'.repeat(201)],
        exclude: ['\uD800'],
      }),
    ];
    let thrown: unknown;
    try {
      compileBrandMatcher(faulty);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(LanguageError);
    const { faults, code, message } = thrown as LanguageError;
    expect(code).toBe('GV_LANGUAGE_TERM');
    expect(faults.map(({ kind, field, index }) => `${field}[${index}] ${kind}`)).toEqual([
      'keywords[0] empty',
      'keywords[1] nothing-left',
      'handles[0] nothing-left',
      'handles[1] not-one-token',
      'hashtags[0] nothing-left',
      'products[0] too-long',
      'exclude[0] ill-formed',
    ]);
    expect(message).toContain(
      'brands[1].match.products[0] of brand "bad" has 201 code points, more than 200; shorten it',
    );
  });

  test('200 code points are allowed, also when they are surrogate pairs', () => {
    expect(isNamed(keyword('🍕'.repeat(200)), `a ${'🍕'.repeat(200)}`)).toBe(true);
  });
});

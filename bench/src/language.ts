/**
 * What the language part of ingest costs: naming brands, identifying the language, scoring; how often it is identified. One JSON object on standard
 * output: nanoseconds a text and texts a second, the best of five rounds (the least disturbed one), on public tweets.
 * Data is looked for beside the repository; without it the benchmark says so and ends with status 0.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { compileBrandMatcher } from '@grapevine/core/language/brand-matcher.ts';
import type { BrandTerms } from '@grapevine/core/language/brand-terms.ts';
import { identifyLanguage } from '@grapevine/core/language/language-identifier.ts';
import { lexiconScore } from '@grapevine/core/language/lexicon-scorer.ts';
import { tokensOf } from '@grapevine/core/language/sentiment-tokens.ts';
import { shippedScorer } from '@grapevine/service-kit/shipped-scorer.ts';
import { airlineAgreement } from '@grapevine/tests/airline/airline-agreement.ts';
import { hasAirlineData } from '@grapevine/tests/airline/airline-interactions.ts';
import { publicCorpora } from './sentiment-training/corpora.ts';

const DATA = fileURLToPath(new URL('../../../shared/data/xlmt-sentiment/', import.meta.url));
const ROUNDS = 5;
const TEXTS_A_ROUND = 200_000;

interface Cost {
  readonly texts: number;
  readonly nsPerText: number;
  readonly textsPerSecond: number;
}

function textsOf(language: string): string[] {
  const file = gunzipSync(readFileSync(`${DATA}${language}.train.tsv.gz`)).toString('utf8');
  return file
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => line.slice(2));
}

/** Five terms a brand, made of the words of the texts, so that many occurrences begin and few end. */
function brandsOf(texts: readonly string[], termCount: number): BrandTerms[] {
  const words = texts.flatMap((text) => text.toLowerCase().match(/[a-z]{3,}/gu) ?? []);
  let state = 12_345;
  const word = (): string => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return words[state % words.length] as string;
  };
  return Array.from({ length: termCount / 5 }, (_, i) => ({
    id: `brand-${i}`,
    keywords: [`${word()} ${word()} ${word()}`, word() + word()],
    handles: [`@${word()}${word()}`],
    hashtags: [`#${word()}${word()}`],
    products: [`${word()} ${word()}`],
    exclude: [],
  }));
}

function measure(texts: readonly string[], step: (text: string) => number): Cost {
  let best = Number.POSITIVE_INFINITY;
  let sink = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const started = process.hrtime.bigint();
    for (let i = 0; i < TEXTS_A_ROUND; i += 1) sink += step(texts[i % texts.length] as string);
    const ns = Number(process.hrtime.bigint() - started) / TEXTS_A_ROUND;
    // Round 0 warms up.
    if (round > 0) best = Math.min(best, ns);
  }
  if (Number.isNaN(sink)) throw new Error('a step returned no number');
  return { texts: texts.length, nsPerText: Math.round(best), textsPerSecond: Math.round(1e9 / best) };
}

const SHORT = 40;
const ALSO_RIGHT: Readonly<Record<string, readonly string[]>> = { nb: ['nn'], hi: ['hi-Latn', 'en'] };

interface Identified {
  readonly texts: number;
  readonly right: number;
  readonly shortTexts: number;
  readonly shortRight: number;
}

/** By language: the share of texts whose language was found. Norwegian counts in either form, Hindi also in English. */
function identified(): Record<string, Identified> {
  const texts = publicCorpora()
    .filter(({ name, file }) => name === 'xlm-t' || file.includes('3class.dev'))
    .flatMap((corpus) => corpus.texts);
  const shareRight = (of: typeof texts): number => {
    const right = of.filter(({ text, language }) =>
      [language, ...(ALSO_RIGHT[language] ?? [])].includes(identifyLanguage(text)),
    );
    return of.length === 0 ? 0 : Math.round((1000 * right.length) / of.length) / 1000;
  };
  return Object.fromEntries(
    [...new Set(texts.map(({ language }) => language))].toSorted().map((language) => {
      const all = texts.filter((one) => one.language === language);
      const short = all.filter(({ text }) => text.length < SHORT);
      return [
        language,
        { texts: all.length, right: shareRight(all), shortTexts: short.length, shortRight: shareRight(short) },
      ];
    }),
  );
}

function run(): Record<string, unknown> {
  const english = textsOf('english');
  const german = textsOf('german');
  const ascii = english
    .map((text) => text.slice(0, 120))
    .filter((text) => text.length === 120 && !/[^\x20-\x7e]/u.test(text));
  const wide = german.filter((text) => /[^\x00-\x7f]/u.test(text));
  const started = process.hrtime.bigint();
  const matcher = compileBrandMatcher(brandsOf(english, 5_000));
  const compileMs = Math.round(Number(process.hrtime.bigint() - started) / 1e6);
  const large = compileBrandMatcher(brandsOf(english, 10_000));
  const scorer = shippedScorer();
  return {
    compile5000TermsMs: compileMs,
    matchAscii120: measure(ascii, (text) => matcher.match(text).length),
    matchAscii120Of10000Terms: measure(ascii, (text) => large.match(text).length),
    matchWide: measure(wide, (text) => matcher.match(text).length),
    identify: measure([...english, ...german], (text) => identifyLanguage(text).length),
    scoreByLexicon: measure(english, (text) => lexiconScore(tokensOf(text), 'en')),
    score: measure(english, (text) => scorer.score(text, 'en').score),
    identified: identified(),
    airline: hasAirlineData() ? airlineAgreement(scorer) : 'data absent',
  };
}

if (existsSync(DATA)) {
  process.stdout.write(`${JSON.stringify({ benchmark: 'language', node: process.version, ...run() }, null, 2)}\n`);
} else {
  process.stdout.write(
    `${JSON.stringify({ benchmark: 'language', skipped: 'the data of xlmt-sentiment is absent' })}\n`,
  );
}

/** What a summary says of the posts that spread: the fastest in its own words, and how many shares there will be. */
import type { Localised, MatterForecast } from '../model/alert.ts';
import { number, roughly } from './number-words.ts';

/** The post that spreads fastest. */
export interface Leader {
  readonly text: string;
  readonly shares: number;
  readonly comments: number;
}

export interface Spread {
  /** `null`: none is known. */
  readonly leader: Leader | null;
  readonly forecast: MatterForecast | null;
}

/** Where fewer are expected even in a bad case, nothing is said of them. */
const WORTH_SAYING = 10;

/** Sentences to be put behind others; empty where there is nothing to say. */
export function spreadWords({ leader, forecast }: Spread): Localised {
  const quoted = leaderSentence(leader);
  const expected = forecastSentence(forecast);
  return { en: quoted.en + expected.en, nb: quoted.nb + expected.nb };
}

function forecastSentence(forecast: MatterForecast | null): Localised {
  if (forecast === null || forecast.final.high80 < WORTH_SAYING) return { en: '', nb: '' };
  const { posts, seen, final } = forecast;
  const shown = (shares: number, locale: 'en' | 'nb') => number(Math.max(seen, roughly(shares)), locale);
  const [shares, low, high] = [final.shares, final.low80, final.high80].map((each) => ({
    en: shown(each, 'en'),
    nb: shown(each, 'nb'),
  })) as [Localised, Localised, Localised];
  const of = copiesWords(posts.length - 1);
  const between =
    low.en === high.en
      ? { en: '', nb: '' }
      : { en: ` (probably between ${low.en} and ${high.en})`, nb: ` (trolig mellom ${low.nb} og ${high.nb})` };
  return {
    en: ` About ${shares.en} shares${of.en} are expected in all${between.en}.`,
    nb: ` Det ventes omtrent ${shares.nb} delinger${of.nb} i alt${between.nb}.`,
  };
}

function copiesWords(copies: number): Localised {
  if (copies === 0) return { en: '', nb: '' };
  return {
    en: ` of it and ${copies === 1 ? 'a copy' : `${copies} copies`}`,
    nb: ` av det og ${copies === 1 ? 'en kopi' : `${copies} kopier`}`,
  };
}

function leaderSentence(leader: Leader | null): Localised {
  if (leader === null || leader.text === '') return { en: '', nb: '' };
  const { shares, comments } = leader;
  const quote = shorten(leader.text);
  return {
    en: ` Spreading fastest: “${quote}” (${counted(shares, 'share', 'shares')}, ${counted(comments, 'comment', 'comments')}).`,
    nb: ` Sprer seg raskest: «${quote}» (${number(shares, 'nb')} ${shares === 1 ? 'deling' : 'delinger'}, ${number(comments, 'nb')} ${comments === 1 ? 'kommentar' : 'kommentarer'}).`,
  };
}

function counted(count: number, one: string, many: string): string {
  return `${number(count, 'en')} ${count === 1 ? one : many}`;
}

/** One line, at most a hundred code points, cut between words where there is one. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const points = Array.from(line);
  if (points.length <= 100) return line;
  const cut = points.slice(0, 99).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > 60 ? cut.slice(0, space) : cut}…`;
}

/**
 * Alerts in words, for the people of a brand team: what, how big, how sure, how many people; in English and
 * Norwegian. Never whether a claim is true.
 */
import type { Localised } from '../model/alert.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../windows/pane.ts';

export interface SurgeWords {
  readonly brandName: string;
  readonly acts: number;
  readonly people: number;
  readonly expected: number;
  readonly windowMs: number;
  /** Mean time between chance events as rare as this, in ms; `null`: rarer than once in a thousand years. */
  readonly onceInMs: number | null;
  /** The post that draws most, if one is known: its text and what it has. */
  readonly leader: { readonly text: string; readonly shares: number; readonly comments: number } | null;
}

export function titleOfSurge(state: 'opened' | 'escalated' | 'resolved', { brandName }: SurgeWords): Localised {
  switch (state) {
    case 'opened':
      return {
        en: `${brandName}: negative attention is surging`,
        nb: `${brandName}: kraftig vekst i negativ oppmerksomhet`,
      };
    case 'escalated':
      return {
        en: `${brandName}: the surge of negative attention is now critical`,
        nb: `${brandName}: den negative oppmerksomheten er nå kritisk`,
      };
    case 'resolved':
      return {
        en: `${brandName}: negative attention is back to normal`,
        nb: `${brandName}: den negative oppmerksomheten er tilbake på normalt nivå`,
      };
  }
}

export function summaryOfSurge(state: 'opened' | 'escalated' | 'resolved', words: SurgeWords): Localised {
  const { acts, people, windowMs } = words;
  const minutes = windowMs / MINUTE_MS;
  const usualEn = usual(words.expected, 'en');
  const usualNb = usual(words.expected, 'nb');
  if (state === 'resolved') {
    return {
      en: `For 30 minutes negative reactions have stayed near the usual level: ${number(acts, 'en')} in the last ${minutes} minutes, where ${usualEn} is usual.`,
      nb: `I 30 minutter har negative reaksjoner ligget nær normalnivået: ${number(acts, 'nb')} de siste ${minutes} minuttene, der ${usualNb} er vanlig.`,
    };
  }
  const rarity = onceIn(words.onceInMs);
  const leader = leaderSentence(words.leader);
  return {
    en: `${number(acts, 'en')} negative reactions by ${peopleInEnglish(people)} in ${minutes} minutes, where ${usualEn} is usual at this hour${times(words, 'en')}: ${rarity.en}.${leader.en}`,
    nb: `${number(acts, 'nb')} negative reaksjoner fra ${peopleInNorwegian(people)} på ${minutes} minutter, der ${usualNb} er vanlig på denne tiden${times(words, 'nb')}: ${rarity.nb}.${leader.nb}`,
  };
}

/** How rare, in plain words: "as rare as once in 7 weeks". */
export function onceIn(onceInMs: number | null): Localised {
  if (onceInMs === null) {
    return { en: 'rarer than once in a thousand years', nb: 'sjeldnere enn én gang på tusen år' };
  }
  const units = [
    { ms: 365.25 * DAY_MS, en: ['year', 'years'], nb: ['år', 'år'] },
    { ms: 7 * DAY_MS, en: ['week', 'weeks'], nb: ['uke', 'uker'] },
    { ms: DAY_MS, en: ['day', 'days'], nb: ['døgn', 'døgn'] },
    { ms: HOUR_MS, en: ['hour', 'hours'], nb: ['time', 'timer'] },
  ] as const;
  const unit = units.find(({ ms }) => onceInMs >= 2 * ms) ?? units[3];
  const count = Math.max(1, Math.round(onceInMs / unit.ms));
  const form = count === 1 ? 0 : 1;
  return {
    en: `as rare as once in ${number(count, 'en')} ${unit.en[form]}`,
    nb: `så sjeldent som én gang på ${number(count, 'nb')} ${unit.nb[form]}`,
  };
}

export const SURGE_ADVICE: Localised = {
  en: 'Look at the posts below, find out what is said, and decide who answers. Say early that you have seen it, also while you do not know all the facts.',
  nb: 'Se på innleggene under, finn ut hva som blir sagt, og bestem hvem som svarer. Si tidlig at dere har sett det, også før dere kjenner alle fakta.',
};

/** Thousands apart as each language writes them, with a narrow space in Norwegian; no locale data needed. */
export function number(value: number, locale: 'en' | 'nb'): string {
  const digits = String(Math.round(value));
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, locale === 'en' ? ',' : '\u202f');
}

function times({ acts, expected }: SurgeWords, locale: 'en' | 'nb'): string {
  if (expected < 1) return '';
  const factor = number(acts / expected, locale);
  return locale === 'en' ? ` (${factor} times as many)` : ` (${factor} ganger så mange)`;
}

function usual(expected: number, locale: 'en' | 'nb'): string {
  if (expected >= 1) return locale === 'en' ? `about ${number(expected, 'en')}` : `omtrent ${number(expected, 'nb')}`;
  return locale === 'en' ? 'less than one' : 'under én';
}

function peopleInEnglish(people: number): string {
  return people === 1 ? '1 person' : `${number(people, 'en')} people`;
}

function peopleInNorwegian(people: number): string {
  return people === 1 ? '1 person' : `${number(people, 'nb')} personer`;
}

/** What a summary says of the post that spreads fastest; empty where there is none, or none with words. */
export function leaderSentence(leader: SurgeWords['leader']): Localised {
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

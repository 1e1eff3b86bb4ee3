/**
 * Alerts in words, for the people of a brand team: what, how big, how sure, how many people; in English and
 * Norwegian. Never whether a claim is true.
 */
import type { AlertState, Localised } from '../model/alert.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import { number } from './number-words.ts';
import type { RuleClass } from './rule-set.ts';
import { type Spread, spreadWords } from './spread-words.ts';

export interface SummaryWords {
  readonly class: RuleClass;
  readonly state: AlertState;
  readonly reason: string;
  /** As the finding has it: acts, acts a minute, net sentiment or share of voice. */
  readonly observed: number;
  readonly expected: number;
  readonly people: number;
  readonly windowMs: number;
  /** The numbers are those of several matters of the brand together. */
  readonly isOneOfSeveral: boolean;
  /** Mean time between chance events as rare as this, in ms; `null`: rarer than once in a thousand years. */
  readonly onceInMs: number | null;
  readonly spread: Spread;
}

/** One line first: what, how big, how sure, how many people. */
export function summaryOf(words: SummaryWords): Localised {
  switch (words.reason) {
    case 'joined-by-negative-surge':
      return both(surgeSummary(words), {
        en: 'By now all negative attention to the brand is surging: ',
        nb: 'Nå er all negativ oppmerksomhet rundt merket i kraftig vekst: ',
      });
    case 'joined-by-viral-negative':
      return viralSummary(words);
    default:
      return summaryOfClass(words);
  }
}

function summaryOfClass(words: SummaryWords): Localised {
  switch (words.class) {
    case 'negative-surge':
      return words.state === 'resolved' ? calmSummary(words) : surgeSummary(words);
    case 'harm-claim':
      return words.state === 'resolved' ? quietSummary(words) : harmSummary(words);
    case 'viral-negative':
      return viralSummary(words);
    case 'sentiment-fall':
      return sentimentSummary(words);
    case 'voice-shock':
      return voiceSummary(words);
    case 'no-data':
      return silenceSummary(words);
  }
}

function both({ en, nb }: Localised, before: Localised): Localised {
  return { en: before.en + en, nb: before.nb + nb };
}

function surgeSummary(words: SummaryWords): Localised {
  const { observed, people, windowMs } = words;
  const minutes = windowMs / MINUTE_MS;
  const rarity = onceIn(words.onceInMs);
  const spread = spreadWords(words.spread);
  return {
    en: `${number(observed, 'en')} negative reactions by ${peopleInEnglish(people)} in ${minutes} minutes, where ${usual(words.expected, 'en')} is usual at this hour${times(words, 'en')}: ${rarity.en}.${spread.en}`,
    nb: `${number(observed, 'nb')} negative reaksjoner fra ${peopleInNorwegian(people)} på ${minutes} minutter, der ${usual(words.expected, 'nb')} er vanlig på denne tiden${times(words, 'nb')}: ${rarity.nb}.${spread.nb}`,
  };
}

function calmSummary({ observed, expected, windowMs }: SummaryWords): Localised {
  const minutes = windowMs / MINUTE_MS;
  return {
    en: `For 30 minutes negative reactions have stayed near the usual level: ${number(observed, 'en')} in the last ${minutes} minutes, where ${usual(expected, 'en')} is usual.`,
    nb: `I 30 minutter har negative reaksjoner ligget nær normalnivået: ${number(observed, 'nb')} de siste ${minutes} minuttene, der ${usual(expected, 'nb')} er vanlig.`,
  };
}

const ALL_CLAIMS: Localised = {
  en: 'All claims of harm about the brand together: ',
  nb: 'Alle påstander om skade rundt merket til sammen: ',
};

function harmSummary(words: SummaryWords): Localised {
  const { observed, people, windowMs } = words;
  const minutes = windowMs / MINUTE_MS;
  const spread = spreadWords(words.spread);
  const of = words.isOneOfSeveral ? ALL_CLAIMS : { en: '', nb: '' };
  return {
    en: `${of.en}${number(observed, 'en')} posts that claim that a product makes ill or injures, and reactions to them, by ${peopleInEnglish(people)} in ${minutes} minutes, where ${usual(words.expected, 'en')} is usual. Whether the claim is true is not judged here.${spread.en}`,
    nb: `${of.nb}${number(observed, 'nb')} innlegg med påstand om at et produkt gir sykdom eller skade, og reaksjoner på dem, fra ${peopleInNorwegian(people)} på ${minutes} minutter, der ${usual(words.expected, 'nb')} er vanlig. Om påstanden er sann, blir ikke vurdert her.${spread.nb}`,
  };
}

function quietSummary({ observed, windowMs }: SummaryWords): Localised {
  const minutes = windowMs / MINUTE_MS;
  return {
    en: `For an hour hardly anybody has taken the claim up: ${number(observed, 'en')} posts and reactions in the last ${minutes} minutes.`,
    nb: `I en time har nesten ingen tatt opp påstanden: ${number(observed, 'nb')} innlegg og reaksjoner de siste ${minutes} minuttene.`,
  };
}

function viralSummary({ observed, people, spread }: SummaryWords): Localised {
  const posts = spreadWords(spread);
  const rate = timesAMinute(observed);
  return {
    en: `People react to the post ${rate.en}; ${peopleInEnglish(people)} took part in negative reactions to the brand in 15 minutes.${posts.en}`,
    nb: `Folk reagerer på innlegget ${rate.nb}; ${peopleInNorwegian(people)} har deltatt i negative reaksjoner på merket på 15 minutter.${posts.nb}`,
  };
}

function timesAMinute(velocity: number): Localised {
  if (velocity < 1) return { en: 'less than once a minute', nb: 'mindre enn én gang i minuttet' };
  if (Math.round(velocity) === 1) return { en: 'once a minute', nb: 'én gang i minuttet' };
  return { en: `${number(velocity, 'en')} times a minute`, nb: `${number(velocity, 'nb')} ganger i minuttet` };
}

function sentimentSummary({ observed, expected, windowMs, onceInMs, state }: SummaryWords): Localised {
  const hours = windowMs / HOUR_MS;
  const rarity = onceIn(onceInMs);
  const chance = state === 'resolved' ? { en: '', nb: '' } : { en: `: ${rarity.en}`, nb: `: ${rarity.nb}` };
  return {
    en: `Net sentiment of the mentions of the last ${hours} hours is ${points(observed)}, where ${points(expected)} is usual (-100: all negative, 100: all positive)${chance.en}.`,
    nb: `Netto tone i omtalene de siste ${hours} timene er ${points(observed)}, der ${points(expected)} er vanlig (-100: bare negativ, 100: bare positiv)${chance.nb}.`,
  };
}

function voiceSummary({ observed, expected, windowMs }: SummaryWords): Localised {
  const hours = windowMs / HOUR_MS;
  return {
    en: `In the last ${hours} hours ${points(observed)} % of the market’s mentions were about this brand, where ${points(expected)} % is usual.`,
    nb: `De siste ${hours} timene handlet ${points(observed)} % av markedets omtaler om dette merket, der ${points(expected)} % er vanlig.`,
  };
}

function silenceSummary({ state }: SummaryWords): Localised {
  if (state === 'resolved') {
    return {
      en: 'Events of this source come in again. What happened meanwhile may come late or be missing.',
      nb: 'Det kommer hendelser fra denne kilden igjen. Det som skjedde i mellomtiden, kan komme sent eller mangle.',
    };
  }
  return {
    en: 'What reads this source has stopped, or has not been heard of for a minute. No alert can be raised on what happens there, and numbers lack it.',
    nb: 'Programmet som leser denne kilden, er stanset eller har ikke gitt lyd fra seg på et minutt. Det som skjer der, kan ikke utløse varsler, og tallene mangler det.',
  };
}

/** Hundredths, as whole points, with a true minus. */
function points(value: number): string {
  const whole = Math.round(100 * value);
  return whole < 0 ? `\u2212${-whole}` : String(whole === 0 ? 0 : whole);
}

/** Of a rule that is not about chance. */
export const NO_CHANCE: Localised = { en: 'not a matter of chance', nb: 'ikke et spørsmål om tilfeldigheter' };

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

function times({ observed, expected }: SummaryWords, locale: 'en' | 'nb'): string {
  if (expected < 1) return '';
  const factor = number(observed / expected, locale);
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

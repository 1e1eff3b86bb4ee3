/** The conditions of a rule in words, each with what was found and what is asked for; in English and Norwegian. */
import type { Condition, Localised } from '../model/alert.ts';
import { HOUR_MS } from '../windows/pane.ts';
import { number } from './number-words.ts';
import { onceIn } from './wording.ts';

const HOUR_MINUTES = 60;

const NAMES: Readonly<Record<string, Localised>> = {
  acts: { en: 'acts', nb: 'handlinger' },
  people: { en: 'different people', nb: 'ulike personer' },
  ratio: { en: 'times the usual', nb: 'ganger det vanlige' },
  tailProbability: { en: 'probability, if all is as usual', nb: 'sannsynlighet, om alt er som vanlig' },
  historyMinutes: { en: 'minutes of history', nb: 'minutter med historikk' },
  historyHours: { en: 'hours of history', nb: 'timer med historikk' },
  mentions: { en: 'mentions', nb: 'omtaler' },
  fall: { en: 'net sentiment below its usual', nb: 'netto sentiment under normalnivået' },
  change: { en: 'share of voice away from its usual', nb: 'andel av omtale unna normalnivået' },
  velocity: { en: 'acts a minute on one post', nb: 'handlinger i minuttet på ett innlegg' },
  shares: { en: 'shares of the post', nb: 'delinger av innlegget' },
  expectedShares: { en: 'shares expected in the end', nb: 'ventede delinger til slutt' },
  partitionsWithoutSource: { en: 'partitions without the source', nb: 'partisjoner uten kilden' },
};

/** `windowMs`: of the look that the condition is of. One that has no words of its own is told by its name. */
export function conditionWords({ name, value, threshold }: Condition, windowMs: number): Localised {
  const minutes = windowMs / (HOUR_MS / HOUR_MINUTES);
  const span =
    minutes < 2 * HOUR_MINUTES
      ? { en: `${minutes} minutes`, nb: `${minutes} minutter` }
      : { en: `${minutes / HOUR_MINUTES} hours`, nb: `${minutes / HOUR_MINUTES} timer` };
  const asked = (of: (count: number, locale: 'en' | 'nb') => string): Localised => ({
    en: `${of(value, 'en')} (at least ${of(threshold, 'en')})`,
    nb: `${of(value, 'nb')} (minst ${of(threshold, 'nb')})`,
  });
  switch (name) {
    case 'acts':
      return told({ en: `acts in ${span.en}`, nb: `handlinger på ${span.nb}` }, asked(number));
    case 'mentions':
      return told({ en: `mentions in ${span.en}`, nb: `omtaler på ${span.nb}` }, asked(number));
    case 'tailProbability':
      return {
        en: `${onceIn(onceInMs(value, windowMs)).en} (at the most: ${onceIn(onceInMs(threshold, windowMs)).en})`,
        nb: `${onceIn(onceInMs(value, windowMs)).nb} (høyst: ${onceIn(onceInMs(threshold, windowMs)).nb})`,
      };
    case 'historyMinutes':
      return told(
        conditionName('historyHours'),
        asked((count, locale) => tenths(count / HOUR_MINUTES, locale)),
      );
    case 'change':
      return told(
        conditionName(name),
        asked((share, locale) => `${number(100 * share, locale)} %`),
      );
    case 'people':
    case 'historyHours':
    case 'shares':
    case 'expectedShares':
    case 'partitionsWithoutSource':
      return told(conditionName(name), asked(number));
    case 'ratio':
    case 'velocity':
      return told(conditionName(name), asked(tenths));
    default:
      return told(conditionName(name), asked(hundredths));
  }
}

/** What a condition is of, in plain words; one that has none is told by its name. */
export function conditionName(name: string): Localised {
  return NAMES[name] ?? { en: name, nb: name };
}

function told(name: Localised, asked: Localised): Localised {
  return { en: `${name.en}: ${asked.en}`, nb: `${name.nb}: ${asked.nb}` };
}

/** `null`: rarer than once in a thousand years, for which there are words. */
function onceInMs(probability: number, windowMs: number): number | null {
  const everyMs = windowMs / probability;
  return everyMs > THOUSAND_YEARS_MS ? null : everyMs;
}

const THOUSAND_YEARS_MS = 365_250 * 24 * HOUR_MS;

function tenths(value: number, locale: 'en' | 'nb'): string {
  return decimals(value, 1, locale);
}

function hundredths(value: number, locale: 'en' | 'nb'): string {
  return decimals(value, 2, locale);
}

/** Without the zeros at the end. */
function decimals(value: number, places: number, locale: 'en' | 'nb'): string {
  if (value >= 100) return number(value, locale);
  const text = String(Number(value.toFixed(places)));
  return locale === 'en' ? text : text.replace('.', ',');
}

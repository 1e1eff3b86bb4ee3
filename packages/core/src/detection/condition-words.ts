/** The conditions of a rule in words, each with what was found and what is asked for; in English and Norwegian. */
import type { Condition, Localised } from '../model/alert.ts';
import { HOUR_MS } from '../windows/pane.ts';
import { number } from './number-words.ts';
import { onceIn } from './wording.ts';

const HOUR_MINUTES = 60;

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
    case 'people':
      return told({ en: 'different people', nb: 'ulike personer' }, asked(number));
    case 'ratio':
      return told({ en: 'times the usual', nb: 'ganger det vanlige' }, asked(tenths));
    case 'tailProbability':
      return {
        en: `${onceIn(onceInMs(value, windowMs)).en} (at the most: ${onceIn(onceInMs(threshold, windowMs)).en})`,
        nb: `${onceIn(onceInMs(value, windowMs)).nb} (høyst: ${onceIn(onceInMs(threshold, windowMs)).nb})`,
      };
    case 'historyMinutes':
      return told(
        { en: 'hours of history', nb: 'timer med historikk' },
        asked((count, locale) => tenths(count / HOUR_MINUTES, locale)),
      );
    case 'historyHours':
      return told({ en: 'hours of history', nb: 'timer med historikk' }, asked(number));
    case 'mentions':
      return told({ en: `mentions in ${span.en}`, nb: `omtaler på ${span.nb}` }, asked(number));
    case 'fall':
      return told({ en: 'net sentiment below its usual', nb: 'netto sentiment under normalnivået' }, asked(hundredths));
    case 'change':
      return told(
        { en: 'share of voice away from its usual', nb: 'andel av omtale unna normalnivået' },
        asked((share, locale) => `${number(100 * share, locale)} %`),
      );
    case 'velocity':
      return told({ en: 'acts a minute on one post', nb: 'handlinger i minuttet på ett innlegg' }, asked(tenths));
    case 'shares':
      return told({ en: 'shares of the post', nb: 'delinger av innlegget' }, asked(number));
    case 'expectedShares':
      return told({ en: 'shares expected in the end', nb: 'ventede delinger til slutt' }, asked(number));
    default:
      return told({ en: name, nb: name }, asked(hundredths));
  }
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

/** What a brand team does first, by class; a configuration may say otherwise (`alerts.advice`). */
import type { Localised } from '../model/alert.ts';
import type { RuleClass } from './rule-set.ts';

export const ADVICE: Readonly<Record<RuleClass, Localised>> = {
  'negative-surge': {
    en: 'Look at the posts below, find out what is said, and decide who answers. Say early that you have seen it, also while you do not know all the facts.',
    nb: 'Se på innleggene under, finn ut hva som blir sagt, og bestem hvem som svarer. Si tidlig at dere har sett det, også før dere kjenner alle fakta.',
  },
  'harm-claim': {
    en: 'Bring in those who answer for product safety now, and ask the people below what happened, to whom, and with which batch. Do not dispute the claim before you have looked into it.',
    nb: 'Koble inn dem som har ansvar for produktsikkerhet nå, og spør dem det gjelder hva som skjedde, med hvem, og med hvilket parti. Ikke avvis påstanden før dere har undersøkt den.',
  },
  'viral-negative': {
    en: 'Read the post and what people answer, and decide whether to answer there, where it is read. An answer soon reaches more people than one later.',
    nb: 'Les innlegget og svarene på det, og avgjør om dere skal svare der det blir lest. Et raskt svar når flere enn et sent.',
  },
  'sentiment-fall': {
    en: 'Read the negative mentions of the last hours: often it is one matter, such as an outage, a price or a delivery.',
    nb: 'Les de negative omtalene fra de siste timene: Ofte er det én sak, som en driftsstans, en pris eller en levering.',
  },
  'voice-shock': {
    en: 'Look at what your brand, and the others of the market, are mentioned for; it may be good news.',
    nb: 'Se hva merket deres og de andre i markedet blir omtalt for; det kan være gode nyheter.',
  },
  'no-data': {
    en: 'Look at the worker that reads this source. Until it is heard again, numbers lack what happens there.',
    nb: 'Se på programmet som leser denne kilden. Til den høres igjen, mangler tallene det som skjer der.',
  },
};

/** Titles of alerts by class and state, English and Norwegian. They say what spreads, never whether it is true. */
import type { AlertState, Localised } from '../model/alert.ts';
import type { RuleClass } from './rule-set.ts';

/** What is said after the name of the brand. */
type Phrases = Readonly<Record<AlertState, Localised>>;

const SURGE: Phrases = {
  opened: { en: 'negative attention is surging', nb: 'kraftig vekst i negativ oppmerksomhet' },
  escalated: {
    en: 'the surge of negative attention is now critical',
    nb: 'den negative oppmerksomheten er nå kritisk',
  },
  updated: { en: 'negative attention keeps growing', nb: 'den negative oppmerksomheten øker fortsatt' },
  resolved: {
    en: 'negative attention is back to normal',
    nb: 'den negative oppmerksomheten er tilbake på normalt nivå',
  },
  reopened: { en: 'negative attention is surging again', nb: 'ny kraftig vekst i negativ oppmerksomhet' },
};

const HARM: Phrases = {
  opened: { en: 'a claim of harm is spreading', nb: 'en påstand om helseskade sprer seg' },
  escalated: { en: 'the claim of harm is now critical', nb: 'påstanden om helseskade er nå kritisk' },
  updated: { en: 'the claim of harm keeps spreading', nb: 'påstanden om helseskade sprer seg videre' },
  resolved: { en: 'the claim of harm has gone quiet', nb: 'det er blitt stille rundt påstanden om helseskade' },
  reopened: { en: 'the claim of harm is spreading again', nb: 'påstanden om helseskade sprer seg igjen' },
};

const VIRAL: Phrases = {
  opened: { en: 'a negative post is spreading fast', nb: 'et negativt innlegg sprer seg raskt' },
  escalated: {
    en: 'the spread of the negative post is now critical',
    nb: 'spredningen av det negative innlegget er nå kritisk',
  },
  updated: { en: 'the negative post keeps spreading', nb: 'det negative innlegget sprer seg videre' },
  resolved: { en: 'the negative post has stopped spreading', nb: 'det negative innlegget sprer seg ikke lenger' },
  reopened: { en: 'the negative post is spreading again', nb: 'det negative innlegget sprer seg igjen' },
};

const TONE: Localised = { en: 'the tone of what is said has turned worse', nb: 'tonen i omtalen er blitt dårligere' };
const SENTIMENT: Phrases = {
  opened: TONE,
  escalated: TONE,
  updated: { en: 'the tone of what is said keeps getting worse', nb: 'tonen i omtalen blir stadig dårligere' },
  resolved: { en: 'the tone of what is said is back to its usual', nb: 'tonen i omtalen er tilbake på normalnivået' },
  reopened: { en: 'the tone of what is said has turned worse again', nb: 'tonen i omtalen er blitt dårligere igjen' },
};

const VOICE_BACK: Localised = {
  en: 'its share of voice is back to its usual',
  nb: 'andelen av omtale er tilbake på normalnivået',
};
const VOICE_UP: Localised = { en: 'its share of voice has jumped', nb: 'andelen av omtale har gjort et hopp' };
const VOICE_DOWN: Localised = { en: 'its share of voice has fallen', nb: 'andelen av omtale har falt' };

/** A source fell silent; the name before the phrase is the source's. */
const SILENCE: Localised = { en: 'this source has fallen silent', nb: 'denne kilden er blitt taus' };
const NO_DATA: Phrases = {
  opened: SILENCE,
  escalated: SILENCE,
  updated: SILENCE,
  resolved: { en: 'this source is heard again', nb: 'denne kilden høres igjen' },
  reopened: { en: 'this source has fallen silent again', nb: 'denne kilden er blitt taus igjen' },
};

export interface TitleFacts {
  readonly class: RuleClass;
  readonly state: AlertState;
  /** Whether what was observed lies above what is usual. */
  readonly isRise: boolean;
}

export function titleOf(name: string, facts: TitleFacts): Localised {
  const { en, nb } = phraseOf(facts);
  return { en: `${name}: ${en}`, nb: `${name}: ${nb}` };
}

function phraseOf({ class: name, state, isRise }: TitleFacts): Localised {
  switch (name) {
    case 'negative-surge':
      return SURGE[state];
    case 'harm-claim':
      return HARM[state];
    case 'viral-negative':
      return VIRAL[state];
    case 'sentiment-fall':
      return SENTIMENT[state];
    case 'voice-shock':
      return state === 'resolved' ? VOICE_BACK : isRise ? VOICE_UP : VOICE_DOWN;
    case 'no-data':
      return NO_DATA[state];
  }
}

/** The words around the conditions, in English and Norwegian. */
import type { Localised } from '@grapevine/core/model/alert.ts';
import type { Locale } from '../reading/incident-words.ts';

/** Rules as a brand team calls them. */
const CLASSES: Readonly<Record<string, Localised>> = {
  'harm-claim': { en: 'claim of harm', nb: 'påstand om helseskade' },
  'negative-surge': { en: 'surge of negative attention', nb: 'kraftig vekst i negativ oppmerksomhet' },
  'viral-negative': { en: 'negative post that spreads', nb: 'negativt innlegg i spredning' },
  'sentiment-fall': { en: 'fall in sentiment', nb: 'fall i tone' },
  'voice-shock': { en: 'jump in share of voice', nb: 'hopp i andel av omtale' },
  'no-data': { en: 'silent source', nb: 'kilde uten data' },
};

const WORDS = {
  en: {
    noticed: {
      opened: 'When it opened',
      escalated: 'When it got worse',
      updated: 'When there was more',
      resolved: 'When it ended',
      reopened: 'When it flared up again',
    },
    asOf: (at: string) => `as of ${at}`,
    open: (incidents: string) => `open (${incidents})`,
    met: 'all conditions are met',
    notMet: (lacking: number) => (lacking === 1 ? 'one condition is not met' : `${lacking} conditions are not met`),
    unknown: 'nothing is known yet to hold it against',
    ofSources: 'looks at sources, not at brands',
    spike: (reason: string) => `held back, since a spike is expected: ${reason}`,
    nearMisses: 'Near misses of the last week',
    noNearMisses: 'No near misses in the last week.',
    joined: (incident: string) => `joined incident ${incident}`,
    toOpenAgain: 'What would open it again:',
    arithmetic: 'Arithmetic',
    columns: ['condition', 'value', 'threshold', 'margin'],
    posts: 'Posts, as of the last notice',
    postColumns: ['shares', 'expected, 4 of 5 in', 'a share causes', 'text'],
    to: 'to',
  },
  nb: {
    noticed: {
      opened: 'Da hendelsen åpnet',
      escalated: 'Da den ble verre',
      updated: 'Da det kom mer',
      resolved: 'Da den var over',
      reopened: 'Da den blusset opp igjen',
    },
    asOf: (at: string) => `per ${at}`,
    open: (incidents: string) => `åpen (${incidents})`,
    met: 'alle vilkår er oppfylt',
    notMet: (lacking: number) => (lacking === 1 ? 'ett vilkår er ikke oppfylt' : `${lacking} vilkår er ikke oppfylt`),
    unknown: 'det finnes ikke noe normalnivå å måle mot ennå',
    ofSources: 'ser på kilder, ikke på merker',
    spike: (reason: string) => `holdt tilbake, siden en topp er ventet: ${reason}`,
    nearMisses: 'Nesten-varsler den siste uken',
    noNearMisses: 'Ingen nesten-varsler den siste uken.',
    joined: (incident: string) => `ble en del av hendelse ${incident}`,
    toOpenAgain: 'Det som ville åpnet den igjen:',
    arithmetic: 'Regnestykket',
    columns: ['vilkår', 'verdi', 'grense', 'margin'],
    posts: 'Innlegg, per siste varsel',
    postColumns: ['delinger', 'ventet, 4 av 5 innenfor', 'én deling gir', 'tekst'],
    to: 'til',
  },
} as const;

export type ExplainWords = (typeof WORDS)[Locale];

export function explainWords(locale: Locale): ExplainWords {
  return WORDS[locale];
}

/** A class that has no words of its own is told by its name. */
export function className(name: string, locale: Locale): string {
  return CLASSES[name]?.[locale] ?? name;
}

/** What stands around alerts and incidents at a terminal, in English and Norwegian. Their own texts carry both languages. */
import type { AlertState, Localised } from '@grapevine/core/model/alert.ts';
import { howMany } from '../terminal/wording.ts';

export type Locale = keyof Localised;

const WORDS = {
  en: {
    severities: { watch: 'watch', warning: 'warning', critical: 'critical' },
    states: {
      opened: 'opened',
      escalated: 'escalated',
      updated: 'updated',
      resolved: 'resolved',
      reopened: 'reopened',
    },
    noAlerts: 'No alerts.',
    noIncidents: 'No incidents.',
    noOpenIncidents: 'No open incidents. (--state all shows those that are over.)',
    incidents: (count: number) => howMany(count, 'incident'),
    openedAt: (at: string) => `opened ${at}`,
    resolvedAt: (at: string) => `resolved ${at}`,
    ofIncident: (alert: string, incident: string) => `alert ${alert} of incident ${incident}`,
    acknowledged: (by: string) => `acknowledged by ${by}`,
    verdicts: { right: 'right', wrong: 'wrong' },
    says: (verdict: string, by: string) => `${verdict}, says ${by}`,
    record: (fired: number, right: number, wrong: number) =>
      `of this rule's ${howMany(fired, 'incident')} here ${right} right, ${wrong} wrong`,
    silenced: (until: string, by: string) => `silenced until ${until} by ${by}`,
  },
  nb: {
    severities: { watch: 'følges', warning: 'varsel', critical: 'kritisk' },
    states: {
      opened: 'åpnet',
      escalated: 'verre',
      updated: 'oppdatert',
      resolved: 'over',
      reopened: 'gjenåpnet',
    },
    noAlerts: 'Ingen varsler.',
    noIncidents: 'Ingen hendelser.',
    noOpenIncidents: 'Ingen åpne hendelser. (--state all viser dem som er over.)',
    incidents: (count: number) => howMany(count, 'hendelse', 'hendelser'),
    openedAt: (at: string) => `åpnet ${at}`,
    resolvedAt: (at: string) => `over ${at}`,
    ofIncident: (alert: string, incident: string) => `varsel ${alert} om hendelse ${incident}`,
    acknowledged: (by: string) => `følges opp av ${by}`,
    verdicts: { right: 'riktig', wrong: 'feil' },
    says: (verdict: string, by: string) => `${verdict}, sier ${by}`,
    record: (fired: number, right: number, wrong: number) =>
      `av ${howMany(fired, 'hendelse', 'hendelser')} etter denne regelen her: ${right} riktig, ${wrong} feil`,
    silenced: (until: string, by: string) => `dempet til ${until} av ${by}`,
  },
} as const;

export type IncidentWords = (typeof WORDS)[Locale];

export function incidentWords(locale: Locale): IncidentWords {
  return WORDS[locale];
}

/** One that this version does not know is told by its name. */
export function stateWord(state: string, { states }: IncidentWords): string {
  return states[state as AlertState] ?? state;
}

/** What a report says, in the two languages of the brand team. */

import { number } from '@grapevine/core/detection/number-words.ts';
import type { AlertClass, Severity } from '@grapevine/core/model/alert.ts';
import type { ExpectedShares } from '@grapevine/core/virality/expected-shares.ts';
import { incidentWords } from '../../reading/incident-words.ts';
import type { Locale } from '../duration-text.ts';

export interface ReportWords {
  readonly title: string;
  readonly lead: (brands: number, span: string) => string;
  readonly incidents: string;
  readonly incidentsPerWeek: string;
  readonly asked: string;
  readonly crises: string;
  readonly missed: string;
  readonly delay: string;
  readonly leadTime: string;
  readonly falseAlarms: string;
  readonly calledFalse: string;
  readonly falseAlarmsPerWeek: string;
  readonly measures: string;
  readonly eachBrand: string;
  readonly legend: {
    readonly acts: string;
    readonly usual: string;
    readonly band: string;
    readonly incident: string;
  };
  /** What a bar of a plot counts: `negative attention in each hour`. */
  readonly each: (minutes: number) => string;
  readonly whatWasRaised: string;
  readonly nothingRaised: string;
  readonly quietBrand: string;
  readonly why: string;
  readonly posts: string;
  readonly openAtEnd: string;
  readonly lasted: string;
  readonly onlyBy: string;
  readonly sooner: (by: string, name: string) => string;
  readonly later: (by: string, name: string) => string;
  readonly falseAlarm: string;
  readonly found: string;
  readonly more: (count: number) => string;
  /** Of a post; `null`: nothing was forecast of it. */
  readonly shares: (shares: number, final: ExpectedShares | null) => string;
  readonly missedHeading: string;
  readonly moreMissed: (count: number) => string;
  readonly knownAt: string;
  /** At the top of a marked time in a drawing. */
  readonly markedTime: string;
  readonly missedAlsoBy: (name: string) => string;
  readonly foundBy: (name: string) => string;
  readonly nearBy: string;
  readonly nothingNear: string;
  readonly nearMisses: string;
  readonly nearMissLead: string;
  readonly noNearMisses: string;
  readonly moreNearMisses: (count: number) => string;
  readonly expectedSpike: (reason: string) => string;
  /** `null`: the incident is not listed on the page. */
  readonly joined: (incident: string | null) => string;
  readonly beheaded: string;
  readonly badLines: (count: string) => string;
  readonly howToRead: string;
  readonly reading: readonly string[];
  readonly times: string;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly classes: Readonly<Record<AlertClass, string>>;
}

export const REPORT_WORDS: Readonly<Record<Locale, ReportWords>> = {
  en: {
    title: 'What these rules would have raised',
    lead: (brands, span) => `${span}, ${brands === 1 ? 'one own brand' : `${brands} own brands`}.`,
    incidents: 'Incidents',
    incidentsPerWeek: 'Incidents a week, of each own brand',
    asked: 'False alarms a week put up with, at most',
    crises: 'Crises that people have marked',
    missed: 'Missed',
    delay: 'Raised after their begin (median)',
    leadTime: 'Raised before they were known otherwise (median)',
    falseAlarms: 'False alarms',
    calledFalse: 'Called false by somebody',
    falseAlarmsPerWeek: 'False alarms a week, of each own brand',
    measures: 'In numbers',
    eachBrand: 'Brand by brand',
    legend: {
      acts: 'negative attention',
      usual: 'usual level',
      band: 'where nine of ten usually lie',
      incident: 'an incident is open',
    },
    each: (minutes) => `Negative attention in each ${spanOf(minutes, ['minutes', 'hour', 'hours', 'day'])}`,
    whatWasRaised: 'What was raised',
    nothingRaised: 'Nothing was raised.',
    quietBrand: 'Nothing was raised for this brand.',
    why: 'The arithmetic',
    posts: 'Posts that moved fastest',
    openAtEnd: 'still open at the end',
    lasted: 'open for',
    onlyBy: 'only by',
    sooner: (by, name) => `${by} sooner by ${name}`,
    later: (by, name) => `${by} later by ${name}`,
    falseAlarm: 'false alarm',
    found: 'a marked crisis',
    more: (count) => `${count} more incidents are in the JSON document (--json), not drawn here.`,
    shares: (shares, final) => {
      const now = shares === 1 ? '1 share' : `${number(shares, 'en')} shares`;
      if (final === null) return `${now} by then`;
      const [middle, low, high] = [final.shares, final.low80, final.high80].map((each) => number(each, 'en'));
      return `${now} by then; ${middle} expected in all, probably between ${low} and ${high}`;
    },
    missedHeading: 'What was missed',
    moreMissed: (count) => `${count} more missed crises are in the JSON document (--json).`,
    knownAt: 'Known otherwise:',
    markedTime: 'marked',
    missedAlsoBy: (name) => `Missed by ${name} too.`,
    foundBy: (name) => `Found by ${name}.`,
    nearBy: 'How near the rules came:',
    nothingNear: 'No rule is known to have come near. (What came near is remembered for the last week of the data.)',
    nearMisses: 'What was nearly raised',
    nearMissLead:
      'In the last week of the data: what fell short of a rule, or was held back. The number in brackets is what the rule asks for.',
    noNearMisses: 'Nothing in the last week of the data.',
    moreNearMisses: (count) => `${count} older ones are in the JSON document (--json).`,
    expectedSpike: (reason) => `Held back, since a spike was expected: ${reason}`,
    joined: (incident) =>
      `Held back, since it belongs to ${incident === null ? 'an open incident' : `incident ${incident}`}`,
    beheaded: 'The log does not have its beginning any more: what had been learned before is not known here.',
    badLines: (count) => `${count} lines of the files could not be read; the figures are of the others.`,
    howToRead: 'How to read this',
    reading: [
      'Negative attention is how often people say something negative of the brand, or pass it on: posts, comments, shares and likes of negative posts, each once.',
      'The usual level is what the system had learned by then for this hour of the week. Nothing is known in hindsight: every incident is decided by what came before it.',
      'An incident says that something spreads, how large it is and how rare. It does not say whether a claim is true.',
    ],
    times: 'Times are of',
    severities: incidentWords('en').severities,
    classes: {
      'negative-surge': 'surge of negative attention',
      'viral-negative': 'a negative post goes viral',
      'harm-claim': 'claim of harm to health',
      'sentiment-fall': 'sentiment falls',
      'voice-shock': 'share of voice shifts',
      'goal-off-pace': 'goal off pace',
      'no-data': 'a source is silent',
    },
  },
  nb: {
    title: 'Dette ville reglene ha varslet om',
    lead: (brands, span) => `${span}, ${brands === 1 ? 'ett eget merke' : `${brands} egne merker`}.`,
    incidents: 'Hendelser',
    incidentsPerWeek: 'Hendelser i uken, per eget merke',
    asked: 'Falske krisevarsler i uken som godtas, høyst',
    crises: 'Kriser som noen har markert',
    missed: 'Ikke oppdaget',
    delay: 'Varslet etter at de begynte (median)',
    leadTime: 'Varslet før de ble kjent på annen måte (median)',
    falseAlarms: 'Falske krisevarsler',
    calledFalse: 'Kalt falske av noen',
    falseAlarmsPerWeek: 'Falske krisevarsler i uken, per eget merke',
    measures: 'I tall',
    eachBrand: 'Merke for merke',
    legend: {
      acts: 'negativ oppmerksomhet',
      usual: 'normalnivå',
      band: 'der ni av ti vanligvis ligger',
      incident: 'en hendelse er åpen',
    },
    each: (minutes) => `Negativ oppmerksomhet per ${spanOf(minutes, ['minutter', 'time', 'timer', 'døgn'])}`,
    whatWasRaised: 'Dette ble varslet',
    nothingRaised: 'Ingenting ble varslet.',
    quietBrand: 'Ingenting ble varslet for dette merket.',
    why: 'Regnestykket',
    posts: 'Innlegg som spredte seg raskest',
    openAtEnd: 'fortsatt åpen ved slutten',
    lasted: 'åpen i',
    onlyBy: 'bare etter',
    sooner: (by, name) => `${by} tidligere etter ${name}`,
    later: (by, name) => `${by} senere etter ${name}`,
    falseAlarm: 'falskt krisevarsel',
    found: 'en markert krise',
    more: (count) => `${count} hendelser til står i JSON-dokumentet (--json) og er ikke tegnet her.`,
    shares: (shares, final) => {
      const now = shares === 1 ? '1 deling' : `${number(shares, 'nb')} delinger`;
      if (final === null) return `${now} da`;
      const [middle, low, high] = [final.shares, final.low80, final.high80].map((each) => number(each, 'nb'));
      return `${now} da; det var ventet ${middle} i alt, trolig mellom ${low} og ${high}`;
    },
    missedHeading: 'Dette ble ikke oppdaget',
    moreMissed: (count) => `${count} kriser til som ikke ble oppdaget, står i JSON-dokumentet (--json).`,
    knownAt: 'Kjent på annen måte:',
    markedTime: 'markert',
    missedAlsoBy: (name) => `Heller ikke oppdaget etter ${name}.`,
    foundBy: (name) => `Oppdaget etter ${name}.`,
    nearBy: 'Så nær kom reglene:',
    nothingNear:
      'Så vidt det er kjent, var ingen regel i nærheten. (Nesten-varsler huskes for den siste uken i dataene.)',
    nearMisses: 'Dette ble nesten varslet',
    nearMissLead:
      'I den siste uken i dataene: det som ikke nådde opp til en regel, eller ble holdt tilbake. Tallet i parentes er det regelen krever.',
    noNearMisses: 'Ingenting i den siste uken i dataene.',
    moreNearMisses: (count) => `${count} eldre står i JSON-dokumentet (--json).`,
    expectedSpike: (reason) => `Holdt tilbake, siden en topp var ventet: ${reason}`,
    joined: (incident) =>
      `Holdt tilbake, siden det hører til ${incident === null ? 'en åpen hendelse' : `hendelse ${incident}`}`,
    beheaded: 'Loggen har ikke begynnelsen sin lenger: det som var lært før, er ikke kjent her.',
    badLines: (count) => `${count} linjer i filene kunne ikke leses; tallene gjelder de andre.`,
    howToRead: 'Slik leses dette',
    reading: [
      'Negativ oppmerksomhet er hvor ofte folk sier noe negativt om merket eller bringer det videre: innlegg, kommentarer, delinger og likerklikk på negative innlegg, hvert av dem én gang.',
      'Normalnivået er det systemet hadde lært til da for denne timen i uken. Ingenting er etterpåklokskap: hver hendelse er avgjort av det som kom før den.',
      'En hendelse sier at noe sprer seg, hvor stort det er og hvor sjeldent. Den sier ikke om en påstand er sann.',
    ],
    times: 'Klokkeslett gjelder',
    severities: incidentWords('nb').severities,
    classes: {
      'negative-surge': 'kraftig vekst i negativ oppmerksomhet',
      'viral-negative': 'et negativt innlegg sprer seg',
      'harm-claim': 'påstand om helseskade',
      'sentiment-fall': 'stemningen faller',
      'voice-shock': 'andelen av omtale endrer seg',
      'goal-off-pace': 'mål utenfor kurs',
      'no-data': 'en kilde er taus',
    },
  },
};

function spanOf(minutes: number, [many, hour, hours, day]: readonly [string, string, string, string]): string {
  if (minutes < 60) return `${minutes} ${many}`;
  if (minutes === 60) return hour;
  return minutes === 1440 ? day : `${minutes / 60} ${hours}`;
}
